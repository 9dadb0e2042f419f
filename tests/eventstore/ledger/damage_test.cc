// Damage is found and named when the log is opened or read; a silently shorter history is never served.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>

#include "tests/eventstore/support/fault_env.h"
#include "tests/eventstore/support/scene.h"

namespace homeward::eventstore {
namespace {

namespace fs = std::filesystem;

class DamageTest : public ::testing::Test {
 protected:
  void Fill(uint64_t from, uint64_t to) {
    auto store = OpenStore(directory_.path());
    for (uint64_t n = from; n <= to; ++n) ASSERT_EQ(Reasons(Ask(*store, Batch(Make{}.Sent(n)))), "");
  }
  // Files of the database with this ending, the largest last.
  std::vector<fs::path> Files(const std::string& ending) {
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(directory_ / "db")) {
      if (entry.path().extension() == ending) files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end(),
              [](const auto& a, const auto& b) { return fs::file_size(a) < fs::file_size(b); });
    return files;
  }
  absl::StatusOr<std::unique_ptr<Store>> Open() {
    StoreOptions options;
    options.directory = directory_.path();
    options.min_free_bytes = 0;
    return Store::Open(std::move(options));
  }
  static void Flip(const fs::path& path, uint64_t offset) {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekg(static_cast<std::streamoff>(offset));
    const char byte = static_cast<char>(file.get() ^ 0x40);
    file.seekp(static_cast<std::streamoff>(offset));
    file.put(byte);
  }
  // Every file of the database with its bytes.
  std::map<std::string, std::string> Contents() const {
    std::map<std::string, std::string> contents;
    for (const auto& entry : fs::directory_iterator(directory_ / "db")) {
      std::ifstream file(entry.path(), std::ios::binary);
      contents[entry.path().filename()].assign(std::istreambuf_iterator<char>(file), {});
    }
    return contents;
  }
  // Refused, by a message that holds `names`, and nothing in the database is other than before.
  void ExpectRefusedAndUntouched(const std::string& names) {
    const auto before = Contents();
    const absl::Status status = Open().status();
    EXPECT_TRUE(absl::IsDataLoss(status)) << status;
    EXPECT_NE(std::string(status.message()).find(names), std::string::npos) << names << " is not in " << status;
    EXPECT_EQ(before == Contents(), true) << "what was refused was changed, " << names;
  }
  std::string Witness() const { return directory_ / "head.witness"; }

