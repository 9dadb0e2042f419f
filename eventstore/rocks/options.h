// How both databases are opened. Each choice has its reason beside it; what is not named here is RocksDB's default.
#ifndef HOMEWARD_EVENTSTORE_ROCKS_OPTIONS_H_
#define HOMEWARD_EVENTSTORE_ROCKS_OPTIONS_H_

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "eventstore/rocks/careful_files.h"
#include "rocksdb/db.h"
#include "rocksdb/options.h"

namespace homeward::eventstore {

inline constexpr uint64_t kMaxWalBytes = 256ull << 20;     // bounds recovery time after a crash
inline constexpr size_t kMemtableBytes = 128u << 20;       // all families of a database together
inline constexpr size_t kBlockCacheBytes = 64u << 20;      // one for each database
inline constexpr size_t kLogWriteBufferBytes = 64u << 20;  // memtable of the log's own family
inline constexpr size_t kProtectionBytesPerKey = 8;        // in-memory checksum of each written entry
inline constexpr int kWindowFilesMerged = 8;               // sorted files of one family before some are merged
inline constexpr int kWindowFilesAtMost = 64;              // of one family; beyond it windows wait for the merging
// Of the log's own family. The first of zstd's fast levels: unpacked in less than half the time of the default, and
// packed in three quarters, for a fifth more bytes. LZ4 would take a third more to be a fifth faster in long scans.
inline constexpr int kLogZstdLevel = -1;
// Of long scans, which leave the block cache alone. What is read ahead is copied out of the kernel: of this size it is
// still in the processor's cache when its blocks are unpacked.
inline constexpr size_t kReplayReadaheadBytes = 256u << 10;

// What a column family is for decides its options.
enum class FamilyKind {
  kAppend,  // written once in key order, read in long scans: zstd at every level, no bloom
  kPoint,   // looked up by whole key, often in vain: bloom
  kScan,    // short ranges
  // Of the index: nobody writes into these but by whole sorted files, window after window. Files of many windows
  // overlap, hence universal compaction, which writes a row again a few times where levels would ten times.
  kWindowPoint,     // looked up by whole key
  kWindowPostings,  // rows of names: name ‖ 0x00 ‖ …; looked up by name, often in vain: bloom over names
};

struct Family {
  std::string name;
  FamilyKind kind;
};

rocksdb::DBOptions DatabaseOptions(const std::string& name, rocksdb::Env* env);
rocksdb::ColumnFamilyOptions FamilyOptions(FamilyKind kind, const std::shared_ptr<rocksdb::Cache>& cache);

// Read options of a long scan: reads ahead, leaves nothing in the cache.
rocksdb::ReadOptions ReplayOptions();
// Of the rows of one name in a family of postings: a file that does not know the name is not looked into.
rocksdb::ReadOptions OneNameOptions();
// Of its rows in order, name after name.
rocksdb::ReadOptions AllNamesOptions();

// An open database and its families, the default one included; closes in the right order.
class Database {
 public:
  // Opens or creates `path` with these families. Those of older formats, `retired`, are opened too if they are there,
  // since RocksDB opens all or nothing. A torn tail that is dropped is said on stderr.
  static absl::StatusOr<std::unique_ptr<Database>> Open(const std::string& path, const rocksdb::DBOptions& options,
                                                        const std::vector<Family>& families,
                                                        const std::vector<std::string>& retired = {});
  // Unless Keep was called, leaves the directory as it was before opening.
  ~Database();

  // Once the owner has found in order what was opened; before anything is written.
  void Keep() { files_.Keep(); }

  rocksdb::DB& db() const { return *db_; }
  rocksdb::ColumnFamilyHandle* family(size_t i) const { return handles_[i]; }  // 0: default, then as given

  // Makes the family anew, if it has a row. Before anyone else uses the database.
  absl::Status Empty(size_t i);
  // Drops the retired ones. Likewise.
  absl::Status DropRetired();

 private:
  void Close();
  explicit Database(rocksdb::Env* env) : files_(env) {}
  CarefulFiles files_;
  std::unique_ptr<rocksdb::DB> db_;
  std::vector<rocksdb::ColumnFamilyHandle*> handles_;
  std::vector<rocksdb::ColumnFamilyHandle*> retired_;
};

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_ROCKS_OPTIONS_H_
