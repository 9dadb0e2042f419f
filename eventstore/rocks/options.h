// How both databases are opened. Each choice has its reason beside it; what is not named here is RocksDB's default.
#ifndef HOMEWARD_EVENTSTORE_ROCKS_OPTIONS_H_
#define HOMEWARD_EVENTSTORE_ROCKS_OPTIONS_H_

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "rocksdb/db.h"
#include "rocksdb/options.h"

namespace homeward::eventstore {

inline constexpr uint64_t kMaxWalBytes = 256ull << 20;     // bounds recovery time after a crash
inline constexpr size_t kMemtableBytes = 128u << 20;       // all families of a database together
inline constexpr size_t kBlockCacheBytes = 64u << 20;      // one for each database
inline constexpr size_t kLogWriteBufferBytes = 64u << 20;  // memtable of the log's own family
inline constexpr size_t kProtectionBytesPerKey = 8;        // in-memory checksum of each written entry
inline constexpr size_t kReplayReadaheadBytes = 2u << 20;  // long scans; leaves the block cache alone

// What a column family is for decides its options.
enum class FamilyKind {
  kAppend,  // written once in key order, read in long scans: zstd at every level, no bloom
  kPoint,   // looked up by whole key, often in vain: bloom
  kScan,    // short ranges
};

struct Family {
  std::string name;
  FamilyKind kind;
};

rocksdb::DBOptions DatabaseOptions(const std::string& name, rocksdb::Env* env);
rocksdb::ColumnFamilyOptions FamilyOptions(FamilyKind kind, const std::shared_ptr<rocksdb::Cache>& cache);

// Read options of a long scan: 2 MiB of readahead, nothing left in the cache.
rocksdb::ReadOptions ReplayOptions();

// An open database and its families, the default one included; closes in the right order.
class Database {
 public:
  // Opens or creates `path` with these families.
  static absl::StatusOr<std::unique_ptr<Database>> Open(const std::string& path, const rocksdb::DBOptions& options,
                                                        const std::vector<Family>& families);
  ~Database();

  rocksdb::DB& db() const { return *db_; }
  rocksdb::ColumnFamilyHandle* family(size_t i) const { return handles_[i]; }  // 0: default, then as given

 private:
  Database() = default;
  std::unique_ptr<rocksdb::DB> db_;
  std::vector<rocksdb::ColumnFamilyHandle*> handles_;
};

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_ROCKS_OPTIONS_H_
