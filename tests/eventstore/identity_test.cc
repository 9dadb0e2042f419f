// Idempotent for ever: the four ways in which a batch can be known already.
#include <gtest/gtest.h>

#include "tests/eventstore/support/scene.h"

namespace homeward::eventstore {
namespace {

class Idempotency : public ::testing::TestWithParam<bool> {
 protected:
  // With a restart in between, or with the first batch perhaps in the same group.
  Store& store() {
    if (store_ == nullptr || GetParam()) {
      store_.reset();
      store_ = OpenStore(directory_.path());
    }
    return *store_;
  }

 private:
  TempDirectory directory_;
  std::unique_ptr<Store> store_;
};

TEST_P(Idempotency, TheSameBatchGetsItsFirstAnswerAgain) {
  auto batch = [] { return Batch(Make{.id = Uuid7(1)}.Sent(1), Make{.id = Uuid7(2), .hour = 1}.Cancelled(1)); };
  const Answer first = Ask(store(), batch());
  ASSERT_EQ(Reasons(first), "");
  ASSERT_EQ(Reasons(Ask(store(), Batch(Make{}.Sent(2)))), "");
  const Answer again = Ask(store(), batch());
  EXPECT_TRUE(again.duplicate);
  EXPECT_EQ(Reasons(again), "");
  EXPECT_EQ(again.first, first.first);
  EXPECT_EQ(again.count, first.count);
  EXPECT_EQ(again.revisions, first.revisions);
  EXPECT_EQ(store().head().position, Position(3));
}

TEST_P(Idempotency, AnIdWithOtherBytesIsRefusedByName) {
  ASSERT_EQ(Reasons(Ask(store(), Batch(Make{.id = Uuid7(1)}.Sent(1)))), "");
  const Answer answer = Ask(store(), Batch(Make{.id = Uuid7(1)}.Sent(2)));
  EXPECT_EQ(Reasons(answer), "ID_REUSED@0");
  EXPECT_EQ(answer.violations[0].code, absl::StatusCode::kAlreadyExists);
  EXPECT_NE(answer.violations[0].message.find(Uuid7(1)), std::string::npos);
}

TEST_P(Idempotency, OtherBytesInAPersonSectionCountToo) {
  police::v1::Event event;
  *event.mutable_envelope() = *Make{.id = Uuid7(1)}.Sent(1).event.envelope;
  event.mutable_referral_sent()->set_referral_id(Uuid7(1));
  event.mutable_referral_sent()->set_person_id(PersonId(1));
  event.mutable_referral_sent()->mutable_person()->set_service(static_cast<shared::v1::ServiceCode>(1));
  ASSERT_EQ(Reasons(Ask(store(), Batch(FromMessage(contract::Agency::AGENCY_POLICE, event)))), "");
  event.mutable_referral_sent()->mutable_person()->set_service(static_cast<shared::v1::ServiceCode>(2));
  EXPECT_EQ(Reasons(Ask(store(), Batch(FromMessage(contract::Agency::AGENCY_POLICE, event)))),
            "ID_REUSED@0 ILLEGAL_STEP@0");
}

TEST_P(Idempotency, APartlyKnownBatchIsRefusedNamingWhatIsKnown) {
  ASSERT_EQ(Reasons(Ask(store(), Batch(Make{.id = Uuid7(1)}.Sent(1)))), "");
  const Answer answer = Ask(store(), Batch(Make{.id = Uuid7(1)}.Sent(1), Make{.id = Uuid7(2)}.Sent(2)));
  EXPECT_EQ(Reasons(answer), "BATCH_PARTLY_KNOWN@-1");
  EXPECT_NE(answer.violations[0].message.find(Uuid7(1)), std::string::npos);
  EXPECT_EQ(answer.violations[0].message.find(Uuid7(2)), std::string::npos);
  EXPECT_EQ(store().head().position, Position(1));
}

TEST_P(Idempotency, KnownEventsInAnotherGroupingAreRefused) {
  ASSERT_EQ(Reasons(Ask(store(), Batch(Make{.id = Uuid7(1)}.Sent(1)))), "");
  ASSERT_EQ(Reasons(Ask(store(), Batch(Make{.id = Uuid7(2)}.Sent(2)))), "");
  EXPECT_EQ(Reasons(Ask(store(), Batch(Make{.id = Uuid7(1)}.Sent(1), Make{.id = Uuid7(2)}.Sent(2)))),
            "BATCH_REGROUPED@-1");
}

TEST_P(Idempotency, AnIdTwiceInABatchIsRefused) {
  EXPECT_EQ(Reasons(Ask(store(), Batch(Make{.id = Uuid7(1)}.Sent(1), Make{.id = Uuid7(1)}.Sent(2)))), "ID_REUSED@1");
}

INSTANTIATE_TEST_SUITE_P(Restarts, Idempotency, ::testing::Bool(),
                         [](const auto& info) { return info.param ? "Reopened" : "Running"; });

// Proposals that may share a group: the second must see the first although it is not on disk yet.
TEST(IdempotencyInOneGroup, SeesWhatIsNotYetWritten) {
  TempDirectory directory;
  auto store = OpenStore(directory.path());
  std::atomic<int> recorded = 0, duplicates = 0, refused = 0, open = 0;
  for (int i = 0; i < 200; ++i) {
    Proposal proposal = i % 4 == 3 ? Batch(Make{.id = Uuid7(i / 4)}.Sent(1000 + i))  // other bytes
                                   : Batch(Make{.id = Uuid7(i / 4)}.Sent(i / 4));    // the same
    ++open;
    proposal.done = [&](Answer answer) {
      ++(answer.duplicate ? duplicates : answer.ok() ? recorded : refused);
      --open;
    };
    ASSERT_TRUE(store->Propose(std::move(proposal)).ok());
  }
  store.reset();
  EXPECT_EQ(open, 0);
  EXPECT_EQ(recorded, 50);
  EXPECT_EQ(duplicates, 100);
  EXPECT_EQ(refused, 50);
}

}  // namespace
}  // namespace homeward::eventstore
