// Facts that a fold from zero sorts by subject on the disk.
#include "projections/projector/gathered.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "projections/projector/kept_fact.h"
#include "projections/projector/list_fold.h"
#include "projections/projector/listed.h"
#include "projections/views.h"
#include "tests/projections/support/world.h"

namespace homeward::projections {
namespace {

using eventstore::Position;

class GatheredTest : public ::testing::Test {
 protected:
  void SetUp() override {
    for (auto& view : AllProjections())
      if (view->name() == "victims") view_ = std::move(view);
    auto opened = eventstore::Keyspace::Open(world_.folder() + "/gathered", {"victims"});
    ASSERT_TRUE(opened.ok()) << opened.status();
    keyspace_ = *std::move(opened);
    fold_ = std::make_unique<ListFold>(view_.get(), "victims", nullptr, keyspace_.get());
  }

  // A batch of events of these persons, one after the other from `first` on.
  std::unique_ptr<FoldBatch> Batch(uint64_t first, const std::vector<std::string>& persons) {
    auto batch = fold_->NewBatch();
    for (const std::string& person : persons) {
      const Fact fact = Say({{"pol.01", 1, "victim_rescued {person_id: $P}"}}).front();
      const std::string client = fact.event->message->SerializeAsString(), subject = "person:" + person;
      eventstore::RecordView record;
      record.client = client;
      record.position = Position(first++);
      record.type = fact.event->type->number;
      record.agency = fact.agency;
      record.stream = fact.stream;
      record.subjects = {subject};
      EXPECT_TRUE(batch->Add(LoggedEvent(record)).ok());
    }
    return batch;
  }

  // "person@position,position …"
  static std::string Visited(const GatheredFacts& gathered) {
    std::string told;
    const absl::Status visited = gathered.Visit([&](const std::string& subject, std::string facts) {
      told += (told.empty() ? "" : " ") + std::string(IdOf(subject)) + "@";
      std::string_view rest = facts;
      for (std::string_view fact; TakeKept(&rest, &fact);) told += std::to_string(PositionOfKept(fact).value) + ",";
      told.pop_back();
      return absl::OkStatus();
    });
    EXPECT_TRUE(visited.ok()) << visited;
    return told;
  }

  absl::Status Add(GatheredFacts* gathered, std::unique_ptr<FoldBatch> batch, uint64_t after = 0) {
    return gathered->Add(static_cast<const ListBatch&>(*batch), Position(after));
  }

  World world_;  // for its folder
  std::unique_ptr<Projection> view_;
  std::unique_ptr<eventstore::Keyspace> keyspace_;
  std::unique_ptr<ListFold> fold_;
};

TEST_F(GatheredTest, GivesEachSubjectOnceWithItsFactsInTheOrderOfTheLog) {
  GatheredFacts gathered("victims", keyspace_.get());
  ASSERT_TRUE(gathered.Begin().ok());
  EXPECT_EQ(Visited(gathered), "");
  ASSERT_TRUE(Add(&gathered, Batch(1, {"pb", "pa", "pb", "pab"})).ok());
  ASSERT_TRUE(Add(&gathered, Batch(300, {"pc", "pa", "pb"}), 299).ok());
  ASSERT_TRUE(Add(&gathered, Batch(303, {"pa", "pd"}), 303).ok()) << "what lies before is known already";
  EXPECT_EQ(Visited(gathered), "pa@2,301 pab@4 pb@1,3,302 pc@300 pd@304");
}

TEST_F(GatheredTest, StopsWhereTheVisitorFails) {
  GatheredFacts gathered("victims", keyspace_.get());
  ASSERT_TRUE(gathered.Begin().ok());
  ASSERT_TRUE(Add(&gathered, Batch(1, {"pa", "pb", "pc"})).ok());
  int visited = 0;
  const absl::Status status = gathered.Visit([&](const std::string&, std::string) {
    return ++visited < 2 ? absl::OkStatus() : absl::CancelledError("enough");
  });
  EXPECT_TRUE(absl::IsCancelled(status));
  EXPECT_EQ(visited, 2);
}

TEST_F(GatheredTest, IsGoneWithItsOwner) {
  { ASSERT_TRUE(GatheredFacts("victims", keyspace_.get()).Begin().ok()); }
  EXPECT_TRUE(absl::IsNotFound(keyspace_->DropScratch("victims/facts")));
}

TEST_F(GatheredTest, ASettlingThatIsGivenUpSaysSo) {
  ASSERT_TRUE(fold_->Resume("log", Position(9)).ok());
  ASSERT_TRUE(fold_->Gather().ok());
  ASSERT_TRUE(fold_->Finish(Batch(1, {"pa", "pb"}).get(), Position(2)).ok());
  EXPECT_TRUE(absl::IsCancelled(fold_->Settle([] { return false; })));
}

}  // namespace
}  // namespace homeward::projections
