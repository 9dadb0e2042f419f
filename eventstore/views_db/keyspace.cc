// The second RocksDB: rows of views, no write-ahead log, one column family for each view. Which family is a view's is a
// row of the default family once a twin has taken its place.
#include "eventstore/keyspace.h"

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <map>
#include <mutex>
#include <utility>

#include "eventstore/ledger/directory_lock.h"
#include "eventstore/limits.h"
#include "eventstore/reason.h"
#include "eventstore/rocks/info_log.h"
#include "eventstore/rocks/options.h"
#include "eventstore/rocks/scan.h"
#include "eventstore/rocks/status.h"
#include "eventstore/rocks/tables.h"
#include "eventstore/views_db/sorted_file.h"
#include "proto/contract/text.h"
#include "rocksdb/cache.h"
#include "rocksdb/db.h"
#include "rocksdb/write_batch.h"

namespace homeward::eventstore {
namespace {

constexpr size_t kWriteBufferBytes = 32u << 20;  // of each family

rocksdb::Slice ToSlice(std::string_view text) { return {text.data(), text.size()}; }

absl::Status Damaged(absl::Status status) {
  return absl::IsDataLoss(status) ? WithReason(std::move(status), kViewsDamaged) : status;
}

// The database; lives as long as anything that reads it.
struct Views {
  std::unique_ptr<DirectoryLock> lock;
  std::unique_ptr<rocksdb::DB> db;
  std::string files;  // folder of sorted files until they are taken in

  // In the words of the house; damage is remembered.
  absl::Status Note(absl::Status status) {
    if (!absl::IsDataLoss(status)) return status;
    status = Damaged(std::move(status));
    std::lock_guard guard(mutex);
    if (damage.ok()) damage = status;
    return status;
  }
  absl::Status Note(const rocksdb::Status& status, std::string_view doing) {
    return status.ok() ? absl::OkStatus() : Note(ToStatus(status, doing));
  }

  std::mutex mutex;
  absl::Status damage;

  ~Views() {
    if (db != nullptr) db->Close().PermitUncheckedError();
  }
};

// A family's handle; keeps the rows of a dropped family readable for snapshots that still hold it.
class FamilyHandle {
 public:
  FamilyHandle(std::shared_ptr<Views> views, rocksdb::ColumnFamilyHandle* handle)
      : views_(std::move(views)), handle_(handle) {}
  ~FamilyHandle() { views_->db->DestroyColumnFamilyHandle(handle_).PermitUncheckedError(); }
  FamilyHandle(const FamilyHandle&) = delete;

  rocksdb::ColumnFamilyHandle* get() const { return handle_; }

 private:
  const std::shared_ptr<Views> views_;
  rocksdb::ColumnFamilyHandle* const handle_;
};

using FamilyMap = std::map<std::string, std::shared_ptr<FamilyHandle>, std::less<>>;

absl::StatusOr<rocksdb::ColumnFamilyHandle*> FindFamily(const FamilyMap& families, std::string_view name) {
  const auto found = families.find(name);
  if (found == families.end()) return absl::NotFoundError(contract::Cat("no view is called ", name));
  return found->second->get();
}

class RocksSnapshot : public KeyspaceSnapshot {
 public:
  RocksSnapshot(std::shared_ptr<Views> views, std::shared_ptr<const FamilyMap> families)
      : views_(std::move(views)), families_(std::move(families)), snapshot_(views_->db->GetSnapshot()) {}
  ~RocksSnapshot() override { views_->db->ReleaseSnapshot(snapshot_); }

  absl::StatusOr<std::string> Get(std::string_view family, std::string_view key) const override {
    absl::StatusOr<rocksdb::ColumnFamilyHandle*> handle = FindFamily(*families_, family);
    if (!handle.ok()) return handle.status();
    std::string value;
    const rocksdb::Status got = views_->db->Get(Options(), *handle, ToSlice(key), &value);
    if (got.IsNotFound()) return absl::NotFoundError(contract::Cat("no such row in ", family));
    if (!got.ok()) return views_->Note(got, contract::Cat("reading ", family));
    return value;
  }

