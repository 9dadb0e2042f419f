// The index in windows: what is found must not depend on where a row lies just then, in the window that fills, in the
// one that is being written, or in the families; nor on what a crash left of it.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <future>
#include <random>

#include "eventstore/bytes/bytes.h"
#include "eventstore/index/window_file.h"
#include "eventstore/rocks/options.h"
#include "homeward/record/v1/record.pb.h"
#include "rocksdb/db.h"
#include "tests/eventstore/support/fault_env.h"
#include "tests/eventstore/support/index_check.h"
#include "tests/eventstore/support/scene.h"

namespace homeward::eventstore {
namespace {

constexpr size_t kTiny = 16;  // events of a window

StoreOptions Tiny(size_t window_events = kTiny) {
  StoreOptions options;
  options.window_events = window_events;
  return options;
}

// A few referrals, some ended, some corrected and retracted, with counted sources, over many windows.
void Fill(Store& store, uint64_t from, uint64_t to) {
  for (uint64_t n = from; n <= to; ++n) {
    const std::string id = Uuid7(n << 8);
    ASSERT_EQ(Reasons(Ask(store, Batch(Make{.id = id, .source_sequence = n}.Sent(n, n % 7)))), "");
    std::vector<Proposal> later;
    if (n % 2 == 0) later.push_back(Batch(Make{.hour = 2}.Cancelled(n)));
    if (n % 3 == 0) later.push_back(Batch(Make{.corrects = id}.Sent(n, 3)));
    if (n % 5 == 0 && n % 2 == 1 && n % 3 != 0) later.push_back(Batch(Make{}.Retracted(id)));
    for (Proposal& proposal : later) ASSERT_EQ(Reasons(Ask(store, std::move(proposal))), "") << n;
  }
}

// The Gate remembers of every stream what it must.
void ExpectGateRemembers(Store& store, uint64_t from, uint64_t to) {
  for (uint64_t n = from; n <= to; ++n) {
    Proposal again = Batch(Make{.hour = 3}.Cancelled(n));
    again.validate_only = true;
    const bool retracted = n % 5 == 0 && n % 2 == 1 && n % 3 != 0;
    EXPECT_EQ(Reasons(Ask(store, std::move(again))), n % 2 == 0 || retracted ? "ILLEGAL_STEP@0" : "") << n;
  }
}

// The database as its owner never opens it.
class RawDatabase {
 public:
  explicit RawDatabase(const std::string& directory) {
    const std::string path = directory + "/db";
    std::vector<std::string> names;
    EXPECT_TRUE(rocksdb::DB::ListColumnFamilies({}, path, &names).ok());
    std::vector<rocksdb::ColumnFamilyDescriptor> families;
    for (const std::string& name : names) families.emplace_back(name, rocksdb::ColumnFamilyOptions());
    EXPECT_TRUE(rocksdb::DB::Open({}, path, families, &handles_, &db_).ok());
  }
  ~RawDatabase() {
    for (auto* handle : handles_) EXPECT_TRUE(db_->DestroyColumnFamilyHandle(handle).ok());
    EXPECT_TRUE(db_->Close().ok());
    delete db_;
  }
  rocksdb::DB& db() { return *db_; }
  rocksdb::ColumnFamilyHandle* family(const std::string& name) {
    for (auto* handle : handles_) {
      if (handle->GetName() == name) return handle;
    }
    return nullptr;
  }
  void Drop(const std::string& name) { EXPECT_TRUE(db_->DropColumnFamily(family(name)).ok()); }

