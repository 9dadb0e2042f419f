// A file system that forgets what was not synced and fails when told to: what a power cut and a bad disk look like to
// the database. Everything else goes to the real one.
#ifndef HOMEWARD_TESTS_EVENTSTORE_SUPPORT_FAULT_ENV_H_
#define HOMEWARD_TESTS_EVENTSTORE_SUPPORT_FAULT_ENV_H_

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "rocksdb/env.h"
#include "rocksdb/file_system.h"

namespace homeward::eventstore {

class FaultFileSystem : public rocksdb::FileSystemWrapper {
 public:
  FaultFileSystem() : rocksdb::FileSystemWrapper(rocksdb::FileSystem::Default()) {}
  const char* Name() const override { return "FaultFileSystem"; }

  // From now on every sync fails (the bytes may be there or not), or every write and sync does (the power is gone).
  void FailSyncs() { fail_syncs_ = true; }
  void FailSyncsOf(std::string path, int nth);  // of files whose path holds this, from the n-th on
  void CutPower() { power_cut_ = true; }
  // From now on every sync of a file whose path holds the one and ends with the other takes so long.
  void SlowSyncs(std::chrono::milliseconds time, std::string path = "", std::string ending = "");
  std::chrono::milliseconds sync_time(const std::string& path);
  // Cuts the power at the n-th such operation from now on, on a file whose path holds `path`; it is not done any more.
  enum class Operation { kCreate, kAppend, kSync, kLink, kDelete, kRename, kAny };
  void CutPowerAt(Operation operation, std::string path, int nth);
  // Called before each operation: whether it may be done.
  bool Allow(Operation operation, const std::string& path);
  bool FailsSync(const std::string& path);
  bool power_cut() const { return power_cut_; }

  // After a power cut, with the database closed: cuts every file back to what was synced, keeping up to
  // `torn_bytes` of the rest, as a disk may. Of that, pages for which `page_lost` says so are zeros: a file system
  // writes them back in any order, and may know of a file's length first. Then the power is back.
  void LoseUnsynced(uint64_t torn_bytes, const std::function<bool()>& page_lost = nullptr);

  void Synced(const std::string& path, uint64_t size);

  rocksdb::IOStatus NewWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* file,
                                    rocksdb::IODebugContext* context) override;
  rocksdb::IOStatus RenameFile(const std::string& from, const std::string& to, const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* context) override;
  rocksdb::IOStatus LinkFile(const std::string& from, const std::string& to, const rocksdb::IOOptions& options,
                             rocksdb::IODebugContext* context) override;
  rocksdb::IOStatus DeleteFile(const std::string& path, const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* context) override;

 private:
  std::atomic<bool> fail_syncs_ = false, power_cut_ = false;
  std::mutex mutex_;
  std::chrono::milliseconds sync_time_{0};
  std::string slow_path_, slow_ending_;
  Operation cut_at_ = Operation::kCreate;
  std::string cut_path_, sync_path_;
  int syncs_left_ = 0;                      // of sync_path_, before they fail
  int cut_in_ = 0;                          // such operations; 0: never
  std::map<std::string, uint64_t> synced_;  // bytes that are safe, of each file written through this
};

// The environment over it.
std::unique_ptr<rocksdb::Env> MakeFaultEnv(const std::shared_ptr<FaultFileSystem>& files);

}  // namespace homeward::eventstore

#endif  // HOMEWARD_TESTS_EVENTSTORE_SUPPORT_FAULT_ENV_H_
