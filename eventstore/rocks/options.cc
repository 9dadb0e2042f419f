#include "eventstore/rocks/options.h"

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <optional>
#include <utility>

#include "eventstore/rocks/info_log.h"
#include "eventstore/rocks/scan.h"
#include "eventstore/rocks/status.h"
#include "eventstore/rocks/torn_tail.h"
#include "eventstore/threads/thread.h"
#include "proto/contract/text.h"
#include "rocksdb/cache.h"
#include "rocksdb/filter_policy.h"
#include "rocksdb/listener.h"
#include "rocksdb/slice_transform.h"
#include "rocksdb/table.h"

namespace homeward::eventstore {

namespace {

// The name that a row of postings begins with, its 0x00 included.
class NamePrefix : public rocksdb::SliceTransform {
 public:
  const char* Name() const override { return "homeward.NamePrefix"; }
  rocksdb::Slice Transform(const rocksdb::Slice& key) const override { return {key.data(), NameBytes(key)}; }
  bool InDomain(const rocksdb::Slice& key) const override { return NameBytes(key) > 0; }

 private:
  static size_t NameBytes(const rocksdb::Slice& key) {
    const void* const zero = std::memchr(key.data(), 0, key.size());
    return zero == nullptr ? 0 : static_cast<const char*>(zero) - key.data() + 1;
  }
};

// RocksDB goes on by itself after "no space", on a thread of its own. Whoever takes in files meanwhile falls into an
// assertion (7.8: IngestExternalFiles says OK and gives the file number 0), and what had failed might be written after
// all. A log that has failed is closed and opened again.
class NeverGoesOn : public rocksdb::EventListener {
 public:
  void OnErrorRecoveryBegin(rocksdb::BackgroundErrorReason, rocksdb::Status, bool* auto_recovery) override {
    *auto_recovery = false;
  }
};

// RocksDB's threads flush and merge for the log and the views, and give way to questions as the log's own do.
class GivesWay : public rocksdb::EventListener {
 public:
  void OnFlushBegin(rocksdb::DB*, const rocksdb::FlushJobInfo&) override { Once(); }
  void OnCompactionBegin(rocksdb::DB*, const rocksdb::CompactionJobInfo&) override { Once(); }

