// Directories that older programs wrote are opened as they are. format2/ was written by the last program of format 2:
// eleven events in nine batches, eight of the events in index windows on disk (with `batches`), three in the
// write-ahead log alone. All data is synthetic.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "eventstore/bytes/sha256.h"
#include "homeward/record/v1/record.pb.h"
#include "rocksdb/db.h"
#include "tests/eventstore/support/index_check.h"
#include "tests/eventstore/support/scene.h"

namespace homeward::eventstore {
namespace {

namespace fs = std::filesystem;

constexpr char kRoot[] = "276bba2e736645321c23b339ee55e3ac64776c1e93476c586c35845ddac0aef8";

class Format2Test : public ::testing::Test {
 protected:
  void SetUp() override {
    const fs::path from = fs::path(HOMEWARD_SOURCE_DIR) / "tests/eventstore/record/format2";
    fs::copy(from, directory_.path(), fs::copy_options::recursive);
  }

  std::vector<std::string> Families() {
    std::vector<std::string> names;
    EXPECT_TRUE(rocksdb::DB::ListColumnFamilies({}, directory_ / "db", &names).ok());
    return names;
  }

  TempDirectory directory_;
};

TEST_F(Format2Test, IsOpenedWithTheSameRootAndRaised) {
  ASSERT_NE(std::ranges::count(Families(), "batches"), 0);
  for (int i = 0; i < 2; ++i) {
    auto store = OpenStore(directory_.path());
    ASSERT_NE(store, nullptr);
    EXPECT_EQ(store->head().position, Position(11));
    EXPECT_EQ(ToHex(AsBytes(store->head().root)), kRoot);
    ExpectIndexIsTheLog(*store);
    store.reset();
    EXPECT_EQ(std::ranges::count(Families(), "batches"), 0);
  }
}

TEST_F(Format2Test, ItsBatchesAreStillKnown) {
  auto store = OpenStore(directory_.path());
  ASSERT_NE(store, nullptr);
  Answer again = Ask(*store, Batch(Make{.id = Uuid7(1), .source_sequence = 1}.Sent(1, 7)));
  EXPECT_TRUE(again.duplicate);
  EXPECT_EQ(again.first, Position(1));
  again = Ask(*store, Batch(Make{.id = Uuid7(2), .source_sequence = 2}.Sent(2, 7),
                            Make{.id = Uuid7(3), .hour = 1, .source_sequence = 3}.Cancelled(2)));
  EXPECT_TRUE(again.duplicate);
  EXPECT_EQ(again.first, Position(2));
  EXPECT_EQ(again.revisions, (std::vector<std::pair<StreamId, Revision>>{{StreamId(OutStream(2)), Revision(2)}}));
  EXPECT_EQ(Reasons(Ask(*store, Batch(Make{.id = Uuid7(11), .source_sequence = 11}.Sent(8, 8)))),
            "ID_REUSED@0 ILLEGAL_STEP@0");
}

TEST_F(Format2Test, GoesOnWithNewRecords) {
  Hash root;
  {
    auto store = OpenStore(directory_.path());
    ASSERT_NE(store, nullptr);
    EXPECT_EQ((*store->Read(Position(11)))->server().leaf_version(), 0u);
    ASSERT_EQ(Reasons(Ask(*store, Batch(Make{.id = Uuid7(12)}.Sent(9, 9)))), "");
    EXPECT_EQ((*store->Read(Position(12)))->server().leaf_version(), 2u);
    root = store->head().root;
  }
  auto store = OpenStore(directory_.path());  // recomputes the leaves of both versions
  ASSERT_NE(store, nullptr);
  EXPECT_EQ(store->head().root, root);
  EXPECT_TRUE(Ask(*store, Batch(Make{.id = Uuid7(12)}.Sent(9, 9))).duplicate);
  ExpectIndexIsTheLog(*store);
}

}  // namespace
}  // namespace homeward::eventstore
