// The Gate through the store: steps, time, every violation at once.
#include <gtest/gtest.h>

#include "tests/eventstore/support/scene.h"

namespace homeward::eventstore {
namespace {

class GateTest : public ::testing::Test {
 protected:
  std::string Try(Proposal proposal) { return Reasons(Ask(*store_, std::move(proposal))); }

  TempDirectory directory_;
  std::unique_ptr<Store> store_ = OpenStore(directory_.path());
};

TEST_F(GateTest, StepsFollowTheContract) {
  EXPECT_EQ(Try(Batch(Make{}.Cancelled(1))), "ILLEGAL_STEP@0");
  EXPECT_EQ(Try(Batch(Make{}.Sent(1))), "");
  EXPECT_EQ(Try(Batch(Make{}.Sent(1))), "ILLEGAL_STEP@0");
  EXPECT_EQ(Try(Batch(Make{}.Cancelled(1))), "");
  EXPECT_EQ(Try(Batch(Make{}.Closed(1))), "ILLEGAL_STEP@0");
}

TEST_F(GateTest, AViolationNamesEventStateAndWhereItIsAllowed) {
  ASSERT_EQ(Try(Batch(Make{}.Sent(1))), "");
  const Answer answer = Ask(*store_, Batch(Make{.id = Uuid7(5)}.Sent(1)));
  ASSERT_EQ(answer.violations.size(), 1u);
  EXPECT_EQ(answer.violations[0].code, absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(answer.violations[0].message,
            "ReferralSent " + Uuid7(5) + ": is in state sent; this event is allowed in none");
  EXPECT_FALSE(answer.violations[0].next_step.empty());
}

TEST_F(GateTest, AnotherUnitsHalfIsAnotherStream) {
  EXPECT_EQ(Try(Batch(Make{}.Sent(1))), "");
  EXPECT_EQ(Try(Batch(Make{.unit = "pol.02"}.Sent(1))), "");  // whether that makes sense is a verdict
  EXPECT_EQ(store_->Stream(StreamId(OutStream(1, "pol.02"))).value().revision, Revision(1));
}

TEST_F(GateTest, ResumedGoesBackToTheStateBeforeTheHold) {
  ASSERT_EQ(Try(Batch(Make{}.Accepted(1), Make{}.OnHold(1), Make{}.Resumed(1))), "");
  EXPECT_EQ(Try(Batch(Make{}.Resumed(1))), "ILLEGAL_STEP@0");
  EXPECT_EQ(Try(Batch(Make{}.Started(1))), "");  // from accepted
  ASSERT_EQ(Try(Batch(Make{}.OnHold(1), Make{}.Resumed(1))), "");
  EXPECT_EQ(Try(Batch(Make{}.Started(1))), "ILLEGAL_STEP@0");  // in progress already
  EXPECT_EQ(Try(Batch(Make{}.Completed(1))), "");
}

TEST_F(GateTest, TimeDoesNotRunBackwardsWithinAStream) {
  ASSERT_EQ(Try(Batch(Make{.hour = 10}.Sent(1))), "");
  EXPECT_EQ(Try(Batch(Make{.hour = 9}.Cancelled(1))), "TIME_RUNS_BACKWARDS@0");
  EXPECT_EQ(Try(Batch(Make{.hour = 10}.Cancelled(1))), "");
}

TEST_F(GateTest, ADayWithoutATimeMayBeLaterThanThisMorning) {
  ASSERT_EQ(Try(Batch(Make{.hour = 10}.Sent(1))), "");
  auto on_day = [](int hour) {
    police::v1::Event event;
    *event.mutable_envelope() = *Make{.hour = hour}.Cancelled(1).event.envelope;
    event.mutable_envelope()->set_time_precision(common::v1::TIME_PRECISION_DAY);
    event.mutable_referral_cancelled()->set_referral_id(Uuid7(1));
    return FromMessage(contract::Agency::AGENCY_POLICE, event);
  };
  EXPECT_EQ(Try(Batch(on_day(-24))), "TIME_RUNS_BACKWARDS@0");
  EXPECT_EQ(Try(Batch(on_day(0))), "");
}

TEST_F(GateTest, TellsEveryViolationAtOnceAndRecordsNothing) {
  ASSERT_EQ(Try(Batch(Make{.id = Uuid7(1), .hour = 5}.Sent(1))), "");
  Proposal proposal = Batch(Make{.id = Uuid7(1), .hour = 5}.Sent(2),  // id of another event
                            Make{}.Sent(3),                           // fine
                            Make{}.Completed(4),                      // nothing to complete
                            Make{.hour = 4}.Sent(1));                 // sent already, and earlier
  proposal.expected = {{StreamId(OutStream(1)), Revision(9)}};
  EXPECT_EQ(Try(std::move(proposal)),
            "ID_REUSED@0 REVISION_CONFLICT@-1 ILLEGAL_STEP@2 ILLEGAL_STEP@3 TIME_RUNS_BACKWARDS@3");
  EXPECT_EQ(store_->head().position, Position(1));
  EXPECT_EQ(store_->stats().refused_batches, 1u);
}

TEST_F(GateTest, ARefusedBatchLeavesNoTrace) {
  EXPECT_EQ(Try(Batch(Make{}.Sent(1), Make{}.Completed(2))), "ILLEGAL_STEP@1");
  EXPECT_EQ(Try(Batch(Make{}.Cancelled(1))), "ILLEGAL_STEP@0");
  EXPECT_EQ(store_->Stream(StreamId(OutStream(1))).value().revision, Revision(0));
  EXPECT_EQ(Try(Batch(Make{}.Sent(1))), "");
}

TEST_F(GateTest, StateSurvivesARestart) {
  ASSERT_EQ(Try(Batch(Make{.hour = 3}.Accepted(1), Make{.hour = 3}.OnHold(1))), "");
  store_.reset();
  store_ = OpenStore(directory_.path());
  EXPECT_EQ(Try(Batch(Make{.hour = 2}.Resumed(1))), "TIME_RUNS_BACKWARDS@0");
  EXPECT_EQ(Try(Batch(Make{.hour = 3}.Resumed(1), Make{.hour = 3}.Completed(1))), "");
}

}  // namespace
}  // namespace homeward::eventstore
