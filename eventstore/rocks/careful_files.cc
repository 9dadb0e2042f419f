#include "eventstore/rocks/careful_files.h"

#include <atomic>
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

class CarefulFileSystem : public rocksdb::FileSystemWrapper {
 public:
  using rocksdb::FileSystemWrapper::FileSystemWrapper;
  const char* Name() const override { return "CarefulFileSystem"; }

  IOStatus NewWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                           std::unique_ptr<rocksdb::FSWritableFile>* file, IODebugContext* context) override {
    std::unique_ptr<rocksdb::FSWritableFile> real;
    IOStatus status = FileSystemWrapper::NewWritableFile(path, options, &real, context);
    if (status.ok()) *file = std::make_unique<CarefulFile>(std::move(real), failed_);
    return status;
  }
  IOStatus DeleteFile(const std::string& path, const IOOptions& options, IODebugContext* context) override {
    return *failed_ ? IOStatus::OK() : FileSystemWrapper::DeleteFile(path, options, context);
  }

 private:
  const Failed failed_ = std::make_shared<std::atomic<bool>>(false);
};

}  // namespace

std::unique_ptr<rocksdb::Env> MakeCarefulEnv(rocksdb::Env* env) {
  return rocksdb::NewCompositeEnv(std::make_shared<CarefulFileSystem>(env->GetFileSystem()));
}

}  // namespace homeward::eventstore
