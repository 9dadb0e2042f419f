#include "eventstore/ledger/ledger.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include "eventstore/bytes/bytes.h"
#include "eventstore/bytes/random.h"
#include "eventstore/bytes/sha256.h"
#include "eventstore/limits.h"
#include "eventstore/rocks/scan.h"
#include "eventstore/rocks/status.h"
#include "eventstore/rocks/tables.h"
#include "proto/contract/text.h"

namespace homeward::eventstore {
namespace {

constexpr char kMetaKey[] = "meta";
constexpr char kLogFamily[] = "log";
constexpr size_t kBatchReserveBytes = 1u << 20;
constexpr uint64_t kTailRecords = 256;        // checked one by one when opening
constexpr uint64_t kIteratorRecords = 4096;   // read with one iterator
constexpr uint64_t kReplayFromRecords = 256;  // a shorter read is not worth reading ahead
constexpr size_t kReadManyRecords = 128;      // read with one MultiGet

rocksdb::WriteBatch EmptyBatch() { return rocksdb::WriteBatch(kBatchReserveBytes, 0, kProtectionBytesPerKey, 0); }

absl::Status Beyond(Position position, Position head) {
  return absl::NotFoundError(
      contract::Cat("position ", position.value, " is not in the log, whose head is ", head.value));
}

std::string PositionsOf(const rocksdb::LiveFileMetaData& table) {
  if (table.column_family_name != kLogFamily || table.smallestkey.size() != 8 || table.largestkey.size() != 8)
    return "";
  return contract::Cat("positions ", ReadBe64(table.smallestkey), " to ", ReadBe64(table.largestkey));
}

}  // namespace

Ledger::Ledger(LedgerOptions options) : options_(std::move(options)), batch_(EmptyBatch()) {}

absl::Status Ledger::Damage(std::string_view what) const {
  return absl::DataLossError(contract::Cat(options_.directory, "/db: ", what,
                                           ". Nothing was changed; restore a backup that reaches this far"));
}

absl::StatusOr<std::unique_ptr<Ledger>> Ledger::Open(LedgerOptions options) {
  std::unique_ptr<Ledger> ledger(new Ledger(std::move(options)));
  const LedgerOptions& o = ledger->options_;
  absl::StatusOr<std::unique_ptr<DirectoryLock>> lock = DirectoryLock::Take(o.directory);
  if (!lock.ok()) return lock.status();
  ledger->lock_ = *std::move(lock);

  if (absl::Status status = ledger->CheckThere(); !status.ok()) return status;
  std::vector<Family> families = {{kLogFamily, FamilyKind::kAppend}, {"tree", FamilyKind::kScan}};
  families.insert(families.end(), o.families.begin(), o.families.end());
  absl::StatusOr<std::unique_ptr<Database>> database =
      Database::Open(o.directory + "/db", DatabaseOptions(o.name, o.env), families, o.retired_families);
  if (!database.ok()) return database.status();
  ledger->database_ = *std::move(database);

  if (absl::Status status = ledger->CompareTables(); !status.ok()) return status;
  if (absl::Status status = ledger->LoadMeta(); !status.ok()) return status;
  if (absl::Status status = ledger->LoadTree(); !status.ok()) return status;
  if (absl::Status status = ledger->CheckWitness(); !status.ok()) return status;
  ledger->database_->Keep();
  return ledger;
}

// RocksDB begins a new database where CURRENT is missing, and deletes the tables of the old one.
absl::Status Ledger::CheckThere() const {
  namespace fs = std::filesystem;
  const fs::path db = options_.directory + "/db";
  std::error_code error;
  if (fs::exists(db / "CURRENT", error)) return absl::OkStatus();
  const absl::StatusOr<WitnessMark> mark = Witness::Read(WitnessPath(), "");
  if (mark.ok() && mark->position.value > 0) {
    return Damage(contract::Cat("CURRENT is missing, but ", WitnessPath(), " saw position ", mark->position.value));
  }
  for (fs::directory_iterator it(db, error), end; !error && it != end; it.increment(error)) {
    const fs::path ending = it->path().extension();
    if (ending == ".sst" || ending == ".log") return Damage("CURRENT is missing, but there are tables and logs");
  }
  return absl::OkStatus();
}

std::vector<rocksdb::LiveFileMetaData> Ledger::OwnTables() const {
  std::vector<rocksdb::ColumnFamilyHandle*> families;
  for (size_t i = 0; i < options_.families.size(); ++i) families.push_back(family(i));
  return LiveTables(db(), families);
}

std::vector<rocksdb::ColumnFamilyHandle*> Ledger::Families() const {
  std::vector<rocksdb::ColumnFamilyHandle*> families;
  for (size_t i = 0; i < kOwnFamilies + options_.families.size(); ++i) families.push_back(database_->family(i));
  return families;
}

absl::Status Ledger::CompareTable(const rocksdb::LiveFileMetaData& table) const {
  return eventstore::CompareTable(db(), Families(), table, PositionsOf);
}

// The newest tables are those that a failing disk or a hasty copy has had least time to show.
absl::Status Ledger::CompareTables() const {
  const uint64_t bytes_max = options_.verify_all ? UINT64_MAX : kVerifiedAtOpenBytes;
  const absl::Status compared = CompareNewestTables(db(), Families(), bytes_max, PositionsOf);
  return absl::IsDataLoss(compared) ? Damage(std::string(compared.message())) : compared;
}

absl::Status Ledger::LoadMeta() {
  std::string bytes;
  const rocksdb::Status got = db().Get({}, default_family(), kMetaKey, &bytes);
  if (got.ok()) {
    if (!meta_.ParseFromString(bytes) || meta_.incarnation().size() != kIncarnationBytes) {
      return Damage("the meta row is unreadable");
    }
    const uint32_t older = options_.oldest_format_version;
    if (meta_.format_version() < (older != 0 ? older : options_.format_version) ||
        meta_.format_version() > options_.format_version) {
      return absl::FailedPreconditionError(contract::Cat(options_.directory, " has format ", meta_.format_version(),
                                                         ", this program reads ", options_.format_version,
                                                         "; open it with the program that wrote it"));
    }
    if (!meta_.secret().empty()) return absl::OkStatus();
    meta_.set_secret(RandomBytes(kSecretBytes));  // a log from before there were secrets
    return PutMeta();
  }
  if (!got.IsNotFound()) return ToStatus(got, "reading the meta row");

  // A new log, unless the witness remembers one: then its write-ahead log or the whole database is gone.
  absl::StatusOr<WitnessMark> mark = Witness::Read(WitnessPath(), "");
  if (mark.ok() && mark->position.value > 0) {
    return Damage(
        contract::Cat("the ", options_.name, " is empty, but ", WitnessPath(), " saw position ", mark->position.value));
  }
  meta_.set_format_version(options_.format_version);
  meta_.set_gate_version(options_.gate_version);
  meta_.set_incarnation(RandomBytes(kIncarnationBytes));
  meta_.set_secret(RandomBytes(kSecretBytes));
  // The witness first: where there is a meta row there must be a witness.
  const WitnessMark empty{Position(0), tree_.Root()};
  if (absl::Status status = Witness::Create(WitnessPath(), meta_.incarnation(), empty); !status.ok()) return status;
  return PutMeta();
}

absl::Status Ledger::PutMeta() {
  rocksdb::WriteOptions write;
  write.sync = options_.sync;
  return ToStatus(db().Put(write, default_family(), kMetaKey, meta_.SerializeAsString()), "writing the meta row");
}

absl::Status Ledger::EmptyFamilies() {
  for (size_t i = options_.families.size(); i > 0; --i) {
    if (absl::Status status = database_->Empty(kOwnFamilies + i - 1); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status Ledger::RaiseFormat() {
  if (absl::Status status = database_->DropRetired(); !status.ok()) return status;
  if (meta_.format_version() == options_.format_version) return absl::OkStatus();
  meta_.set_format_version(options_.format_version);
  return PutMeta();
}

absl::StatusOr<uint64_t> Ledger::LastPosition() const {
  uint64_t last = 0;
  absl::Status status =
      LastRow(db(), database_->family(1), [&](std::string_view key, std::string_view) { last = ReadBe64(key); });
  if (!status.ok()) return status;
  return last;
}

absl::StatusOr<std::vector<Hash>> Ledger::ReadTile(uint8_t level, uint64_t index) const {
  std::string bytes;
  const rocksdb::Status got = db().Get({}, database_->family(2), Tile::Key(level, index), &bytes);
  if (got.IsNotFound()) return Damage(contract::Cat("tile ", level, "/", index, " of the tree is missing"));
  if (!got.ok()) return ToStatus(got, "reading a tile of the tree");
  return Tile::Parse(bytes);
}

// Rebuilds the tree's edge, and reads the last records one by one: a gap among them, or a leaf that differs from its
// stored tile, is found here.
absl::Status Ledger::LoadTree() {
  const absl::StatusOr<uint64_t> last = LastPosition();
  if (!last.ok()) return last.status();
  const uint64_t first = *last > kTailRecords ? *last - kTailRecords + 1 : 1;
  std::vector<Hash> leaves;  // of positions first … last
  Micros appended_us = 0;
  uint64_t expected = first;
  absl::Status record_status;
  const std::string start = Be64(first);
  absl::Status status =
      ScanRows(db(), database_->family(1), {}, {start}, [&](std::string_view key, std::string_view value) {
        absl::StatusOr<RecordLeaf> leaf = options_.leaf_of(Position(expected), value);
        if (ReadBe64(key) != expected) {
          record_status = Damage(contract::Cat("position ", expected, " is missing"));
        } else if (!leaf.ok()) {
          record_status = leaf.status();
        } else {
          leaves.push_back(leaf->leaf);
          appended_us = leaf->appended_us;
          ++expected;
        }
        return record_status.ok();
      });
  if (!status.ok()) return status;
  if (!record_status.ok()) return record_status;
  if (leaves.size() != *last - first + 1) return Damage(contract::Cat("position ", expected, " is missing"));

  auto read_tile = [this](uint8_t level, uint64_t index) { return ReadTile(level, index); };
  auto read_leaf = [&](uint64_t index) -> absl::StatusOr<Hash> { return leaves[index + 1 - first]; };
  absl::StatusOr<Tree> tree = Tree::Restore(*last, read_tile, read_leaf);
  if (!tree.ok()) return tree.status();
  tree_ = *std::move(tree);

  uint64_t tiles = 0;
  status = LastRow(
      db(), database_->family(2),
      [&](std::string_view key, std::string_view) {
        if (key[0] == 0) tiles = ReadBe64(key.substr(1)) + 1;
      },
      Tile::Key(0, UINT64_MAX));
  if (!status.ok()) return status;
  if (tiles != *last / kTileHashes) {
    return Damage(contract::Cat("the log ends at position ", *last, ", but its tree has ", tiles, " full tiles"));
  }
  if (tiles > 0) {
    absl::StatusOr<std::vector<Hash>> tile = ReadTile(0, tiles - 1);
    if (!tile.ok()) return tile.status();
    for (uint64_t position = first; position <= tiles * kTileHashes; ++position) {
      if ((*tile)[(position - 1) % kTileHashes] != leaves[position - first]) {
        return Damage(contract::Cat("the record of position ", position, " differs from its leaf in the tree"));
      }
    }
  }
  head_ = {Position(*last), tree_.Root(), appended_us};
  return absl::OkStatus();
}

absl::Status Ledger::CheckWitness() {
  const absl::StatusOr<WitnessMark> mark = Witness::Read(WitnessPath(), meta_.incarnation());
  if (absl::IsNotFound(mark.status())) {
    return absl::DataLossError(contract::Cat(WitnessPath(),
                                             " is missing: without it nobody can tell whether the end of "
                                             "the ",
                                             options_.name, " is still there. Restore it with the log"));
  }
  if (!mark.ok()) return mark.status();
  if (mark->position > head_.position) {
    return Damage(contract::Cat("the ", options_.name, " ends at position ", head_.position.value, ", but ",
                                WitnessPath(), " saw position ", mark->position.value));
  }
  const absl::StatusOr<Hash> root =
      tree_.RootAt(mark->position.value, [this](uint8_t level, uint64_t index) { return ReadTile(level, index); });
  if (!root.ok()) return root.status();
  if (*root != mark->root) {
    return Damage(contract::Cat("the ", options_.name, " differs from what ", WitnessPath(), " saw at position ",
                                mark->position.value));
  }
  absl::StatusOr<std::unique_ptr<Witness>> witness = Witness::Open(WitnessPath(), meta_.incarnation());
  if (!witness.ok()) return witness.status();
  witness_ = *std::move(witness);
  // The groups of the last run that were synced but not yet witnessed.
  if (absl::Status status = witness_->Post({head_.position, head_.root}); !status.ok()) return status;
  return witness_->Wait();
}

Position Ledger::Append(std::string_view record, const Hash& leaf) {
  const Position position = next();
  batch_.Put(database_->family(1), Be64(position.value), rocksdb::Slice(record.data(), record.size()))
      .PermitUncheckedError();  // fails only beyond a size limit, which we do not set
  tree_.Append(leaf, [this](const Tile& tile) {
    batch_.Put(database_->family(2), Tile::Key(tile.level, tile.index), tile.Bytes()).PermitUncheckedError();
  });
  return position;
}

LedgerWrite Ledger::Seal(Micros appended_us) {
  LedgerWrite write{std::move(batch_), {Position(tree_.size()), tree_.Root(), appended_us}};
  std::lock_guard lock(spare_mutex_);
  if (spare_.empty()) {
    batch_ = EmptyBatch();
  } else {
    batch_ = std::move(spare_.back());
    spare_.pop_back();
  }
  return write;
}

absl::Status Ledger::Commit(LedgerWrite* write, absl::FunctionRef<void()> synced) {
  if (!failed_.ok()) return failed_;
  rocksdb::WriteOptions options;
  options.sync = options_.sync;
  const rocksdb::Status written = db().Write(options, &write->batch);
  if (!written.ok()) return failed_ = ToStatus(written, contract::Cat("writing the ", options_.name));

  write->batch.Clear();
  {
    std::lock_guard lock(spare_mutex_);
    spare_.push_back(std::move(write->batch));
  }
  synced();
  failed_ = witness_->Post({write->head.position, write->head.root});
  if (failed_.ok() && options_.strict_witness) failed_ = witness_->Wait();
  if (!failed_.ok()) return failed_;
  std::lock_guard lock(head_mutex_);
  head_ = write->head;
  return absl::OkStatus();
}

absl::Status Ledger::Commit(Micros appended_us) {
  if (batch_.Count() == 0) return failed_;
  LedgerWrite write = Seal(appended_us);
  return Commit(&write, [] {});
}

LedgerHead Ledger::head() const {
  std::lock_guard lock(head_mutex_);
  return head_;
}

absl::StatusOr<std::string> Ledger::Read(Position position) const {
  const LedgerHead now = head();
  if (position.value == 0 || position > now.position) {
    return Beyond(position, now.position);
  }
  std::string bytes;
  const rocksdb::Status got = db().Get({}, database_->family(1), Be64(position.value), &bytes);
  if (got.IsNotFound()) return Damage(contract::Cat("position ", position.value, " is missing"));
  if (!got.ok()) return ToStatus(got, contract::Cat("reading position ", position.value));
  return bytes;
}

absl::Status Ledger::ReadMany(const std::vector<Position>& positions,
                              absl::FunctionRef<bool(Position, std::string_view)> visit) const {
  const Position head = this->head().position;
  for (size_t first = 0; first < positions.size(); first += kReadManyRecords) {
    const size_t count = std::min(kReadManyRecords, positions.size() - first);
    std::vector<std::string> key_bytes(count);
    std::vector<rocksdb::Slice> keys(count);
    for (size_t i = 0; i < count; ++i) {
      const Position position = positions[first + i];
      if (position.value == 0 || position > head) return Beyond(position, head);
      key_bytes[i] = Be64(position.value);
      keys[i] = key_bytes[i];
    }
    std::vector<rocksdb::PinnableSlice> values(count);
    std::vector<rocksdb::Status> statuses(count);
    db().MultiGet({}, database_->family(1), count, keys.data(), values.data(), statuses.data(), /*sorted_input=*/true);
    for (size_t i = 0; i < count; ++i) {
      const Position position = positions[first + i];
      if (statuses[i].IsNotFound()) return Damage(contract::Cat("position ", position.value, " is missing"));
      if (!statuses[i].ok()) return ToStatus(statuses[i], contract::Cat("reading position ", position.value));
      if (!visit(position, {values[i].data(), values[i].size()})) return absl::OkStatus();
    }
  }
  return absl::OkStatus();
}

absl::Status Ledger::ReadRange(Position from, Position to,
                               absl::FunctionRef<bool(Position, std::string_view)> visit) const {
  to = std::min(to, head().position);
  uint64_t next = std::max<uint64_t>(from.value, 1);
  for (bool stopped = false; !stopped && next <= to.value;) {
    // A fresh iterator now and then, so that a slow reader pins no old files.
    const uint64_t last = std::min(to.value, next + kIteratorRecords - 1);
    const bool replay = last - next >= kReplayFromRecords;
    const std::string start = Be64(next), end = Be64(last + 1);
    absl::Status status = ScanRows(db(), database_->family(1), replay ? ReplayOptions() : rocksdb::ReadOptions(),
                                   {start, end}, [&](std::string_view key, std::string_view value) {
                                     if (ReadBe64(key) != next) return false;
                                     stopped = !visit(Position(next), value);
                                     ++next;
                                     return !stopped;
                                   });
    if (!status.ok()) return status;
    if (!stopped && next <= last) return Damage(contract::Cat("position ", next, " is missing"));
  }
  return absl::OkStatus();
}

}  // namespace homeward::eventstore
