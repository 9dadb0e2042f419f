#include "eventstore/rocks/options.h"

#include <utility>

#include "eventstore/rocks/info_log.h"
#include "eventstore/rocks/status.h"
#include "proto/contract/text.h"
#include "rocksdb/cache.h"
#include "rocksdb/filter_policy.h"
#include "rocksdb/table.h"

namespace homeward::eventstore {

rocksdb::DBOptions DatabaseOptions(const std::string& name, rocksdb::Env* env) {
  rocksdb::DBOptions options;
  if (env != nullptr) options.env = env;
  options.create_if_missing = true;
  options.create_missing_column_families = true;
  options.paranoid_checks = true;
  // A torn tail is dropped, any other damage refuses to open. RocksDB's default would drop acknowledged records.
  options.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  options.max_total_wal_size = kMaxWalBytes;
  options.track_and_verify_wals_in_manifest = false;  // false alarms in 7.8; the head witness covers it
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
  switch (kind) {
    case FamilyKind::kAppend:
      options.compression = rocksdb::kZSTD;
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

absl::StatusOr<std::unique_ptr<Database>> Database::Open(const std::string& path, const rocksdb::DBOptions& options,
                                                         const std::vector<Family>& families) {
  // Else RocksDB complains of the missing directory before it makes it.
  if (rocksdb::Status made = options.env->CreateDirIfMissing(path); !made.ok()) {
    return ToStatus(made, contract::Cat("making ", path));
  }
  auto cache = rocksdb::NewLRUCache(kBlockCacheBytes);
  std::vector<rocksdb::ColumnFamilyDescriptor> descriptors;
  descriptors.emplace_back(rocksdb::kDefaultColumnFamilyName, FamilyOptions(FamilyKind::kPoint, cache));
  for (const Family& family : families) descriptors.emplace_back(family.name, FamilyOptions(family.kind, cache));

  std::unique_ptr<Database> database(new Database);
  rocksdb::DB* db = nullptr;
  const rocksdb::Status status = rocksdb::DB::Open(options, path, descriptors, &database->handles_, &db);
  if (!status.ok()) return ToStatus(status, contract::Cat("opening ", path));
  database->db_.reset(db);
  return database;
}

Database::~Database() {
  if (db_ == nullptr) return;
  for (rocksdb::ColumnFamilyHandle* handle : handles_) db_->DestroyColumnFamilyHandle(handle).PermitUncheckedError();
  db_->Close().PermitUncheckedError();
}

}  // namespace homeward::eventstore
