#include "services/server/files.h"

#include <sys/stat.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

#include "proto/contract/text.h"

namespace homeward::services {

absl::Status MakeDirectories(const std::string& path) {
  struct stat found;
  if (::stat(path.c_str(), &found) == 0) {
    return S_ISDIR(found.st_mode) ? absl::OkStatus() : absl::FailedPreconditionError(path + " is no directory");
  }
  std::error_code error;
  const std::filesystem::path parent = std::filesystem::path(path).parent_path();
  if (!parent.empty()) std::filesystem::create_directories(parent, error);
  if (error) return absl::UnavailableError(contract::Cat("cannot make ", parent.string(), ": ", error.message()));
  if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) {
    return absl::ErrnoToStatus(errno, contract::Cat("cannot make ", path));
  }
  return absl::OkStatus();
}

}  // namespace homeward::services
