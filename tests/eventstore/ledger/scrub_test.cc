// The background check finds what no reader asked for: rewritten records and tiles whose checksums are in order.
#include "eventstore/ledger/scrub.h"

#include <gtest/gtest.h>

#include <fstream>
#include <memory>
#include <string>

#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "eventstore/bytes/bytes.h"
#include "eventstore/index/index.h"
#include "eventstore/reason.h"
#include "eventstore/rocks/tables.h"
#include "eventstore/tree/merkle.h"
#include "tests/eventstore/support/scene.h"

namespace homeward::eventstore {
namespace {

constexpr absl::Duration kPatience = absl::Seconds(60);

// A ledger of short records, each its own entry.
std::unique_ptr<Ledger> OpenPlain(const std::string& directory) {
  LedgerOptions options;
  options.directory = directory;
  options.name = "log";
  options.sync = false;
  options.leaf_of = [](Position, std::string_view record) -> absl::StatusOr<RecordLeaf> {
    return RecordLeaf{LeafHash(record), 1};
  };
  auto ledger = Ledger::Open(std::move(options));
  EXPECT_TRUE(ledger.ok()) << ledger.status();
  return ledger.ok() ? *std::move(ledger) : nullptr;
}

void Grow(Ledger& ledger, uint64_t records) {
  for (uint64_t i = 0; i < records; ++i) {
    const std::string record = "record " + std::to_string(ledger.next().value);
    ledger.Append(record, LeafHash(record));
    if (i % 4096 == 4095) {
      ASSERT_TRUE(ledger.Commit(1).ok());
    }
  }
  ASSERT_TRUE(ledger.Commit(1).ok());
}

// What somebody with the disk in hand can do: the checksums of what they write are right.
void Rewrite(const std::string& directory, size_t family, const std::string& key, const std::string& value,
             const std::vector<Family>& of_the_owner = {}) {
  std::vector<Family> families = {{"log", FamilyKind::kAppend}, {"tree", FamilyKind::kScan}};
  families.insert(families.end(), of_the_owner.begin(), of_the_owner.end());
  auto database = Database::Open(directory + "/db", DatabaseOptions("log", nullptr), families);
  ASSERT_TRUE(database.ok()) << database.status();
  (*database)->Keep();
  rocksdb::DB& db = (*database)->db();
  ASSERT_TRUE(db.Put({}, (*database)->family(family), key, value).ok());
}
void Remove(const std::string& directory, const std::string& log_key) {
  const std::vector<Family> families = {{"log", FamilyKind::kAppend}, {"tree", FamilyKind::kScan}};
  auto database = Database::Open(directory + "/db", DatabaseOptions("log", nullptr), families);
  ASSERT_TRUE(database.ok()) << database.status();
  (*database)->Keep();
  ASSERT_TRUE((*database)->db().Delete({}, (*database)->family(1), log_key).ok());
}
constexpr size_t kLog = 1, kTree = 2;  // families, behind the default one

absl::Status FirstDamage(const Ledger& ledger) {
  absl::Notification found;
  Scrub scrub(ledger, 0, [&](const absl::Status&) { found.Notify(); });
  EXPECT_TRUE(found.WaitForNotificationWithTimeout(kPatience));
  return scrub.state().damage;
}

void Flip(const std::string& path, std::streamoff offset) {
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekg(offset);
  const char byte = static_cast<char>(file.get() ^ 0x40);
  file.seekp(offset);
  file.put(byte);
}

bool Names(const absl::Status& status, const std::string& what) {
  return absl::IsDataLoss(status) && std::string(status.message()).find(what) != std::string::npos;
}

TEST(Scrub, AWholeLogIsFoundWhole) {
  TempDirectory directory;
  auto ledger = OpenPlain(directory.path());
  Grow(*ledger, 3000);
  Scrub scrub(*ledger, 0, [](const absl::Status& status) { ADD_FAILURE() << status; });
  const absl::Time until = absl::Now() + kPatience;
  while (scrub.state().rounds < 2 && absl::Now() < until) absl::SleepFor(absl::Milliseconds(1));
  EXPECT_GE(scrub.state().rounds, 2u);
  EXPECT_EQ(scrub.state().compared, Position(3000 / kTileHashes * kTileHashes));
}

TEST(Scrub, ARewrittenRecordIsNamed) {
  TempDirectory directory;
  Grow(*OpenPlain(directory.path()), 3000);
  Rewrite(directory.path(), kLog, Be64(700), "record 7000");
  const auto ledger = OpenPlain(directory.path());  // opening reads the last records only
  const absl::Status damage = FirstDamage(*ledger);
  EXPECT_TRUE(Names(damage, "position 700 ")) << damage;
}

TEST(Scrub, ARecordAndItsLeafRewrittenTogetherAreFoundByTheTileAbove) {
  TempDirectory directory;
  {
    const auto ledger = OpenPlain(directory.path());
    Grow(*ledger, 256 * 256);  // the tile above is full
  }
  std::string tile;
  {
    const auto ledger = OpenPlain(directory.path());
    Tile changed{0, 2, *ledger->ReadTile(0, 2)};
    changed.hashes[699 - 512] = LeafHash("record 7000");
    tile = changed.Bytes();
  }
  Rewrite(directory.path(), kLog, Be64(700), "record 7000");
  Rewrite(directory.path(), kTree, Tile::Key(0, 2), tile);
  EXPECT_TRUE(Names(FirstDamage(*OpenPlain(directory.path())), "tile 0/2 "));
}

TEST(Scrub, AMissingRecordIsNamed) {
  TempDirectory directory;
  Grow(*OpenPlain(directory.path()), 3000);
  Remove(directory.path(), Be64(900));
  EXPECT_TRUE(Names(FirstDamage(*OpenPlain(directory.path())), "position 900 is missing"));
}

TEST(Scrub, AFlippedByteInATableOfTheIndexIsFoundThoughNobodyReadsThere) {
  TempDirectory directory;
  StoreOptions options;
  options.window_events = 128;  // too few windows to be merged meanwhile
  options.scrub_records_per_second = 1'000'000;
  {
    auto store = OpenStore(directory.path(), options);
    for (uint64_t n = 1; n <= 600; ++n) ASSERT_EQ(Reasons(Ask(*store, Batch(Make{}.Sent(n)))), "");
  }
  std::string path;
  {
    std::vector<Family> families = {{"log", FamilyKind::kAppend}, {"tree", FamilyKind::kScan}};
    for (const Family& family : Index::Families()) families.push_back(family);
    auto database = Database::Open(directory.path() + "/db", DatabaseOptions("log", nullptr), families);
    ASSERT_TRUE(database.ok()) << database.status();
    const auto tables = LiveTables((*database)->db(), {(*database)->family(3)});  // ids
    ASSERT_FALSE(tables.empty());
    path = tables.back().directory + "/" + tables.back().relative_filename;
  }
  auto store = OpenStore(directory.path(), options);
  Flip(path, 40);  // under the running store
  const absl::Time until = absl::Now() + kPatience;
  while (store->checked().damage.ok() && absl::Now() < until) absl::SleepFor(absl::Milliseconds(1));
  EXPECT_TRUE(Names(store->checked().damage, path)) << store->checked().damage;
}

TEST(Scrub, ADamagedStoreTakesNoMoreEventsAndGoesOnReading) {
  TempDirectory directory;
  StoreOptions options;
  options.window_events = 64;  // so that opening has no reason to read position 5
  {
    auto store = OpenStore(directory.path(), options);
    for (uint64_t n = 1; n <= 600; ++n) ASSERT_EQ(Reasons(Ask(*store, Batch(Make{}.Sent(n)))), "");
  }
  Rewrite(directory.path(), kLog, Be64(5), "no record", Index::Families());
  options.scrub_records_per_second = 1'000'000;
  auto store = OpenStore(directory.path(), options);
  const absl::Time until = absl::Now() + kPatience;
  while (store->checked().damage.ok() && absl::Now() < until) absl::SleepFor(absl::Milliseconds(1));
  EXPECT_TRUE(Names(store->checked().damage, "position 5 ")) << store->checked().damage;
  const absl::Status refused = store->Propose(Batch(Make{}.Sent(601)));
  EXPECT_TRUE(absl::IsDataLoss(refused)) << refused;
  EXPECT_EQ(ReasonOf(refused), kLogDamaged);
  EXPECT_TRUE(store->Read(Position(6)).ok());
}

}  // namespace
}  // namespace homeward::eventstore