 private:
  static void Once() {
    thread_local bool gives_way = false;
    if (!std::exchange(gives_way, true)) TakeTurns(Urgency::kAnswers);
  }
};

}  // namespace

rocksdb::DBOptions DatabaseOptions(const std::string& name, rocksdb::Env* env) {
  rocksdb::DBOptions options;
  if (env != nullptr) options.env = env;
  options.create_if_missing = true;
  options.create_missing_column_families = true;
  options.paranoid_checks = true;
  // A torn tail is dropped, any other damage refuses to open. RocksDB's default would drop acknowledged records.
  options.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  options.max_total_wal_size = kMaxWalBytes;
  options.verify_sst_unique_id_in_manifest = false;   // in 7.8 the manifest has none of files taken in: a false warning
  options.track_and_verify_wals_in_manifest = false;  // false alarms in 7.8; the head witness covers it
  options.listeners.push_back(std::make_shared<NeverGoesOn>());
  options.listeners.push_back(std::make_shared<GivesWay>());
  options.max_bgerror_resume_count = 0;
  options.info_log = MakeInfoLog(name);
  options.max_background_jobs = 2;
  options.db_write_buffer_size = kMemtableBytes;
  options.bytes_per_sync = 1u << 20;  // background files reach the disk evenly, so that log syncs stay short
  options.avoid_unnecessary_blocking_io = true;
  return options;
}

rocksdb::ColumnFamilyOptions FamilyOptions(FamilyKind kind, const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::ColumnFamilyOptions options;
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = cache;
  table.format_version = 5;
  table.checksum = rocksdb::kXXH3;
  const auto by_windows = [&] {
    options.compression = rocksdb::kLZ4Compression;
    options.compaction_style = rocksdb::kCompactionStyleUniversal;
    options.level0_file_num_compaction_trigger = kWindowFilesMerged;
    options.level0_slowdown_writes_trigger = kWindowFilesAtMost;
    options.level0_stop_writes_trigger = 2 * kWindowFilesAtMost;
    table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  };
  switch (kind) {
    case FamilyKind::kAppend:
      options.compression = rocksdb::kZSTD;
      options.compression_opts.level = kLogZstdLevel;
      // Equal compression at every level keeps compaction of an append-only family a move.
      options.compression_per_level.assign(options.num_levels, rocksdb::kZSTD);
      options.write_buffer_size = kLogWriteBufferBytes;
      table.block_size = 16u << 10;
      break;
    case FamilyKind::kPoint:
      options.compression = rocksdb::kLZ4Compression;
      table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
      table.whole_key_filtering = true;
      break;
    case FamilyKind::kScan:
      options.compression = rocksdb::kLZ4Compression;
      break;
    case FamilyKind::kWindowPoint:
      by_windows();
      break;
    case FamilyKind::kWindowPostings:
      by_windows();
      options.prefix_extractor = std::make_shared<NamePrefix>();
      table.whole_key_filtering = false;
      break;
  }
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return options;
}

rocksdb::ReadOptions ReplayOptions() {
  rocksdb::ReadOptions options;
  options.readahead_size = kReplayReadaheadBytes;
  options.fill_cache = false;
  return options;
}

rocksdb::ReadOptions OneNameOptions() {
  rocksdb::ReadOptions options;
  options.prefix_same_as_start = true;
  return options;
}

rocksdb::ReadOptions AllNamesOptions() {
  rocksdb::ReadOptions options;
  options.total_order_seek = true;
  return options;
}

absl::StatusOr<std::unique_ptr<Database>> Database::Open(const std::string& path, const rocksdb::DBOptions& wanted,
                                                         const std::vector<Family>& families,
                                                         const std::vector<std::string>& retired) {
  std::unique_ptr<Database> database(new Database(wanted.env));
  rocksdb::DBOptions options = wanted;
  options.env = database->files_.env();
  // Else RocksDB complains of the missing directory before it makes it.
  if (rocksdb::Status made = options.env->CreateDirIfMissing(path); !made.ok()) {
    return ToStatus(made, contract::Cat("making ", path));
  }
  auto cache = rocksdb::NewLRUCache(kBlockCacheBytes);
  std::vector<rocksdb::ColumnFamilyDescriptor> descriptors;
  descriptors.emplace_back(rocksdb::kDefaultColumnFamilyName, FamilyOptions(FamilyKind::kPoint, cache));
  for (const Family& family : families) descriptors.emplace_back(family.name, FamilyOptions(family.kind, cache));
  std::vector<std::string> there;  // stays empty if there is no database yet
  if (!retired.empty()) rocksdb::DB::ListColumnFamilies(options, path, &there).PermitUncheckedError();
  for (const std::string& name : retired) {
    if (std::find(there.begin(), there.end(), name) == there.end()) continue;
    descriptors.emplace_back(name, FamilyOptions(FamilyKind::kPoint, cache));
  }

  const std::vector<TornTail> torn_tails = FindTornTails(path);
  for (const TornTail& torn : torn_tails) {
    if (torn.holes) database->files_.ShowUpTo(torn.file, torn.from);
  }
  rocksdb::DB* db = nullptr;
  const rocksdb::Status status = rocksdb::DB::Open(options, path, descriptors, &database->handles_, &db);
  if (!status.ok()) return ToStatus(status, contract::Cat("opening ", path));
  database->db_.reset(db);
  for (const TornTail& torn : torn_tails) {
    std::fprintf(
        stderr, "eventstore: torn_tail: %s: the last %llu bytes, from offset %llu on, are no whole record: dropped\n",
        torn.file.c_str(), static_cast<unsigned long long>(torn.bytes), static_cast<unsigned long long>(torn.from));
  }
  const auto first_retired = database->handles_.begin() + static_cast<std::ptrdiff_t>(1 + families.size());
  database->retired_.assign(first_retired, database->handles_.end());
  database->handles_.erase(first_retired, database->handles_.end());
  return database;
}

absl::Status Database::DropRetired() {
  for (; !retired_.empty(); retired_.pop_back()) {
    const std::string name = retired_.back()->GetName();
    const rocksdb::Status done = db_->DropColumnFamily(retired_.back());
    if (!done.ok()) return ToStatus(done, contract::Cat("dropping ", name));
    db_->DestroyColumnFamilyHandle(retired_.back()).PermitUncheckedError();
  }
  return absl::OkStatus();
}

absl::Status Database::Empty(size_t i) {
  bool empty = true;
  absl::Status status = LastRow(*db_, handles_[i], [&](auto, auto) { empty = false; });
  if (!status.ok() || empty) return status;
  const std::string name = handles_[i]->GetName();
  const rocksdb::ColumnFamilyOptions options = db_->GetOptions(handles_[i]);
  rocksdb::Status done = db_->DropColumnFamily(handles_[i]);
  if (!done.ok()) return ToStatus(done, contract::Cat("dropping ", name));
  db_->DestroyColumnFamilyHandle(handles_[i]).PermitUncheckedError();
  handles_[i] = nullptr;  // until there is a new one
  return ToStatus(db_->CreateColumnFamily(options, name, &handles_[i]), contract::Cat("making ", name));
}

Database::~Database() {
  Close();
  files_.TakeBack();
}

void Database::Close() {
  if (db_ == nullptr) return;
  handles_.insert(handles_.end(), retired_.begin(), retired_.end());
  for (rocksdb::ColumnFamilyHandle* handle : handles_) {
    if (handle != nullptr) db_->DestroyColumnFamilyHandle(handle).PermitUncheckedError();
  }
  db_->Close().PermitUncheckedError();
  db_.reset();
}

}  // namespace homeward::eventstore
