#include "eventstore/rocks/careful_files.h"

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <utility>

#include "rocksdb/file_system.h"

namespace homeward::eventstore {
namespace {

using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using Failed = std::shared_ptr<std::atomic<bool>>;

class CarefulFile : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  CarefulFile(std::unique_ptr<rocksdb::FSWritableFile> file, Failed failed)
      : rocksdb::FSWritableFileOwnerWrapper(std::move(file)), failed_(std::move(failed)) {}

  IOStatus Append(const rocksdb::Slice& data, const IOOptions& options, IODebugContext* context) override {
    return Note(FSWritableFileOwnerWrapper::Append(data, options, context));
  }
  IOStatus Append(const rocksdb::Slice& data, const IOOptions& options, const rocksdb::DataVerificationInfo& info,
                  IODebugContext* context) override {
    return Note(FSWritableFileOwnerWrapper::Append(data, options, info, context));
  }
  IOStatus Sync(const IOOptions& options, IODebugContext* context) override {
    return Note(FSWritableFileOwnerWrapper::Sync(options, context));
  }
  IOStatus Fsync(const IOOptions& options, IODebugContext* context) override {
    return Note(FSWritableFileOwnerWrapper::Fsync(options, context));
  }

 private:
  IOStatus Note(IOStatus status) {
    if (!status.ok()) *failed_ = true;
    return status;
  }

  const Failed failed_;
};

// The first bytes of a file, in order.
class Beginning : public rocksdb::FSSequentialFileOwnerWrapper {
 public:
  Beginning(std::unique_ptr<rocksdb::FSSequentialFile> file, uint64_t bytes)
      : rocksdb::FSSequentialFileOwnerWrapper(std::move(file)), left_(bytes) {}

  IOStatus Read(size_t bytes, const IOOptions& options, rocksdb::Slice* result, char* scratch,
                IODebugContext* context) override {
    IOStatus status =
        FSSequentialFileOwnerWrapper::Read(std::min<uint64_t>(bytes, left_), options, result, scratch, context);
    left_ -= result->size();
    return status;
  }
  IOStatus Skip(uint64_t bytes) override {
    bytes = std::min(bytes, left_);
    left_ -= bytes;
    return FSSequentialFileOwnerWrapper::Skip(bytes);
  }

 private:
  uint64_t left_;
};

}  // namespace

class CarefulFileSystem : public rocksdb::FileSystemWrapper {
 public:
  using rocksdb::FileSystemWrapper::FileSystemWrapper;
  const char* Name() const override { return "CarefulFileSystem"; }

  IOStatus NewWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                           std::unique_ptr<rocksdb::FSWritableFile>* file, IODebugContext* context) override {
    Replacing(path);
    std::unique_ptr<rocksdb::FSWritableFile> real;
    IOStatus status = FileSystemWrapper::NewWritableFile(path, options, &real, context);
    if (status.ok() && IsOptions(path)) *file = std::move(real);
    if (status.ok() && !IsOptions(path)) *file = std::make_unique<CarefulFile>(std::move(real), failed_);
    return status;
  }
  IOStatus NewSequentialFile(const std::string& path, const rocksdb::FileOptions& options,
                             std::unique_ptr<rocksdb::FSSequentialFile>* file, IODebugContext* context) override {
    IOStatus status = FileSystemWrapper::NewSequentialFile(path, options, file, context);
    const auto shown = shown_.find(path);
    if (status.ok() && shown != shown_.end()) *file = std::make_unique<Beginning>(std::move(*file), shown->second);
    return status;
  }
  IOStatus LinkFile(const std::string& from, const std::string& to, const IOOptions& options,
                    IODebugContext* context) override {
    Replacing(to);
    return FileSystemWrapper::LinkFile(from, to, options, context);
  }
  IOStatus RenameFile(const std::string& from, const std::string& to, const IOOptions& options,
                      IODebugContext* context) override {
    Replacing(to);
    return FileSystemWrapper::RenameFile(from, to, options, context);
  }
  IOStatus DeleteFile(const std::string& path, const IOOptions& options, IODebugContext* context) override {
    if (*failed_) return IOStatus::OK();
    {
      std::lock_guard lock(mutex_);
      if (opening_ && !made_.contains(path)) {
        unwanted_.insert(path);
        return IOStatus::OK();
      }
    }
    return FileSystemWrapper::DeleteFile(path, options, context);
  }

  void ShowUpTo(const std::string& path, uint64_t offset) { shown_[path] = offset; }

  void Keep() {
    std::set<std::string> unwanted;
    {
      std::lock_guard lock(mutex_);
      opening_ = false;
      unwanted = std::exchange(unwanted_, {});
    }
    for (const std::string& path : unwanted) DeleteFile(path, IOOptions(), nullptr).PermitUncheckedError();
  }

  void TakeBack() {
    std::lock_guard lock(mutex_);
    if (!std::exchange(opening_, false)) return;
    for (const auto& [path, bytes] : before_) {  // first of all the one that names the manifest
      const std::string beside = path + ".before";
      IOStatus written = rocksdb::WriteStringToFile(target(), bytes, beside, /*should_sync=*/true);
      if (written.ok()) written = target()->RenameFile(beside, path, IOOptions(), nullptr);
      // Durably, before what the newer one names is gone.
      std::unique_ptr<rocksdb::FSDirectory> folder;
      const std::string name = path.substr(0, path.rfind('/'));
      if (written.ok()) written = target()->NewDirectory(name, IOOptions(), &folder, nullptr);
      if (written.ok()) written = folder->Fsync(IOOptions(), nullptr);
      if (!written.ok()) return;  // then what was written since must stay, too
    }
    for (const std::string& path : made_) target()->DeleteFile(path, IOOptions(), nullptr).PermitUncheckedError();
  }

 private:
  // RocksDB writes down its options for people, goes on where it cannot, and nothing rests on them.
  static bool IsOptions(const std::string& path) {
    return path.find("/OPTIONS-", path.rfind('/')) != std::string::npos;
  }

  // Before there is a file at this path: remembers what was there while opening.
  void Replacing(const std::string& path) {
    std::lock_guard lock(mutex_);
    if (!opening_) return;
    unwanted_.erase(path);
    if (made_.contains(path) || before_.contains(path)) return;
    std::string bytes;
    if (target()->FileExists(path, IOOptions(), nullptr).ok() &&
        rocksdb::ReadFileToString(target(), path, &bytes).ok()) {
      before_.emplace(path, std::move(bytes));  // only small ones are replaced
    } else {
      made_.insert(path);
    }
  }

  const Failed failed_ = std::make_shared<std::atomic<bool>>(false);
  std::mutex mutex_;
  bool opening_ = true;
  std::set<std::string> made_, unwanted_;
  std::map<std::string, std::string> before_;
  std::map<std::string, uint64_t> shown_;  // never changed once the database is being opened
};

CarefulFiles::CarefulFiles(rocksdb::Env* env)
    : files_(std::make_shared<CarefulFileSystem>(env->GetFileSystem())), env_(rocksdb::NewCompositeEnv(files_)) {}
CarefulFiles::~CarefulFiles() = default;

void CarefulFiles::ShowUpTo(const std::string& path, uint64_t offset) { files_->ShowUpTo(path, offset); }
void CarefulFiles::Keep() { files_->Keep(); }
void CarefulFiles::TakeBack() { files_->TakeBack(); }

}  // namespace homeward::eventstore