  absl::Status Scan(std::string_view family, std::string_view prefix, std::string_view start,
                    absl::FunctionRef<bool(std::string_view, std::string_view)> visit) const override {
    absl::StatusOr<rocksdb::ColumnFamilyHandle*> handle = FindFamily(*families_, family);
    if (!handle.ok()) return handle.status();
    const std::string end = AfterPrefix(prefix);
    return views_->Note(ScanRows(*views_->db, *handle, Options(), {std::max(prefix, start), end}, visit));
  }

 private:
  rocksdb::ReadOptions Options() const {
    rocksdb::ReadOptions options;
    options.snapshot = snapshot_;
    return options;
  }

  const std::shared_ptr<Views> views_;
  const std::shared_ptr<const FamilyMap> families_;
  const rocksdb::Snapshot* const snapshot_;
};

class RocksKeyspace : public Keyspace {
 public:
  RocksKeyspace(std::shared_ptr<Views> views, rocksdb::ColumnFamilyOptions options, FamilyMap families)
      : views_(std::move(views)),
        options_(std::move(options)),
        families_(std::make_shared<const FamilyMap>(std::move(families))) {}
  ~RocksKeyspace() override { Flush().IgnoreError(); }

  absl::Status Write(std::string_view family, const std::vector<RowChange>& changes) override {
    const std::shared_ptr<const FamilyMap> families = Families();
    absl::StatusOr<rocksdb::ColumnFamilyHandle*> handle = FindFamily(*families, family);
    if (!handle.ok()) return handle.status();
    rocksdb::WriteBatch batch;
    for (const RowChange& change : changes) {
      (change.deleted ? batch.Delete(*handle, change.key) : batch.Put(*handle, change.key, change.value))
          .PermitUncheckedError();
    }
    rocksdb::WriteOptions options;
    options.disableWAL = true;
    return views_->Note(views_->db->Write(options, &batch), contract::Cat("writing ", family));
  }

  absl::Status WriteSorted(std::string_view family, const std::vector<RowChange>& changes) override {
    if (changes.size() < kSortedFileRows) return Write(family, changes);
    const std::shared_ptr<const FamilyMap> families = Families();
    absl::StatusOr<rocksdb::ColumnFamilyHandle*> handle = FindFamily(*families, family);
    if (!handle.ok()) return handle.status();
    const std::string path = contract::Cat(views_->files, "/", ++files_made_, ".sst");
    return views_->Note(TakeInSorted(*views_->db, *handle, path, changes), contract::Cat("writing ", family));
  }

  absl::Status Clear(std::string_view family) override {
    const std::shared_ptr<const FamilyMap> families = Families();
    absl::StatusOr<rocksdb::ColumnFamilyHandle*> old = FindFamily(*families, family);
    if (!old.ok()) return old.status();
    const std::string stored = (*old)->GetName();
    if (auto dropped = Drop(*old); !dropped.ok()) return dropped;
    auto fresh = Make(stored);
    if (!fresh.ok()) return fresh.status();
    Change([&](FamilyMap* map) { (*map)[std::string(family)] = *std::move(fresh); });
    return absl::OkStatus();
  }

  absl::Status MakeTwin(std::string_view family) override {
    const std::string twin = TwinOf(family);
    const std::shared_ptr<const FamilyMap> families = Families();
    if (families->contains(twin)) return Clear(twin);
    absl::StatusOr<rocksdb::ColumnFamilyHandle*> live = FindFamily(*families, family);
    if (!live.ok()) return live.status();
    auto fresh = Make((*live)->GetName() == family ? twin : std::string(family));
    if (!fresh.ok()) return fresh.status();
    Change([&](FamilyMap* map) { (*map)[twin] = *std::move(fresh); });
    return absl::OkStatus();
  }

