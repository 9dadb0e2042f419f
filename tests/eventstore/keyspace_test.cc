// The keyspace on which views are kept.
#include "eventstore/keyspace.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <utility>

#include "eventstore/limits.h"
#include "tests/eventstore/support/scene.h"

namespace homeward::eventstore {
namespace {

class KeyspaceTest : public ::testing::Test {
 protected:
  void Open(const std::vector<std::string>& families) {
    keyspace_.reset();
    absl::StatusOr<std::unique_ptr<Keyspace>> keyspace = Keyspace::Open(directory_.path(), families);
    ASSERT_TRUE(keyspace.ok()) << keyspace.status();
    keyspace_ = *std::move(keyspace);
  }
  std::string Scanned(const KeyspaceSnapshot& snapshot, const std::string& prefix, const std::string& start = "",
                      size_t limit = 100) {
    std::string out;
    EXPECT_TRUE(snapshot
                    .Scan("board", prefix, start,
                          [&](std::string_view key, std::string_view value) {
                            out.append(key).append("=").append(value).append(" ");
                            return --limit > 0;
                          })
                    .ok());
    return out;
  }

  TempDirectory directory_;
  std::unique_ptr<Keyspace> keyspace_;
};

TEST_F(KeyspaceTest, WritesReadsScansAndDeletes) {
  Open({"board", "cases"});
  ASSERT_TRUE(keyspace_->Write("board", {{"a/1", "x"}, {"a/2", "y"}, {"b/1", "z"}, {"a\xff", "w"}}).ok());
  auto snapshot = keyspace_->Snapshot();
  EXPECT_EQ(snapshot->Get("board", "a/2").value(), "y");
  EXPECT_TRUE(absl::IsNotFound(snapshot->Get("board", "a/3").status()));
  EXPECT_TRUE(absl::IsNotFound(snapshot->Get("cases", "a/2").status()));
  EXPECT_TRUE(absl::IsNotFound(snapshot->Get("other", "a/2").status()));
  EXPECT_EQ(Scanned(*snapshot, "a/"), "a/1=x a/2=y ");
  EXPECT_EQ(Scanned(*snapshot, "a/", "a/2"), "a/2=y ");
  EXPECT_EQ(Scanned(*snapshot, "", "", 1), "a/1=x ");
  EXPECT_EQ(Scanned(*snapshot, "a\xff"), "a\xff=w ");
  ASSERT_TRUE(keyspace_->Write("board", {{"a/1", "", true}, {"a/2", "new"}}).ok());
  EXPECT_EQ(Scanned(*snapshot, "a/"), "a/1=x a/2=y ");  // a snapshot does not move
  EXPECT_EQ(Scanned(*keyspace_->Snapshot(), "a/"), "a/2=new ");
}

TEST_F(KeyspaceTest, TakesManySortedRowsInAsOneFile) {
  Open({"board", "cases"});
  ASSERT_TRUE(keyspace_->Write("board", {{"0", "before"}, {"k00007", "old"}, {"k00009", "goes"}}).ok());
  auto before = keyspace_->Snapshot();
  std::vector<RowChange> changes;
  for (size_t i = 0; i < kSortedFileRows; ++i) {
    std::string number = std::to_string(i);
    changes.push_back({"k" + std::string(5 - number.size(), '0') + number, "new", i == 9});
  }
  ASSERT_TRUE(keyspace_->WriteSorted("board", changes).ok());
  EXPECT_EQ(Scanned(*before, ""), "0=before k00007=old k00009=goes ");
  EXPECT_EQ(Scanned(*keyspace_->Snapshot(), "k", "k00007", 3), "k00007=new k00008=new k00010=new ");
  // As a crash leaves it: what is not in a file yet is gone. What was said before may not be, since these rows are.
  ASSERT_TRUE(keyspace_->Write("board", {{"0", "after"}}).ok());
  TempDirectory copy;
  std::filesystem::copy(directory_.path() + "/db", copy.path() + "/db", std::filesystem::copy_options::recursive);
  std::filesystem::remove(copy.path() + "/db/LOCK");
  auto crashed = Keyspace::Open(copy.path(), {"board", "cases"});
  ASSERT_TRUE(crashed.ok()) << crashed.status();
  EXPECT_EQ(Scanned(*(*crashed)->Snapshot(), "", "", 2), "0=before k00000=new ");
  // Out of order, or twice: refused, and nothing is written.
  std::swap(changes[3], changes[4]);
  EXPECT_FALSE(keyspace_->WriteSorted("cases", changes).ok());
  EXPECT_TRUE(absl::IsNotFound(keyspace_->Snapshot()->Get("cases", "k00000").status()));
}

TEST_F(KeyspaceTest, ClearsOneFamilyWhileASnapshotStillReadsIt) {
  Open({"board", "cases"});
  ASSERT_TRUE(keyspace_->Write("board", {{"a", "1"}}).ok());
  ASSERT_TRUE(keyspace_->Write("cases", {{"a", "2"}}).ok());
  auto before = keyspace_->Snapshot();
  ASSERT_TRUE(keyspace_->Clear("board").ok());
  EXPECT_EQ(Scanned(*before, ""), "a=1 ");
  EXPECT_EQ(Scanned(*keyspace_->Snapshot(), ""), "");
  EXPECT_EQ(keyspace_->Snapshot()->Get("cases", "a").value(), "2");
  ASSERT_TRUE(keyspace_->Write("board", {{"b", "3"}}).ok());
  EXPECT_EQ(Scanned(*keyspace_->Snapshot(), ""), "b=3 ");
}

TEST_F(KeyspaceTest, KeepsWhatWasFlushedAndDropsWhatIsNoLongerNamed) {
  Open({"board", "old"});
  ASSERT_TRUE(keyspace_->Write("board", {{"a", "1"}}).ok());
  ASSERT_TRUE(keyspace_->Write("old", {{"a", "1"}}).ok());
  ASSERT_TRUE(keyspace_->Flush().ok());
  Open({"board", "new"});
  EXPECT_EQ(keyspace_->Snapshot()->Get("board", "a").value(), "1");
  EXPECT_FALSE(keyspace_->Write("old", {{"a", "1"}}).ok());
  Open({"board", "old"});
  EXPECT_TRUE(absl::IsNotFound(keyspace_->Snapshot()->Get("old", "a").status()));
}

TEST_F(KeyspaceTest, ATwinTakesTheFamilysPlace) {
  Open({"board", "cases"});
  ASSERT_TRUE(keyspace_->Write("board", {{"a", "old"}}).ok());
  ASSERT_TRUE(keyspace_->Write("cases", {{"a", "old"}}).ok());
  for (const char* round : {"new", "newer"}) {
    ASSERT_TRUE(keyspace_->MakeTwin("board").ok());
    ASSERT_TRUE(keyspace_->Write(TwinOf("board"), {{"b", "gone"}}).ok());
    ASSERT_TRUE(keyspace_->MakeTwin("board").ok());  // begins anew
    ASSERT_TRUE(keyspace_->Write(TwinOf("board"), {{"a", round}}).ok());
    auto before = keyspace_->Snapshot();
    const std::string was = Scanned(*before, "");
    ASSERT_TRUE(keyspace_->PromoteTwins({"board"}).ok());
    EXPECT_EQ(Scanned(*keyspace_->Snapshot(), ""), std::string("a=") + round + " ");
    EXPECT_EQ(Scanned(*before, ""), was);
    before.reset();
    Open({"board", "cases"});  // unflushed, but promoted: durable
    EXPECT_EQ(Scanned(*keyspace_->Snapshot(), ""), std::string("a=") + round + " ");
  }
  EXPECT_EQ(keyspace_->Snapshot()->Get("cases", "a").value(), "old");
  EXPECT_TRUE(absl::IsNotFound(keyspace_->PromoteTwins({"board"}))) << "no twin";
  EXPECT_TRUE(absl::IsNotFound(keyspace_->MakeTwin("nothing")));
}

TEST_F(KeyspaceTest, AScratchIsGoneWhenItIsDroppedAndWhenItIsForgotten) {
  Open({"board"});
  for (const char* round : {"one", "another"}) {
    ASSERT_TRUE(keyspace_->MakeScratch("board/aside").ok());
    EXPECT_TRUE(absl::IsNotFound(keyspace_->Snapshot()->Get("board/aside", "b").status())) << "begins empty";
    ASSERT_TRUE(keyspace_->WriteSorted("board/aside", {{"a", round}, {"b", round}}).ok());
    EXPECT_EQ(keyspace_->Snapshot()->Get("board/aside", "a").value(), round);
  }
  ASSERT_TRUE(keyspace_->DropScratch("board/aside").ok());
  EXPECT_TRUE(absl::IsNotFound(keyspace_->Snapshot()->Get("board/aside", "a").status()));
  EXPECT_TRUE(absl::IsNotFound(keyspace_->DropScratch("board/aside")));
  ASSERT_TRUE(keyspace_->MakeScratch("board/aside").ok());
  ASSERT_TRUE(keyspace_->Flush().ok());
  Open({"board"});
  EXPECT_FALSE(keyspace_->Write("board/aside", {{"a", "1"}}).ok());
}

TEST_F(KeyspaceTest, ATwinThatWasNotPromotedIsGoneAfterAReopening) {
  Open({"board"});
  ASSERT_TRUE(keyspace_->Write("board", {{"a", "old"}}).ok());
  ASSERT_TRUE(keyspace_->MakeTwin("board").ok());
  ASSERT_TRUE(keyspace_->Write(TwinOf("board"), {{"a", "new"}}).ok());
  ASSERT_TRUE(keyspace_->Flush().ok());
  Open({"board"});
  EXPECT_EQ(Scanned(*keyspace_->Snapshot(), ""), "a=old ");
  EXPECT_TRUE(absl::IsNotFound(keyspace_->Snapshot()->Get(TwinOf("board"), "a").status()));
}

TEST_F(KeyspaceTest, ASnapshotMayOutliveTheKeyspace) {
  Open({"board"});
  ASSERT_TRUE(keyspace_->Write("board", {{"a", "1"}}).ok());
  auto snapshot = keyspace_->Snapshot();
  keyspace_.reset();
  EXPECT_EQ(Scanned(*snapshot, ""), "a=1 ");
}

}  // namespace
}  // namespace homeward::eventstore