 private:
  rocksdb::DB* db_ = nullptr;
  std::vector<rocksdb::ColumnFamilyHandle*> handles_;
};

TEST(IndexWindows, EverythingIsFoundWhereverItLies) {
  TempDirectory directory;
  auto store = OpenStore(directory.path(), Tiny());
  for (uint64_t n = 1; n <= 60; n += 6) {
    Fill(*store, n, n + 5);
    ExpectIndexIsTheLog(*store);
  }
  ExpectGateRemembers(*store, 1, 60);
}

TEST(IndexWindows, TheSameAfterARestartWithWindowsOfAnotherSize) {
  TempDirectory directory;
  uint64_t n = 1;
  for (const size_t window : {16, 1, 64, 7, 100000, 16}) {
    auto store = OpenStore(directory.path(), Tiny(window));
    ExpectIndexIsTheLog(*store);
    ExpectGateRemembers(*store, 1, n - 1);
    Fill(*store, n, n + 19);
    n += 20;
  }
}

TEST(IndexWindows, KnownEventsAreKnownInEveryPlace) {
  for (const size_t window : {3, 100, 100000}) {
    TempDirectory directory;
    auto store = OpenStore(directory.path(), Tiny(window));
    // Ids of the time, ids of version 4 in no order, and one that comes late.
    std::mt19937_64 random(7);
    std::vector<std::string> ids;
    for (uint64_t n = 0; n < 30; ++n) {
      std::string id = Uuid7(1000 + n);
      if (n % 2 == 1) {
        for (char& c : id) c = c == '-' ? c : "0123456789abcdef"[random() % 16];
        id[14] = '4';
        id[19] = 'a';
      }
      if (n == 25) id = Uuid7(5);
      ids.push_back(id);
    }
    for (uint64_t n = 0; n < ids.size(); ++n) {
      ASSERT_EQ(Reasons(Ask(*store, Batch(Make{.id = ids[n]}.Sent(n)))), "");
      for (const uint64_t old : {n, n / 2, uint64_t{0}}) {
        const Answer again = Ask(*store, Batch(Make{.id = ids[old]}.Sent(old)));
        EXPECT_TRUE(again.duplicate);
        EXPECT_EQ(again.first.value, old + 1);
        EXPECT_EQ(Reasons(Ask(*store, Batch(Make{.id = ids[old]}.Sent(900)))), "ID_REUSED@0");
      }
    }
    ExpectIndexIsTheLog(*store);
  }
}

TEST(IndexWindows, AHotSubjectIsSplitOverRows) {
  TempDirectory directory;
  auto store = OpenStore(directory.path(), Tiny(2500));
  for (uint64_t n = 0; n < 6000; n += 100) {
    Proposal batch = Batch();
    for (uint64_t i = n; i < n + 100; ++i) batch.events.push_back(Make{}.Sent(i, 1));
    ASSERT_EQ(Reasons(Ask(*store, std::move(batch))), "");
  }
  for (const uint64_t last : {1, 1000, 1024, 1025, 2500, 2600, 5999, 6000}) {
    const auto positions = store->SubjectPositions(Subject("person:" + PersonId(1)), Position(last)).value();
    ASSERT_EQ(positions.size(), last);
    EXPECT_EQ(positions.front(), Position(1));
    EXPECT_EQ(positions.back(), Position(last));
  }
  // A reader of this subject goes through it in steps, from disk and from every place of the index.
  Filter filter;
  filter.subjects = {Subject("person:" + PersonId(1))};
  auto subscription = store->Subscribe(Position(700), filter);
  uint64_t next = 701;
  while (next <= 6000) {
    std::vector<Item> items;
    ASSERT_TRUE(subscription->Poll(333, &items).ok());
    for (const Item& item : items) {
      const auto* event = std::get_if<LogEventPtr>(&item);
      if (event == nullptr) continue;
      ASSERT_EQ((*event)->position.value, next++);
    }
  }
}

TEST(IndexWindows, AnEmptiedIndexIsMadeAgain) {
  const std::vector<std::vector<std::string>> losses = {
      {"indexed"}, {"subjects"}, {"ids"}, {"ids", "streams", "subjects", "sources", "indexed"}};
  TempDirectory directory;
  Fill(*OpenStore(directory.path(), Tiny()), 1, 60);
  for (const auto& families : losses) {
    {
      RawDatabase raw(directory.path());
      for (const std::string& family : families) raw.Drop(family);
    }
    auto store = OpenStore(directory.path(), Tiny());
    ASSERT_NE(store, nullptr);
    ExpectIndexIsTheLog(*store);
    ExpectGateRemembers(*store, 1, 60);
    EXPECT_TRUE(Ask(*store, Batch(Make{.id = Uuid7(1 << 8), .source_sequence = 1}.Sent(1, 1))).duplicate);
  }
}

TEST(IndexWindows, ADirectoryOfFormatOneGetsItsIndexAnew) {
  TempDirectory directory;
  Fill(*OpenStore(directory.path()), 1, 40);
  {
    RawDatabase raw(directory.path());
    raw.Drop("indexed");
    record::v1::LogMeta meta;
    std::string bytes;
    ASSERT_TRUE(raw.db().Get({}, raw.family("default"), "meta", &bytes).ok());
    ASSERT_TRUE(meta.ParseFromString(bytes));
    EXPECT_EQ(meta.format_version(), 3u);
    meta.set_format_version(1);
    ASSERT_TRUE(raw.db().Put({}, raw.family("default"), "meta", meta.SerializeAsString()).ok());
    // As format 1 had them: a row for each position.
    const std::string key = "person:" + PersonId(1) + std::string(1, '\0');
    for (const uint64_t n : {1, 2, 3}) {
      ASSERT_TRUE(raw.db().Put({}, raw.family("subjects"), key + Be64(n), rocksdb::Slice()).ok());
      ASSERT_TRUE(raw.db().Put({}, raw.family("ids"), std::string(16, char(n)), Be64(n)).ok());
    }
  }
  for (int i = 0; i < 2; ++i) {
    auto store = OpenStore(directory.path(), Tiny());
    ASSERT_NE(store, nullptr);
    ExpectIndexIsTheLog(*store);
    ExpectGateRemembers(*store, 1, 40);
  }
}

TEST(IndexWindows, AnIndexBeyondTheLogIsRefused) {
  TempDirectory directory;
  Fill(*OpenStore(directory.path(), Tiny()), 1, 40);
  {
    RawDatabase raw(directory.path());
    ASSERT_TRUE(raw.db().Put({}, raw.family("indexed"), "through", Be64(1000)).ok());
  }
  StoreOptions options = Tiny();
  options.directory = directory.path();
  EXPECT_TRUE(absl::IsDataLoss(Store::Open(options).status()));
}

// Goes on until the log stops, or for some windows. The last position that was acknowledged.
uint64_t FillUntilItStops(Store& store) {
  uint64_t acknowledged = 0;
  for (uint64_t n = 100500; n < 100560; ++n) {
    auto promise = std::make_shared<std::promise<Answer>>();
    Proposal proposal = Batch(Make{.id = Uuid7(n)}.Sent(n));
    proposal.done = [promise](Answer answer) { promise->set_value(std::move(answer)); };
    if (!store.Propose(std::move(proposal)).ok()) break;
    const Answer answer = promise->get_future().get();
    if (!answer.ok()) break;
    acknowledged = answer.first.value;
  }
  return acknowledged;
}

// Where the power may be cut while a window goes to the disk.
struct Cut {
  const char* name;
  FaultFileSystem::Operation operation;
  const char* path;
  int nth;
};

class HalfWrittenWindow : public ::testing::TestWithParam<Cut> {};

TEST_P(HalfWrittenWindow, RecoversToTheSameAnswers) {
  const Cut& cut = GetParam();
  auto files = std::make_shared<FaultFileSystem>();
  auto env = MakeFaultEnv(files);
  for (const uint64_t torn_bytes : {0, 3000}) {
    TempDirectory directory;
    StoreOptions options = Tiny();
    options.env = env.get();
    uint64_t acknowledged = 0;
    {
      auto store = OpenStore(directory.path(), options);
      Fill(*store, 1, 12);
      acknowledged = store->head().position.value;
      files->CutPowerAt(cut.operation, cut.path, cut.nth);
      acknowledged = std::max(acknowledged, FillUntilItStops(*store));
      EXPECT_TRUE(files->power_cut()) << "the moment never came";
    }
    files->LoseUnsynced(torn_bytes);
    auto store = OpenStore(directory.path(), options);
    ASSERT_NE(store, nullptr);
    EXPECT_GE(store->head().position.value, acknowledged);
    ExpectIndexIsTheLog(*store);
    ExpectGateRemembers(*store, 1, 12);
    EXPECT_EQ(Reasons(Ask(*store, Batch(Make{.id = Uuid7(100500)}.Sent(100500)))), "");  // there, or recorded now
    Fill(*store, 13, 24);
    ExpectIndexIsTheLog(*store);
    // Nothing half written stays behind.
    store.reset();
    store = OpenStore(directory.path(), options);
    EXPECT_TRUE(std::filesystem::is_empty(directory / "window"));
  }
}

// A sync that fails while the power stays: what was written may be there all the same, and RocksDB tidies up after
// itself.
TEST(IndexWindows, AWindowWhoseSyncFailsDoesNotKeepTheLogFromOpening) {
  auto files = std::make_shared<FaultFileSystem>();
  auto env = MakeFaultEnv(files);
  for (const int nth : {1, 2, 3, 4}) {  // each window syncs it twice: file numbers, then the files
    TempDirectory directory;
    StoreOptions options = Tiny();
    options.env = env.get();
    {
      auto store = OpenStore(directory.path(), options);
      Fill(*store, 1, 8);
      files->FailSyncsOf("/MANIFEST", nth);
      FillUntilItStops(*store);
    }
    files->LoseUnsynced(uint64_t{1} << 30);  // the disk has kept everything
    auto store = OpenStore(directory.path(), options);
    ASSERT_NE(store, nullptr);
    ExpectIndexIsTheLog(*store);
  }
}

using Op = FaultFileSystem::Operation;
INSTANTIATE_TEST_SUITE_P(At, HalfWrittenWindow,
                         ::testing::Values(Cut{"TheFirstFile", Op::kCreate, "/window/ids.", 1},
                                           Cut{"AFileInTheMiddle", Op::kAppend, "/window/subjects.", 1},
                                           Cut{"TheSyncOfAFile", Op::kSync, "/window/streams.", 1},
                                           Cut{"TheLastFile", Op::kCreate, "/window/indexed.", 1},
                                           Cut{"TheFirstFileTakenIn", Op::kLink, "/window/", 1},
                                           Cut{"AFileTakenIn", Op::kLink, "/window/", 4},
                                           Cut{"TheManifestsEntry", Op::kAppend, "/MANIFEST", 1},
                                           Cut{"TheManifestsSync", Op::kSync, "/MANIFEST", 1},
                                           Cut{"TheFilesTakenInButNotRemoved", Op::kDelete, "/window/", 1},
                                           Cut{"TheSecondWindow", Op::kLink, "/window/", 9}),
                         [](const auto& info) { return info.param.name; });

// Windows come faster than a slow disk merges them: they wait, instead of piling up until no file can be opened.
TEST(IndexWindows, DoNotPileUpBeforeASlowMerging) {
  const auto files = std::make_shared<FaultFileSystem>();
  const auto env = MakeFaultEnv(files);
  TempDirectory directory;
  StoreOptions options = Tiny(1);
  options.env = env.get();
  const auto store = OpenStore(directory.path(), options);
  files->SlowSyncs(std::chrono::milliseconds(1500), "/db/", ".sst");  // what merging writes; windows are written beside
  size_t most = 0;
  for (uint64_t n = 1; n <= 2 * kWindowFilesAtMost; ++n) {
    ASSERT_EQ(Reasons(Ask(*store, Batch(Make{}.Sent(n)))), "");
    const size_t tables =
        static_cast<size_t>(std::count_if(std::filesystem::directory_iterator(directory / "db"), {},
                                          [](const auto& entry) { return entry.path().extension() == ".sst"; }));
    most = std::max(most, tables);
  }
  files->SlowSyncs(std::chrono::milliseconds(0));
  EXPECT_LE(most, IndexFamilies().size() * kWindowFilesAtMost);
}

}  // namespace
}  // namespace homeward::eventstore