  TempDirectory directory_;
};

TEST_F(DamageTest, ADeletedWriteAheadLogIsRefused) {
  Fill(1, 10);
  fs::remove(Files(".log").back());
  const absl::Status status = Open().status();
  EXPECT_TRUE(absl::IsDataLoss(status)) << status;
  EXPECT_NE(status.message().find("saw position 10"), absl::string_view::npos) << status;
}

TEST_F(DamageTest, ADeletedWriteAheadLogAfterAFlushIsRefused) {
  Fill(1, 10);
  Fill(11, 20);  // opening wrote the first ten to a table
  fs::remove(Files(".log").back());
  EXPECT_TRUE(absl::IsDataLoss(Open().status()));
}

TEST_F(DamageTest, ADeletedDatabaseIsRefused) {
  Fill(1, 3);
  fs::remove_all(directory_ / "db");
  EXPECT_TRUE(absl::IsDataLoss(Open().status()));
}

TEST_F(DamageTest, AShortenedWriteAheadLogIsRefused) {
  Fill(1, 10);
  const fs::path log = Files(".log").back();
  fs::resize_file(log, fs::file_size(log) - 100);
  EXPECT_TRUE(absl::IsDataLoss(Open().status()));
}

TEST_F(DamageTest, ATornTailIsRepaired) {
  Fill(1, 10);
  std::ofstream(Files(".log").back(), std::ios::app | std::ios::binary) << std::string(300, '\x17');
  auto store = Open();
  ASSERT_TRUE(store.ok()) << store.status();
  EXPECT_EQ((*store)->head().position, Position(10));
  EXPECT_EQ(Ask(**store, Batch(Make{}.Sent(11))).first, Position(11));
}

TEST_F(DamageTest, AFlippedByteInTheWriteAheadLogIsRefused) {
  Fill(1, 50);
  const fs::path log = Files(".log").back();
  Flip(log, fs::file_size(log) / 2);
  EXPECT_TRUE(absl::IsDataLoss(Open().status()));
}

TEST_F(DamageTest, AFlippedByteInAnyTableIsFoundAndNamedWhenOpening) {
  Fill(1, 600);
  { ASSERT_TRUE(Open().ok()); }  // writes the tables
  ASSERT_GE(Files(".sst").size(), 3u);
  for (const fs::path& table : Files(".sst")) {
    for (const uint64_t offset : {uint64_t{20}, fs::file_size(table) / 3, fs::file_size(table) - 300}) {
      SCOPED_TRACE(offset);
      Flip(table, offset);
      ExpectRefusedAndUntouched(table.filename());
      Flip(table, offset);
    }
  }
  const fs::path log = Files(".sst").back();  // the records themselves
  Flip(log, fs::file_size(log) / 2);
  ExpectRefusedAndUntouched("positions 1 to 600");
  Flip(log, fs::file_size(log) / 2);
  EXPECT_TRUE(Open().ok());
}

TEST_F(DamageTest, AMissingCurrentIsRefusedAndNothingIsDeleted) {
  Fill(1, 10);
  Fill(11, 20);
  fs::remove(directory_ / "db/CURRENT");
  ExpectRefusedAndUntouched("CURRENT");
  fs::remove(Witness());
  ExpectRefusedAndUntouched("CURRENT");
}

// A manifest that lost its tail names fewer tables: RocksDB opens, and would delete those that it does not name.
TEST_F(DamageTest, AShortenedManifestIsRefusedAndNothingIsDeleted) {
  Fill(1, 300);
  Fill(301, 600);
  { ASSERT_TRUE(Open().ok()); }
  const auto whole = Contents();
  std::string manifest;
  for (const auto& [name, bytes] : whole) {
    if (name.starts_with("MANIFEST")) manifest = name;
  }
  size_t refused = 0;
  for (size_t keep = whole.at(manifest).size() - 1; keep > 0; keep -= std::min<size_t>(keep, 97)) {
    SCOPED_TRACE(keep);
    fs::remove_all(directory_ / "db");
    fs::create_directory(directory_ / "db");
    for (const auto& [name, bytes] : whole) {
      std::ofstream(fs::path(directory_ / "db") / name, std::ios::binary)
          << (name == manifest ? bytes.substr(0, keep) : bytes);
    }
    const auto before = Contents();
    const auto store = Open();
    if (store.ok()) {
      EXPECT_EQ((*store)->head().position, Position(600));  // what it lost was of no account
    } else {
      EXPECT_EQ(before == Contents(), true) << store.status();
      ++refused;
    }
  }
  EXPECT_GE(refused, 1u);
}

TEST_F(DamageTest, ARefusedLogIsLeftAsItWas) {
  Fill(1, 10);
  Fill(11, 20);
  const fs::path log = Files(".log").back();
  fs::resize_file(log, fs::file_size(log) - 100);
  ExpectRefusedAndUntouched("saw position 20");
  fs::remove(log);
  ExpectRefusedAndUntouched("saw position 20");
}

TEST_F(DamageTest, AMissingWitnessIsRefused) {
  Fill(1, 3);
  fs::remove(Witness());
  const absl::Status status = Open().status();
  EXPECT_TRUE(absl::IsDataLoss(status));
  EXPECT_NE(status.message().find("head.witness is missing"), absl::string_view::npos) << status;
}

TEST_F(DamageTest, OneDamagedSlotOfTheWitnessIsBorneTwoAreNot) {
  Fill(1, 3);
  Flip(Witness(), 40);
  EXPECT_TRUE(Open().ok());  // and writes the damaged slot anew
  Flip(Witness(), 4096 + 40);
  EXPECT_TRUE(Open().ok());
  Flip(Witness(), 40);
  Flip(Witness(), 4096 + 40);
  EXPECT_TRUE(absl::IsDataLoss(Open().status()));
}

TEST_F(DamageTest, TheWitnessOfAnotherLogIsRefused) {
  Fill(1, 3);
  TempDirectory other;
  ASSERT_EQ(Reasons(Ask(*OpenStore(other.path()), Batch(Make{}.Sent(1)))), "");
  fs::copy_file(other / "head.witness", Witness(), fs::copy_options::overwrite_existing);
  EXPECT_TRUE(absl::IsDataLoss(Open().status()));
}

TEST_F(DamageTest, AnOlderCopyOfTheLogIsRefused) {
  Fill(1, 10);
  fs::copy(directory_ / "db", directory_ / "older", fs::copy_options::recursive);
  Fill(11, 20);
  fs::remove_all(directory_ / "db");
  fs::rename(directory_ / "older", directory_ / "db");
  const absl::Status status = Open().status();
  EXPECT_TRUE(absl::IsDataLoss(status));
  EXPECT_NE(status.message().find("ends at position 10"), absl::string_view::npos) << status;
}

TEST_F(DamageTest, ASecondProcessIsRefused) {
  auto store = OpenStore(directory_.path());
  const pid_t child = ::fork();
  if (child == 0) ::_exit(absl::IsFailedPrecondition(Open().status()) ? 0 : 1);
  int result = 1;
  ASSERT_EQ(::waitpid(child, &result, 0), child);
  EXPECT_EQ(result, 0);
}

TEST_F(DamageTest, AFailedSyncStopsTheLogAndTheBatchMayBeSentAgain) {
  auto files = std::make_shared<FaultFileSystem>();
  auto env = MakeFaultEnv(files);
  StoreOptions options;
  options.env = env.get();
  auto store = OpenStore(directory_.path(), options);
  ASSERT_EQ(Reasons(Ask(*store, Batch(Make{.id = Uuid7(1)}.Sent(1)))), "");
  files->FailSyncs();
  const Answer answer = Ask(*store, Batch(Make{.id = Uuid7(2)}.Sent(2)));
  EXPECT_EQ(Reasons(answer), "OUTCOME_UNKNOWN@-1");
  EXPECT_EQ(answer.violations[0].code, absl::StatusCode::kUnavailable);
  EXPECT_EQ(store->Propose(Batch(Make{}.Sent(3))).code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(store->head().position, Position(1));  // what is not synced is not shown
  EXPECT_TRUE(absl::IsNotFound(store->Read(Position(2)).status()));
  EXPECT_TRUE(store->Read(Position(1)).ok());
  EXPECT_FALSE(store->stopped().ok());
  EXPECT_FALSE(absl::IsResourceExhausted(store->stopped())) << store->stopped();
  store.reset();

  store = OpenStore(directory_.path());
  EXPECT_TRUE(store->stopped().ok());
  const bool was_there = store->head().position == Position(2);
  const Answer again = Ask(*store, Batch(Make{.id = Uuid7(2)}.Sent(2)));
  EXPECT_EQ(Reasons(again), "");
  EXPECT_EQ(again.first, Position(2));
  EXPECT_EQ(again.duplicate, was_there);
}

TEST_F(DamageTest, TheControlRunWithoutSyncsLoses) {
  auto files = std::make_shared<FaultFileSystem>();
  auto env = MakeFaultEnv(files);
  for (const bool no_sync : {true, false}) {
    TempDirectory directory;
    StoreOptions options;
    options.env = env.get();
    options.unsafe_no_sync = no_sync;
    auto store = OpenStore(directory.path(), options);
    for (uint64_t n = 1; n <= 20; ++n) ASSERT_EQ(Reasons(Ask(*store, Batch(Make{}.Sent(n)))), "");
    files->CutPower();
    store.reset();
    files->LoseUnsynced(0);
    options.directory = directory.path();
    options.min_free_bytes = 0;
    auto reopened = Store::Open(options);
    if (no_sync) {
      EXPECT_TRUE(absl::IsDataLoss(reopened.status())) << reopened.status();
    } else {
      ASSERT_TRUE(reopened.ok()) << reopened.status();
      EXPECT_EQ((*reopened)->head().position, Position(20));
    }
  }
}

}  // namespace
}  // namespace homeward::eventstore
