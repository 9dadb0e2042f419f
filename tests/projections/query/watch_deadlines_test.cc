// A watch of what is overdue: by what is recorded, and by what day it is.
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "projections/limits.h"
#include "projections/views.h"
#include "proto/contract/text.h"
#include "tests/projections/support/referrals.h"
#include "tests/projections/support/world.h"

namespace homeward::projections {
namespace {

using contract::Cat;
using oversight::v1::WatchDeadlinesRequest;
using oversight::v1::WatchDeadlinesResponse;
using Cursor = WatchCursor<WatchDeadlinesResponse>;

Said Rule(const std::string& code, const std::string& length, const std::string& from = "2011-01-01") {
  return {"gov.01", 0,
          Cat("legal_rule_published {rule_code: '", code, "' ", length, " effective_from: '", from, "' article: 'A'}")};
}
Said Sent(int n, double day, int due_day) {
  return {
      "pol.01", day,
      Cat("referral_sent {referral_id: '", Uuid(n), "' person_id: $P to_unit: 'soc.01' kind: REFERRAL_KIND_SUPPORT ",
          "urgency: URGENCY_URGENT basis: BASIS_LEGAL_DUTY due {seconds: ", (kDay0 + due_day * kDay) / 1'000'000,
          "} person {service: SERVICE_CODE_MEDICAL}}")};
}

// "+1 referral_answer", "-1 referral_answer", "." for caught up; what one Poll tells.
std::vector<std::string> Poll(Cursor& cursor, size_t max = 1000) {
  std::vector<WatchDeadlinesResponse> responses;
  EXPECT_TRUE(cursor.Poll(max, &responses).ok());
  std::vector<std::string> told;
  for (const auto& response : responses) {
    if (response.has_caught_up()) {
      told.emplace_back(".");
      continue;
    }
    const auto& clock = response.has_overdue() ? response.overdue() : response.settled();
    told.push_back(Cat(response.has_overdue() ? "+" : "-",
                       std::stoi(clock.subject().substr(clock.subject().size() - 4)), " ",
                       clock.deadline().rule_code()));
  }
  return told;
}

using Told = std::vector<std::string>;

class WatchOfDeadlines : public testing::Test {
 protected:
  void SetUp() override {
    world_.set_now(kDay0 + 5 * kDay);
    world_.Record(Rule("referral_acknowledge", "amount: 24 unit: RULE_UNIT_HOURS"));
    world_.Record(Sent(1, 1, 9));
    world_.Record(Sent(2, 1.5, 7));
    world_.Settle();
    auto cursor = world_.views().WatchDeadlines({}, kLabour);
    ASSERT_TRUE(cursor.ok()) << cursor.status();
    cursor_ = *std::move(cursor);
  }
  World world_;
  std::unique_ptr<Cursor> cursor_;
};

TEST_F(WatchOfDeadlines, TellsWhatADayMakesLateThoughNothingIsRecorded) {
  EXPECT_EQ(Poll(*cursor_), (Told{"+1 referral_acknowledge", "+2 referral_acknowledge", "."}));
  EXPECT_EQ(Poll(*cursor_), Told());
  ASSERT_TRUE(cursor_->rests().has_value());
  EXPECT_EQ(cursor_->rests()->count(), 2 * kDay + 1) << "until the answer of the second is due";
  world_.set_now(kDay0 + 7 * kDay);
  EXPECT_EQ(Poll(*cursor_), Told()) << "due now is not late yet";
  world_.set_now(kDay0 + 7 * kDay + 1);
  EXPECT_EQ(Poll(*cursor_), (Told{"+2 referral_answer", "."}));
  EXPECT_GE(cursor_->rests()->count(), kClockWakeEvery.count());
  world_.set_now(kDay0 + 30 * kDay);
  EXPECT_EQ(Poll(*cursor_), (Told{"+1 referral_answer", "."}));
  EXPECT_FALSE(cursor_->rests().has_value()) << "nothing else becomes due";
}

TEST_F(WatchOfDeadlines, TellsWhatAnEventSettlesAndWhatARuleChanges) {
  world_.set_now(kDay0 + 8 * kDay);
  EXPECT_EQ(Poll(*cursor_), (Told{"+1 referral_acknowledge", "+2 referral_acknowledge", "+2 referral_answer", "."}));
  world_.Record(Accepted(2, 7.5));
  world_.Settle();
  EXPECT_EQ(Poll(*cursor_), (Told{"-2 referral_acknowledge", "-2 referral_answer", "."}));
  world_.Record(Sent(3, 2, 6));  // recorded late, overdue at once
  world_.Settle();
  EXPECT_EQ(Poll(*cursor_), (Told{"+3 referral_acknowledge", "+3 referral_answer", "."}));
  world_.Record(Rule("referral_acknowledge", "amount: 60 unit: RULE_UNIT_DAYS", "2025-03-01"));
  world_.Settle();
  EXPECT_EQ(Poll(*cursor_), (Told{"-1 referral_acknowledge", "-3 referral_acknowledge", "."}));
  EXPECT_EQ(Poll(*cursor_), Told());
}

TEST_F(WatchOfDeadlines, GivesALongListInPieces) {
  for (int n = 4; n <= 20; ++n) world_.Record(Sent(n, 1, 30));
  world_.Settle();
  Told all;
  int polls = 0;
  while (all.empty() || all.back() != ".") {
    const Told some = Poll(*cursor_, 4);
    EXPECT_LE(some.size(), 5u);
    all.insert(all.end(), some.begin(), some.end());
    ASSERT_LT(++polls, 20);
  }
  EXPECT_EQ(all.size(), 20u) << "nineteen acknowledgements, and the end";
  EXPECT_GT(polls, 4);
}

TEST_F(WatchOfDeadlines, IsNotForAnothersList) {
  WatchDeadlinesRequest others;
  others.set_unit("soc.02");
  EXPECT_TRUE(absl::IsPermissionDenied(world_.views().WatchDeadlines(others, kLabour).status()));
}

}  // namespace
}  // namespace homeward::projections
