#include "eventstore/backup/copying.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <system_error>

#include "absl/cleanup/cleanup.h"
#include "eventstore/bytes/sha256.h"
#include "proto/contract/text.h"

namespace homeward::eventstore {
namespace {

namespace fs = std::filesystem;

constexpr size_t kPieceBytes = 1u << 20;

absl::Status Cannot(std::string_view what, const std::string& path, const std::error_code& error) {
  return absl::UnavailableError(contract::Cat("cannot ", what, " ", path, ": ", error.message()));
}

absl::Status SyncFile(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return absl::ErrnoToStatus(errno, contract::Cat("cannot open ", path));
  const absl::Cleanup close = [fd] { ::close(fd); };
  return ::fsync(fd) == 0 ? absl::OkStatus() : absl::ErrnoToStatus(errno, contract::Cat("cannot sync ", path));
}

}  // namespace

absl::StatusOr<std::vector<std::string>> ListFiles(const std::string& directory) {
  std::vector<std::string> paths;
  std::error_code error;
  for (fs::recursive_directory_iterator at(directory, error), end; !error && at != end; at.increment(error)) {
    if (at->is_regular_file(error) && at->path().filename() != "LOCK") {
      paths.push_back(at->path().lexically_relative(directory).string());
    }
  }
  if (error) return Cannot("list", directory, error);
  std::sort(paths.begin(), paths.end());
  return paths;
}

absl::StatusOr<BackupFile> Digest(const std::string& directory, const std::string& path,
                                  absl::FunctionRef<bool(uint64_t)> go_on) {
  const std::string whole = contract::Cat(directory, "/", path);
  const int fd = ::open(whole.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return absl::ErrnoToStatus(errno, contract::Cat("cannot open ", whole));
  const absl::Cleanup close = [fd] { ::close(fd); };
  BackupFile file;
  file.set_path(path);
  Sha256 digest;
  std::string piece(kPieceBytes, '\0');
  while (true) {
    const ssize_t count = ::read(fd, piece.data(), piece.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return absl::ErrnoToStatus(errno, contract::Cat("cannot read ", whole));
    if (count == 0) break;
    digest.Raw(std::string_view(piece).substr(0, static_cast<size_t>(count)));
    file.set_bytes(file.bytes() + static_cast<uint64_t>(count));
    if (!go_on(static_cast<uint64_t>(count))) return absl::CancelledError();
  }
  file.set_sha256(std::string(AsBytes(digest.Finish())));
  return file;
}

absl::Status CopyFile(const std::string& from, const std::string& to, Copying copying) {
  std::error_code error;
  fs::create_directories(fs::path(to).parent_path(), error);
  if (error) return Cannot("make", fs::path(to).parent_path().string(), error);
  if (copying == Copying::kLinkTables && fs::path(from).extension() == ".sst") {
    fs::create_hard_link(from, to, error);
    if (!error) return absl::OkStatus();
  }
  fs::copy_file(from, to, fs::copy_options::none, error);
  if (error) return Cannot("copy", from, error);
  return copying == Copying::kWhole ? SyncFile(to) : absl::OkStatus();
}

PassingFolder::~PassingFolder() {
  if (kept_) return;
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

}  // namespace homeward::eventstore
