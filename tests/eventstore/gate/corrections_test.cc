// Corrections and retractions by the author: own state is the fold of what stands.
#include <gtest/gtest.h>

#include "tests/eventstore/support/scene.h"

namespace homeward::eventstore {
namespace {

class Corrections : public ::testing::Test {
 protected:
  std::string Try(Proposal proposal) { return Reasons(Ask(*store_, std::move(proposal))); }

  const std::string a = Uuid7(1), b = Uuid7(2), c = Uuid7(3);
  TempDirectory directory_;
  std::unique_ptr<Store> store_ = OpenStore(directory_.path());
};

TEST_F(Corrections, ARetractedEventIsAsIfItHadNotBeen) {
  ASSERT_EQ(Try(Batch(Make{.id = a}.Sent(1, 7))), "");
  EXPECT_EQ(Try(Batch(Make{.id = b}.Retracted(a))), "");
  EXPECT_EQ(Try(Batch(Make{}.Cancelled(1))), "ILLEGAL_STEP@0");
  EXPECT_EQ(Try(Batch(Make{}.Sent(1))), "");
  const LogEventPtr retraction = store_->Read(Position(2)).value();
  EXPECT_EQ(retraction->server().stream(), OutStream(1));  // it joins the stream of what it takes back
  EXPECT_EQ(retraction->server().revision(), 2u);
  // … and is found wherever that is found.
  EXPECT_EQ(store_->SubjectPositions(Subject("person:" + PersonId(7)), Position(0)).value(),
            (std::vector{Position(1), Position(2)}));
  EXPECT_EQ(store_->SubjectPositions(Subject("event:" + a), Position(0)).value(), std::vector{Position(2)});
}

TEST_F(Corrections, ACorrectionTakesThePlaceOfWhatItCorrects) {
  ASSERT_EQ(Try(Batch(Make{.id = a, .hour = 10}.Sent(1, 7))), "");
  ASSERT_EQ(Try(Batch(Make{.id = b, .hour = 12}.Cancelled(1))), "");
  // The time was wrong: still before the cancellation, so it fits.
  EXPECT_EQ(Try(Batch(Make{.id = c, .hour = 11, .corrects = a}.Sent(1, 8))), "");
  EXPECT_EQ(Try(Batch(Make{.hour = 13, .corrects = c}.Sent(1, 8))), "LATER_EVENT_RESTS_ON_IT@0");
  EXPECT_EQ(store_->Read(Position(3)).value()->server().revision(), 3u);
  // The wrong person's timeline shows that it was struck.
  EXPECT_EQ(store_->SubjectPositions(Subject("person:" + PersonId(7)), Position(0)).value(),
            (std::vector{Position(1), Position(3)}));
}

TEST_F(Corrections, ACorrectionMayBeOfAnotherType) {
  ASSERT_EQ(Try(Batch(Make{}.Sent(1), Make{.id = b}.Cancelled(1))), "");
  EXPECT_EQ(Try(Batch(Make{.corrects = b}.Closed(1))), "");
  EXPECT_EQ(Try(Batch(Make{}.Cancelled(1))), "ILLEGAL_STEP@0");
}

TEST_F(Corrections, WhatNoLongerStandsCannotBeCorrectedAgain) {
  ASSERT_EQ(Try(Batch(Make{.id = a}.Sent(1))), "");
  ASSERT_EQ(Try(Batch(Make{.id = b, .corrects = a}.Sent(1))), "");
  EXPECT_EQ(Try(Batch(Make{.corrects = a}.Sent(1))), "ILLEGAL_STEP@0");
  EXPECT_EQ(Try(Batch(Make{.id = c, .corrects = b}.Sent(1))), "");  // the correction's own id
  EXPECT_EQ(Try(Batch(Make{}.Retracted(b))), "ILLEGAL_STEP@0");
}

TEST_F(Corrections, RetractingACorrectionLetsTheFormerStandAgain) {
  ASSERT_EQ(Try(Batch(Make{.id = a, .hour = 1}.Sent(1))), "");
  ASSERT_EQ(Try(Batch(Make{.id = b, .hour = 5, .corrects = a}.Sent(1))), "");
  EXPECT_EQ(Try(Batch(Make{.hour = 3}.Cancelled(1))), "TIME_RUNS_BACKWARDS@0");
  ASSERT_EQ(Try(Batch(Make{.id = c}.Retracted(b))), "");
  EXPECT_EQ(Try(Batch(Make{.hour = 3}.Cancelled(1))), "");
}

TEST_F(Corrections, RetractingARetractionLetsTheEventStandAgain) {
  ASSERT_EQ(Try(Batch(Make{.id = a}.Sent(1))), "");
  ASSERT_EQ(Try(Batch(Make{.id = b}.Retracted(a))), "");
  EXPECT_EQ(Try(Batch(Make{}.Retracted(a))), "ILLEGAL_STEP@0");  // once is enough
  EXPECT_EQ(Try(Batch(Make{.id = c}.Retracted(b))), "");
  EXPECT_EQ(Try(Batch(Make{}.Cancelled(1))), "");
}

TEST_F(Corrections, WhatALaterEventRestsOnStaysUnlessBothAreInTheBatch) {
  ASSERT_EQ(Try(Batch(Make{.id = a}.Sent(1))), "");
  ASSERT_EQ(Try(Batch(Make{.id = b}.Cancelled(1))), "");
  const Answer answer = Ask(*store_, Batch(Make{}.Retracted(a)));
  EXPECT_EQ(Reasons(answer), "LATER_EVENT_RESTS_ON_IT@0");
  EXPECT_NE(answer.violations[0].message.find(b), std::string::npos) << answer.violations[0].message;
  EXPECT_EQ(Try(Batch(Make{}.Retracted(a), Make{}.Retracted(b))), "");
  EXPECT_EQ(Try(Batch(Make{}.Sent(1))), "");
}

TEST_F(Corrections, ABatchMayRetractAndGoOn) {
  ASSERT_EQ(Try(Batch(Make{.id = a}.Sent(1), Make{.id = b}.Cancelled(1))), "");
  EXPECT_EQ(Try(Batch(Make{}.Retracted(b), Make{}.Closed(1))), "");
  EXPECT_EQ(Try(Batch(Make{}.Retracted(a), Make{.id = c}.Sent(2), Make{.corrects = c}.Sent(2))),
            "LATER_EVENT_RESTS_ON_IT@0");
  EXPECT_EQ(Try(Batch(Make{.id = c}.Sent(2), Make{.corrects = c}.Sent(2), Make{}.Cancelled(2))), "");
}

TEST_F(Corrections, OnlyTheAuthorCorrects) {
  ASSERT_EQ(Try(Batch(Make{.id = a}.Sent(1))), "");
  const Answer answer = Ask(*store_, Batch(Make{.unit = "pol.02"}.Retracted(a)));
  EXPECT_EQ(Reasons(answer), "NOT_THE_AUTHOR@0");
  EXPECT_EQ(answer.violations[0].code, absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(Try(Batch(Make{.unit = "pol.02", .corrects = a}.Sent(1))), "NOT_THE_AUTHOR@0");
}

TEST_F(Corrections, TheTargetMustBeKnownAndInTheSameStream) {
  EXPECT_EQ(Try(Batch(Make{}.Retracted(a), Make{.corrects = b}.Sent(1))),
            "CORRECTED_EVENT_UNKNOWN@0 CORRECTED_EVENT_UNKNOWN@1");
  ASSERT_EQ(Try(Batch(Make{.id = a}.Sent(1))), "");
  EXPECT_EQ(Try(Batch(Make{.corrects = a}.Sent(2))), "CORRECTED_EVENT_UNKNOWN@0");
}

TEST_F(Corrections, SeeWhatTheGroupBeforeThemRecorded) {
  std::atomic<int> refused = 0;
  for (uint64_t n = 1; n <= 100; ++n) {
    auto propose = [&](Proposal proposal) {
      proposal.done = [&](Answer answer) { refused += !answer.ok(); };
      ASSERT_TRUE(store_->Propose(std::move(proposal)).ok());
    };
    propose(Batch(Make{.id = Uuid7(100 + n)}.Sent(n)));
    propose(Batch(Make{.id = Uuid7(300 + n), .corrects = Uuid7(100 + n)}.Sent(n)));
    propose(Batch(Make{}.Retracted(Uuid7(300 + n))));
    propose(Batch(Make{}.Cancelled(n)));
  }
  store_.reset();
  EXPECT_EQ(refused, 0);
}

}  // namespace
}  // namespace homeward::eventstore