  absl::Status PromoteTwins(const std::vector<std::string>& families) override {
    const std::shared_ptr<const FamilyMap> before = Families();
    std::vector<rocksdb::ColumnFamilyHandle*> twins;
    rocksdb::WriteBatch places;
    for (const std::string& family : families) {
      absl::StatusOr<rocksdb::ColumnFamilyHandle*> twin = FindFamily(*before, TwinOf(family));
      if (!twin.ok()) return twin.status();
      twins.push_back(*twin);
      places.Put(family, (*twin)->GetName()).PermitUncheckedError();
    }
    // The rows first: a place must never name rows that a crash could take back.
    if (auto status = views_->Note(views_->db->Flush({}, twins), "flushing the new views"); !status.ok()) return status;
    rocksdb::WriteOptions durable;
    durable.sync = true;
    if (auto status = views_->Note(views_->db->Write(durable, &places), "placing the new views"); !status.ok()) {
      return status;
    }
    Change([&](FamilyMap* map) {
      for (const std::string& family : families) {
        (*map)[family] = (*map)[TwinOf(family)];
        map->erase(TwinOf(family));
      }
    });
    for (const std::string& family : families) {
      if (auto dropped = Drop(before->find(family)->second->get()); !dropped.ok()) return dropped;
    }
    return absl::OkStatus();
  }

  absl::Status MakeScratch(const std::string& name) override {
    if (Families()->contains(name))
      if (auto dropped = DropScratch(name); !dropped.ok()) return dropped;
    rocksdb::ColumnFamilyOptions options = FamilyOptions(FamilyKind::kScan, nullptr);
    options.disable_auto_compactions = true;
    auto fresh = Make(name, options);
    if (!fresh.ok()) return fresh.status();
    Change([&](FamilyMap* map) { (*map)[name] = *std::move(fresh); });
    return absl::OkStatus();
  }

  absl::Status DropScratch(const std::string& name) override {
    const std::shared_ptr<const FamilyMap> families = Families();
    absl::StatusOr<rocksdb::ColumnFamilyHandle*> scratch = FindFamily(*families, name);
    if (!scratch.ok()) return scratch.status();
    Change([&](FamilyMap* map) { map->erase(name); });
    return Drop(*scratch);
  }

  absl::Status Flush() override {
    const std::shared_ptr<const FamilyMap> families = Families();
    std::vector<rocksdb::ColumnFamilyHandle*> handles;
    for (const auto& [name, handle] : *families) handles.push_back(handle->get());
    return views_->Note(views_->db->Flush({}, handles), "flushing the views");
  }

  absl::Status damage() const override {
    std::lock_guard lock(views_->mutex);
    return views_->damage;
  }

  std::shared_ptr<const KeyspaceSnapshot> Snapshot() const override {
    return std::make_shared<RocksSnapshot>(views_, Families());
  }

 private:
  std::shared_ptr<const FamilyMap> Families() const {
    std::lock_guard lock(mutex_);
    return families_;
  }

  void Change(absl::FunctionRef<void(FamilyMap*)> change) {
    std::lock_guard lock(mutex_);
    auto changed = std::make_shared<FamilyMap>(*families_);
    change(changed.get());
    families_ = std::move(changed);
  }

  absl::StatusOr<std::shared_ptr<FamilyHandle>> Make(const std::string& stored) { return Make(stored, options_); }
  absl::StatusOr<std::shared_ptr<FamilyHandle>> Make(const std::string& stored,
                                                     const rocksdb::ColumnFamilyOptions& options) {
    rocksdb::ColumnFamilyHandle* fresh = nullptr;
    const rocksdb::Status made = views_->db->CreateColumnFamily(options, stored, &fresh);
    if (!made.ok()) return views_->Note(made, contract::Cat("making ", stored));
    return std::make_shared<FamilyHandle>(views_, fresh);
  }

  absl::Status Drop(rocksdb::ColumnFamilyHandle* handle) {
    return views_->Note(views_->db->DropColumnFamily(handle), contract::Cat("dropping ", handle->GetName()));
  }

