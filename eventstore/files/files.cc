#include "eventstore/files/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

#include "absl/cleanup/cleanup.h"
#include "proto/contract/text.h"

namespace homeward::eventstore {
namespace {

absl::Status Errno(std::string_view what, const std::string& path) {
  return absl::ErrnoToStatus(errno, contract::Cat(what, " ", path));
}

absl::Status WriteTo(const std::string& path, int flags, std::string_view text, Secrecy secrecy) {
  const int fd =
      ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | flags, secrecy == Secrecy::kOwnerOnly ? 0600 : 0644);
  if (fd < 0) return Errno("cannot make", path);
  bool good = true;
  while (good && !text.empty()) {
    const ssize_t count = ::write(fd, text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    good = count > 0;
    if (good) text.remove_prefix(static_cast<size_t>(count));
  }
  good = good && ::fsync(fd) == 0;
  const absl::Status status = good ? absl::OkStatus() : Errno("cannot write", path);
  ::close(fd);
  return status;
}

absl::Status SyncParent(const std::string& path) {
  const std::filesystem::path parent = std::filesystem::path(path).parent_path();
  return SyncDirectory(parent.empty() ? "." : parent.string());
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
    if (text.size() > kSmallFileBytes) return absl::InvalidArgumentError(contract::Cat(path, ": larger than 1 MiB"));
  }
}

absl::Status ReplaceFile(const std::string& path, std::string_view text, Secrecy secrecy) {
  const std::string beside = contract::Cat(path, ".new");
  if (absl::Status status = WriteTo(beside, O_TRUNC, text, secrecy); !status.ok()) return status;
  if (::rename(beside.c_str(), path.c_str()) != 0) return Errno("cannot replace", path);
  return SyncParent(path);
}

absl::Status MakeFile(const std::string& path, std::string_view text, Secrecy secrecy) {
  if (absl::Status status = WriteTo(path, O_EXCL, text, secrecy); !status.ok()) return status;
  return SyncParent(path);
}

absl::Status SyncDirectory(const std::string& directory) {
  const int fd = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return Errno("cannot open", directory);
  const absl::Status status = ::fsync(fd) == 0 ? absl::OkStatus() : Errno("cannot sync", directory);
  ::close(fd);
  return status;
}

absl::Status CheckSecret(const std::string& path) {
  struct stat found;
  if (::stat(path.c_str(), &found) != 0) return Errno("cannot look at", path);
  if ((found.st_mode & 077) == 0) return absl::OkStatus();
  return absl::FailedPreconditionError(contract::Cat(path, " may be read by others than its owner; chmod 600 it"));
}

}  // namespace homeward::eventstore
