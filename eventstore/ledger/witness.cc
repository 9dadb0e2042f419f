#include "eventstore/ledger/witness.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <utility>

#include "eventstore/bytes/bytes.h"
#include "eventstore/bytes/sha256.h"
#include "eventstore/files/files.h"
#include "eventstore/threads/thread.h"
#include "proto/contract/text.h"

namespace homeward::eventstore {
namespace {

constexpr std::string_view kMagic = "HWHEAD01";
constexpr size_t kSlotBytes = 4096;
constexpr size_t kBodyBytes = 8 + 16 + 8 + 8 + 32;  // magic, incarnation, generation, position, root

struct Slot {
  uint64_t generation = 0;
  WitnessMark mark;
};

std::string SlotBytes(const std::string& incarnation, const Slot& slot) {
  std::string out(kMagic);
  out += incarnation;
  AppendBe64(slot.generation, &out);
  AppendBe64(slot.mark.position.value, &out);
  out += AsBytes(slot.mark.root);
  out += AsBytes(Sha256().Raw(out).Finish());
  out.resize(kSlotBytes, '\0');
  return out;
}

std::optional<Slot> ParseSlot(std::string_view bytes, const std::string& incarnation) {
  if (bytes.size() < kBodyBytes + 32 || !bytes.starts_with(kMagic)) return std::nullopt;
  const std::string_view body = bytes.substr(0, kBodyBytes);
  if (AsBytes(Sha256().Raw(body).Finish()) != bytes.substr(kBodyBytes, 32)) return std::nullopt;
  if (!incarnation.empty() && body.substr(8, 16) != incarnation) return std::nullopt;
  return Slot{ReadBe64(body.substr(24)), {Position(ReadBe64(body.substr(32))), HashFromBytes(body.substr(40, 32))}};
}

absl::Status WriteAt(int fd, const std::string& bytes, off_t offset, const std::string& path) {
  for (size_t done = 0; done < bytes.size();) {
    const ssize_t n = ::pwrite(fd, bytes.data() + done, bytes.size() - done, offset + done);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return absl::ErrnoToStatus(errno, contract::Cat("cannot write ", path));
    done += n;
  }
  if (::fdatasync(fd) != 0) return absl::ErrnoToStatus(errno, contract::Cat("cannot sync ", path));
  return absl::OkStatus();
}

absl::StatusOr<Slot> ReadNewest(const std::string& path, const std::string& incarnation) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0 && errno == ENOENT) return absl::NotFoundError(contract::Cat(path, " does not exist"));
  if (fd < 0) return absl::ErrnoToStatus(errno, contract::Cat("cannot open ", path));
  std::string bytes(2 * kSlotBytes, '\0');
  const ssize_t n = ::pread(fd, bytes.data(), bytes.size(), 0);
  ::close(fd);
  if (n < 0) return absl::ErrnoToStatus(errno, contract::Cat("cannot read ", path));
  bytes.resize(n);
  std::optional<Slot> newest;
  for (size_t i = 0; i < 2 && bytes.size() >= (i + 1) * kSlotBytes; ++i) {
    std::optional<Slot> slot = ParseSlot(std::string_view(bytes).substr(i * kSlotBytes, kSlotBytes), incarnation);
    if (slot && (!newest || slot->generation > newest->generation)) newest = slot;
  }
  if (!newest) {
    return absl::DataLossError(contract::Cat(path,
                                             " holds no valid mark of this log: both slots are damaged, or it "
                                             "belongs to another log"));
  }
  return *newest;
}

}  // namespace

absl::StatusOr<WitnessMark> Witness::Read(const std::string& path, const std::string& incarnation) {
  absl::StatusOr<Slot> slot = ReadNewest(path, incarnation);
  if (!slot.ok()) return slot.status();
  return slot->mark;
}

absl::Status Witness::Create(const std::string& path, const std::string& incarnation, const WitnessMark& seen) {
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0) return absl::ErrnoToStatus(errno, contract::Cat("cannot make ", path));
  const std::string slot = SlotBytes(incarnation, {1, seen});
  absl::Status status = WriteAt(fd, slot, 0, path);
  if (status.ok()) status = WriteAt(fd, slot, kSlotBytes, path);
  if (status.ok() && ::fsync(fd) != 0) status = absl::ErrnoToStatus(errno, contract::Cat("cannot sync ", path));
  ::close(fd);
  if (!status.ok()) return status;
  return SyncDirectory(std::filesystem::path(path).parent_path());
}

absl::StatusOr<std::unique_ptr<Witness>> Witness::Open(const std::string& path, const std::string& incarnation) {
  absl::StatusOr<Slot> newest = ReadNewest(path, incarnation);
  if (!newest.ok()) return newest.status();
  const int fd = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
  if (fd < 0) return absl::ErrnoToStatus(errno, contract::Cat("cannot open ", path));
  return std::unique_ptr<Witness>(new Witness(fd, path, incarnation, newest->generation));
}

Witness::Witness(int fd, std::string path, std::string incarnation, uint64_t generation)
    : fd_(fd), path_(std::move(path)), incarnation_(std::move(incarnation)), generation_(generation) {
  thread_ = StartThread("head-witness", Urgency::kAtOnce, [this] { Run(); });
}

Witness::~Witness() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
  ::close(fd_);
}

absl::Status Witness::Post(const WitnessMark& mark) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return !pending_.has_value(); });
  if (!status_.ok()) return status_;
  pending_ = mark;
  changed_.notify_all();
  return absl::OkStatus();
}

absl::Status Witness::Wait() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return !pending_.has_value(); });
  return status_;
}

void Witness::Run() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [&] { return stopping_ || pending_.has_value(); });
    if (!pending_.has_value()) return;  // stopping, and nothing left to write
    const WitnessMark mark = *pending_;
    lock.unlock();
    absl::Status status = Write(mark);
    lock.lock();
    if (status_.ok()) status_ = std::move(status);
    pending_.reset();
    changed_.notify_all();
  }
}

absl::Status Witness::Write(const WitnessMark& mark) {
  ++generation_;
  return WriteAt(fd_, SlotBytes(incarnation_, {generation_, mark}), (generation_ % 2) * kSlotBytes, path_);
}

}  // namespace homeward::eventstore
