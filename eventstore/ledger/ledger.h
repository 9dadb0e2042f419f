// An append-only log with its tree: one database, one witness file, one process. The event log and the access log are
// both made of it.
//
// One thread appends and commits; any thread reads. What is not synced is not shown: head() moves only after the sync,
// and reads stop at it.
//
//   ledger->Append(record, leaf);          // any number, with index rows put into ledger->batch() beside them
//   ledger->Commit(appended_us);           // one write, one sync, then the head moves
//
// Or in two stages, on two threads: Seal() what was appended, go on appending, while the other thread Commit()s it.
#ifndef HOMEWARD_EVENTSTORE_LEDGER_LEDGER_H_
#define HOMEWARD_EVENTSTORE_LEDGER_LEDGER_H_

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "eventstore/ledger/directory_lock.h"
#include "eventstore/ledger/witness.h"
#include "eventstore/rocks/options.h"
#include "eventstore/tree/tree.h"
#include "eventstore/types.h"
#include "homeward/record/v1/record.pb.h"
#include "rocksdb/metadata.h"
#include "rocksdb/write_batch.h"

namespace homeward::eventstore {

// What a stored record says of itself.
struct RecordLeaf {
  Hash leaf{};
  Micros appended_us = 0;
};

struct LedgerOptions {
  std::string directory;                      // holds LOCK, head.witness and the database in db/
  std::string name;                           // for messages: "log"
  std::vector<Family> families;               // of the owner, beside `log` and `tree`
  std::vector<std::string> retired_families;  // of older formats
  uint32_t format_version = 1;
  uint32_t oldest_format_version = 0;  // of those whose `log` and `tree` are read as they are; 0: only format_version
  uint32_t gate_version = 1;
  bool sync = true;
  bool strict_witness = false;  // Commit returns only when the witness too is synced
  bool verify_all = false;      // compare every table when opening, not only kVerifiedAtOpenBytes
  rocksdb::Env* env = nullptr;
  // Recomputes the leaf from stored bytes; DATA_LOSS if they are not the record of this position.
  std::function<absl::StatusOr<RecordLeaf>(Position, std::string_view record)> leaf_of;
};

struct LedgerHead {
  Position position;
  Hash root{};
  Micros appended_us = 0;
};

// What has been appended since the last one was sealed, to be written at once.
struct LedgerWrite {
  rocksdb::WriteBatch batch;
  LedgerHead head;  // once it is written
};

class Ledger {
 public:
  // Refuses a log that is behind its witness, differs from it, has gaps at its tail, or tables that differ from their
  // checksums: DATA_LOSS. What is refused is left as it was.
  static absl::StatusOr<std::unique_ptr<Ledger>> Open(LedgerOptions options);

  // --- the appending thread ---
  rocksdb::WriteBatch& batch() { return batch_; }
  Position next() const { return Position(tree_.size() + 1); }
  Position Append(std::string_view record, const Hash& leaf);
  LedgerWrite Seal(Micros appended_us);

  // --- the committing thread, which may be the same ---
  // In the order of sealing; `write` is empty afterwards. `synced` is called once all is synced and before the head
  // moves: to make ready what must be there by then. After the first failure every call returns it: what was in flight
  // may or may not be on disk.
  absl::Status Commit(LedgerWrite* write, absl::FunctionRef<void()> synced);
  absl::Status Commit(Micros appended_us);

  // --- before anyone else uses it ---
  // Empties the owner's families, the last one first.
  absl::Status EmptyFamilies();
  // Writes down that the directory has this program's format now, and drops the families that it has no more.
  absl::Status RaiseFormat();
  // Makes a restored log another one: new incarnation and secret, and a word of where it came from.
  absl::Status Reincarnate();

  // --- any thread ---
  LedgerHead head() const;
  const std::string& incarnation() const { return meta_.incarnation(); }
  const record::v1::LogMeta& meta() const { return meta_; }

  // NOT_FOUND beyond the head.
  absl::StatusOr<std::string> Read(Position position) const;
  // The records of these positions (ascending) in order, until `visit` returns false; many with one look at the disk.
  // NOT_FOUND if one lies beyond the head.
  absl::Status ReadMany(const std::vector<Position>& positions,
                        absl::FunctionRef<bool(Position, std::string_view)> visit) const;
  // Every position from `from` to min(`to`, head), in order, until `visit` returns false. DATA_LOSS on a gap. A long
  // read leaves the block cache alone, and a slow one pins nothing for long.
  absl::Status ReadRange(Position from, Position to, absl::FunctionRef<bool(Position, std::string_view)> visit) const;

  // The leaf as the owner recomputes it from stored bytes.
  absl::StatusOr<RecordLeaf> LeafOf(Position position, std::string_view record) const {
    return options_.leaf_of(position, record);
  }
  // A full tile of the tree as stored; ledger_hashes.h reads the others. DATA_LOSS if it is missing.
  absl::StatusOr<std::vector<Hash>> ReadTile(uint8_t level, uint64_t index) const;
  // The tables of the owner's families, and one of them held against its checksums: DATA_LOSS.
  std::vector<rocksdb::LiveFileMetaData> OwnTables() const;
  absl::Status CompareTable(const rocksdb::LiveFileMetaData& table) const;
  // Copies the ledger, as of the head or later, to `directory`, which must not be there. Tables are hard links where
  // the file system allows. Appending and reading go on meanwhile; one copy at a time.
  absl::Status CopyTo(const std::string& directory) const;
  // What the head witness says, read from its file.
  absl::StatusOr<WitnessMark> ReadWitness() const { return Witness::Read(WitnessPath(), meta_.incarnation()); }

  rocksdb::DB& db() const { return database_->db(); }
  rocksdb::ColumnFamilyHandle* family(size_t i) const { return database_->family(kOwnFamilies + i); }
  rocksdb::ColumnFamilyHandle* default_family() const { return database_->family(0); }

 private:
  static constexpr size_t kOwnFamilies = 3;  // default, log, tree
  static constexpr size_t kIncarnationBytes = 16;
  static constexpr size_t kSecretBytes = 32;
  static constexpr char kWitnessFile[] = "/head.witness";

  explicit Ledger(LedgerOptions options);
  absl::Status CheckThere() const;
  std::vector<rocksdb::ColumnFamilyHandle*> Families() const;
  absl::Status CompareTables() const;
  absl::Status LoadMeta();
  absl::Status PutMeta();
  absl::Status LoadTree();
  absl::Status CheckWitness();
  absl::StatusOr<uint64_t> LastPosition() const;
  std::string WitnessPath() const { return options_.directory + kWitnessFile; }
  absl::Status Damage(std::string_view what) const;

  const LedgerOptions options_;
  std::unique_ptr<DirectoryLock> lock_;
  std::unique_ptr<Database> database_;
  std::unique_ptr<Witness> witness_;
  record::v1::LogMeta meta_;
  Tree tree_;
  rocksdb::WriteBatch batch_;
  absl::Status failed_;
  std::mutex spare_mutex_;
  std::vector<rocksdb::WriteBatch> spare_;  // written, empty, to be filled again: their memory has been touched
  mutable std::mutex head_mutex_;
  LedgerHead head_;
};

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_LEDGER_LEDGER_H_
