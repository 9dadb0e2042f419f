#include "services/server/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

#include "absl/cleanup/cleanup.h"
#include "proto/contract/text.h"

namespace homeward::services {
namespace {

constexpr size_t kFileBytesMax = 1u << 20;

absl::Status Errno(std::string_view what, const std::string& path) {
  return absl::ErrnoToStatus(errno, contract::Cat(what, " ", path));
}

}  // namespace

absl::StatusOr<std::string> ReadFile(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return Errno("cannot open", path);
  const absl::Cleanup close = [fd] { ::close(fd); };
  std::string text;
  char piece[16 << 10];
  while (true) {
    const ssize_t count = ::read(fd, piece, sizeof(piece));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return Errno("cannot read", path);
    if (count == 0) return text;
    text.append(piece, static_cast<size_t>(count));
    if (text.size() > kFileBytesMax) return absl::InvalidArgumentError(contract::Cat(path, ": larger than 1 MiB"));
  }
}

absl::Status WriteFile(const std::string& path, std::string_view text, bool secret) {
  const std::string beside = contract::Cat(path, ".new");
  const int fd = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, secret ? 0600 : 0644);
  if (fd < 0) return Errno("cannot write", beside);
  bool good = true;
  while (good && !text.empty()) {
    const ssize_t count = ::write(fd, text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    good = count > 0;
    if (good) text.remove_prefix(static_cast<size_t>(count));
  }
  good = good && ::fsync(fd) == 0;
  const absl::Status failed = good ? absl::OkStatus() : Errno("cannot write", beside);
  ::close(fd);
  if (!failed.ok()) return failed;
  if (::rename(beside.c_str(), path.c_str()) != 0) return Errno("cannot replace", path);
  return absl::OkStatus();
}

absl::Status MakeDirectories(const std::string& path) {
  struct stat found;
  if (::stat(path.c_str(), &found) == 0) {
    return S_ISDIR(found.st_mode) ? absl::OkStatus() : absl::FailedPreconditionError(path + " is no directory");
  }
  std::error_code error;
  const std::filesystem::path parent = std::filesystem::path(path).parent_path();
  if (!parent.empty()) std::filesystem::create_directories(parent, error);
  if (error) return absl::UnavailableError(contract::Cat("cannot make ", parent.string(), ": ", error.message()));
  if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) return Errno("cannot make", path);
  return absl::OkStatus();
}

absl::Status CheckSecret(const std::string& path) {
  struct stat found;
  if (::stat(path.c_str(), &found) != 0) return Errno("cannot look at", path);
  if ((found.st_mode & 077) == 0) return absl::OkStatus();
  return absl::FailedPreconditionError(contract::Cat(path, " may be read by others than its owner; chmod 600 it"));
}

}  // namespace homeward::services