  const std::shared_ptr<Views> views_;
  const rocksdb::ColumnFamilyOptions options_;
  std::atomic<uint64_t> files_made_ = 0;  // names of them, in a folder that begins empty
  mutable std::mutex mutex_;
  std::shared_ptr<const FamilyMap> families_;
};

}  // namespace

std::string TwinOf(std::string_view family) { return contract::Cat(family, "~"); }

absl::StatusOr<std::unique_ptr<Keyspace>> Keyspace::Open(const std::string& directory,
                                                         const std::vector<std::string>& families) {
  absl::StatusOr<std::unique_ptr<DirectoryLock>> lock = DirectoryLock::Take(directory);
  if (!lock.ok()) return lock.status();
  const rocksdb::DBOptions options = DatabaseOptions("views", nullptr);
  rocksdb::ColumnFamilyOptions family_options =
      FamilyOptions(FamilyKind::kPoint, rocksdb::NewLRUCache(kBlockCacheBytes));
  family_options.write_buffer_size = kWriteBufferBytes;
  // Rows come and go all over a family: merged level by level each would be written some ten times.
  family_options.compaction_style = rocksdb::kCompactionStyleUniversal;
  family_options.level0_file_num_compaction_trigger = kViewFilesMerged;

  // RocksDB wants every family named that exists; those no longer wanted are dropped once open.
  const std::string path = directory + "/db";
  if (rocksdb::Status made = options.env->CreateDirIfMissing(path); !made.ok()) {
    return ToStatus(made, contract::Cat("making ", path));
  }
  std::vector<std::string> names;
  rocksdb::DB::ListColumnFamilies(options, path, &names)
      .PermitUncheckedError();  // fails where there is no database yet
  names.push_back(rocksdb::kDefaultColumnFamilyName);
  names.insert(names.end(), families.begin(), families.end());
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  std::vector<rocksdb::ColumnFamilyDescriptor> descriptors;
  for (const std::string& name : names) descriptors.emplace_back(name, family_options);

  auto views = std::make_shared<Views>();
  views->lock = *std::move(lock);
  views->files = directory + "/sorted";
  std::error_code error;
  std::filesystem::remove_all(views->files, error);
  if (!error) std::filesystem::create_directory(views->files, error);
  if (error) return absl::UnavailableError(contract::Cat("clearing ", views->files, ": ", error.message()));
  rocksdb::DB* db = nullptr;
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::Status status = rocksdb::DB::Open(options, path, descriptors, &handles, &db);
  if (!status.ok()) return Damaged(ToStatus(status, contract::Cat("opening ", path)));
  views->db.reset(db);

  // As a log does when it is opened.
  const auto no_keys = [](const rocksdb::LiveFileMetaData&) { return std::string(); };
  if (auto compared = CompareNewestTables(*db, handles, kVerifiedAtOpenBytes, no_keys); !compared.ok()) {
    for (rocksdb::ColumnFamilyHandle* handle : handles) db->DestroyColumnFamilyHandle(handle).PermitUncheckedError();
    return Damaged(std::move(compared));
  }
  FamilyMap stored, kept;  // by the name of the column family, by that of the view
  for (size_t i = 0; i < names.size(); ++i) stored[names[i]] = std::make_shared<FamilyHandle>(views, handles[i]);
  stored.erase(rocksdb::kDefaultColumnFamilyName);
  for (const std::string& family : families) {
    std::string place;
    const rocksdb::Status got = db->Get({}, family, &place);
    if (!got.ok() && !got.IsNotFound()) return Damaged(ToStatus(got, contract::Cat("finding ", family)));
    auto found = stored.find(got.ok() ? place : family);
    if (found == stored.end()) found = stored.find(family);
    kept[family] = found->second;
    stored.erase(found);
  }
  for (const auto& [name, handle] : stored) {
    if (rocksdb::Status dropped = db->DropColumnFamily(handle->get()); !dropped.ok()) {
      return ToStatus(dropped, contract::Cat("dropping ", name));
    }
  }
  return std::unique_ptr<Keyspace>(new RocksKeyspace(std::move(views), family_options, std::move(kept)));
}

}  // namespace homeward::eventstore
