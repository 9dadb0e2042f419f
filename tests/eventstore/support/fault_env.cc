#include "tests/eventstore/support/fault_env.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <thread>
#include <utility>
#include <vector>

namespace homeward::eventstore {
namespace {

using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;

constexpr uint64_t kPageBytes = 4096;

class FaultFile : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  FaultFile(std::unique_ptr<rocksdb::FSWritableFile> file, std::string path, FaultFileSystem& files)
      : rocksdb::FSWritableFileOwnerWrapper(std::move(file)), path_(std::move(path)), files_(files) {}

  IOStatus Append(const rocksdb::Slice& data, const IOOptions& options, IODebugContext* context) override {
    if (!files_.Allow(FaultFileSystem::Operation::kAppend, path_)) return IOStatus::IOError("the power is gone");
    return FSWritableFileOwnerWrapper::Append(data, options, context);
  }
  IOStatus Append(const rocksdb::Slice& data, const IOOptions& options, const rocksdb::DataVerificationInfo&,
                  IODebugContext* context) override {
    return Append(data, options, context);
  }
  IOStatus Sync(const IOOptions& options, IODebugContext* context) override {
    return Settle([&] { return FSWritableFileOwnerWrapper::Sync(options, context); });
  }
  IOStatus Fsync(const IOOptions& options, IODebugContext* context) override {
    return Settle([&] { return FSWritableFileOwnerWrapper::Fsync(options, context); });
  }

 private:
  template <typename Sync>
  IOStatus Settle(Sync sync) {
    const bool power = files_.Allow(FaultFileSystem::Operation::kSync, path_);
    if (!power || files_.FailsSync(path_)) return IOStatus::IOError("this sync fails");
    std::this_thread::sleep_for(files_.sync_time(path_));
    const uint64_t size = GetFileSize(IOOptions(), nullptr);
    IOStatus status = sync();
    if (status.ok()) files_.Synced(path_, size);
    return status;
  }

  const std::string path_;
  FaultFileSystem& files_;
};

}  // namespace

void FaultFileSystem::CutPowerAt(Operation operation, std::string path, int nth) {
  std::lock_guard lock(mutex_);
  cut_at_ = operation;
  cut_path_ = std::move(path);
  cut_in_ = nth;
}

void FaultFileSystem::SlowSyncs(std::chrono::milliseconds time, std::string path, std::string ending) {
  std::lock_guard lock(mutex_);
  sync_time_ = time;
  slow_path_ = std::move(path);
  slow_ending_ = std::move(ending);
}

std::chrono::milliseconds FaultFileSystem::sync_time(const std::string& path) {
  std::lock_guard lock(mutex_);
  const bool slow = path.find(slow_path_) != std::string::npos && path.ends_with(slow_ending_);
  return slow ? sync_time_ : std::chrono::milliseconds(0);
}

void FaultFileSystem::FailSyncsOf(std::string path, int nth) {
  std::lock_guard lock(mutex_);
  sync_path_ = std::move(path);
  syncs_left_ = nth - 1;
  fail_syncs_ = true;
}

bool FaultFileSystem::FailsSync(const std::string& path) {
  std::lock_guard lock(mutex_);
  return fail_syncs_ && path.find(sync_path_) != std::string::npos && --syncs_left_ < 0;
}

bool FaultFileSystem::Allow(Operation operation, const std::string& path) {
  std::lock_guard lock(mutex_);
  if (cut_in_ > 0 && (operation == cut_at_ || cut_at_ == Operation::kAny) &&
      path.find(cut_path_) != std::string::npos && --cut_in_ == 0) {
    power_cut_ = true;
  }
  return !power_cut_;
}

void FaultFileSystem::Synced(const std::string& path, uint64_t size) {
  std::lock_guard lock(mutex_);
  synced_[path] = std::max(synced_[path], size);
}

IOStatus FaultFileSystem::NewWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                                          std::unique_ptr<rocksdb::FSWritableFile>* file, IODebugContext* context) {
  if (!Allow(Operation::kCreate, path)) return IOStatus::IOError("the power is gone");
  std::unique_ptr<rocksdb::FSWritableFile> real;
  IOStatus status = FileSystemWrapper::NewWritableFile(path, options, &real, context);
  if (!status.ok()) return status;
  {
    std::lock_guard lock(mutex_);
    synced_[path] = 0;
  }
  *file = std::make_unique<FaultFile>(std::move(real), path, *this);
  return status;
}

IOStatus FaultFileSystem::RenameFile(const std::string& from, const std::string& to, const IOOptions& options,
                                     IODebugContext* context) {
  if (!Allow(Operation::kRename, from)) return IOStatus::IOError("the power is gone");
  IOStatus status = FileSystemWrapper::RenameFile(from, to, options, context);
  std::lock_guard lock(mutex_);
  if (status.ok() && synced_.count(from) != 0) {
    synced_[to] = synced_[from];
    synced_.erase(from);
  }
  return status;
}

IOStatus FaultFileSystem::LinkFile(const std::string& from, const std::string& to, const IOOptions& options,
                                   IODebugContext* context) {
  if (!Allow(Operation::kLink, from)) return IOStatus::IOError("the power is gone");
  IOStatus status = FileSystemWrapper::LinkFile(from, to, options, context);
  std::lock_guard lock(mutex_);
  if (status.ok() && synced_.count(from) != 0) synced_[to] = synced_[from];
  return status;
}

IOStatus FaultFileSystem::DeleteFile(const std::string& path, const IOOptions& options, IODebugContext* context) {
  if (!Allow(Operation::kDelete, path)) return IOStatus::IOError("the power is gone");
  {
    std::lock_guard lock(mutex_);
    synced_.erase(path);
  }
  return FileSystemWrapper::DeleteFile(path, options, context);
}

void FaultFileSystem::LoseUnsynced(uint64_t torn_bytes, const std::function<bool()>& page_lost) {
  std::lock_guard lock(mutex_);
  for (const auto& [path, safe] : synced_) {
    std::error_code error;
    const uint64_t size = std::filesystem::file_size(path, error);
    if (error || size <= safe) continue;
    const uint64_t kept = std::min(size, safe + torn_bytes);
    std::filesystem::resize_file(path, kept, error);
    if (!page_lost) continue;
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    for (uint64_t from = safe, to; from < kept; from = to) {
      to = std::min(kept, (from / kPageBytes + 1) * kPageBytes);
      if (!page_lost()) continue;
      file.seekp(static_cast<std::streamoff>(from));
      file << std::string(to - from, '\0');
    }
  }
  power_cut_ = false;
  fail_syncs_ = false;
  cut_in_ = 0;
  sync_path_.clear();
  syncs_left_ = 0;
}

std::unique_ptr<rocksdb::Env> MakeFaultEnv(const std::shared_ptr<FaultFileSystem>& files) {
  return rocksdb::NewCompositeEnv(files);
}

}  // namespace homeward::eventstore
