#include "projections/facts/history.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "tests/projections/support/facts.h"

namespace homeward::projections {
namespace {

constexpr char kRescued[] = "victim_rescued {person_id: $P}";

const Line* Find(const History& history, int id) {
  for (const Line& line : history)
    if (line.fact.id() == IdOfEvent(id)) return &line;
  return nullptr;
}

TEST(History, CorrectionOfACorrectionStandsInTheFirstPlace) {
  const History h = MakeHistory(Say({{"pol.01", 0, kRescued},
                                     {"pol.01", 1, "left_by_own_wish {person_id: $P}"},
                                     {"pol.01", 0.2, kRescued, 2, 3, 1},
                                     {"pol.01", 0.4, kRescued, 3, 4, 3}}),
                                0);
  EXPECT_EQ(Find(h, 1)->strike, Strike::kCorrected);
  EXPECT_EQ(Find(h, 1)->replaced_by, IdOfEvent(3));
  EXPECT_EQ(Find(h, 3)->replaced_by, IdOfEvent(4));
  EXPECT_TRUE(Find(h, 4)->stands());
  EXPECT_EQ(Find(h, 4)->place, 1u);
}

TEST(History, RetractingACorrectionLetsTheFormerStand) {
  const History h = MakeHistory(
      Say({{"pol.01", 0, kRescued},
           {"pol.01", 0.2, kRescued, 1, 2, 1},
           {"pol.01", 2, "event_retracted {event_id: '" + IdOfEvent(2) + "' reason: CORRECTION_REASON_NEW_FINDING}"}}),
      0);
  EXPECT_TRUE(Find(h, 1)->stands());
  EXPECT_EQ(Find(h, 2)->strike, Strike::kRetracted);
}

TEST(History, ADisputeStandsBesideAndTakesNothingAway) {
  const History h = MakeHistory(
      Say({{"pol.01", 0, kRescued},
           {"soc.01", 1, "event_disputed {event_id: '" + IdOfEvent(1) + "' reason: DISPUTE_REASON_WRONG_DATE}"}}),
      0);
  ASSERT_EQ(h.size(), 1u);
  EXPECT_TRUE(h[0].stands());
  EXPECT_EQ(h[0].disputed_by, std::vector<std::string>{IdOfEvent(2)});
}

TEST(History, WhatHappensLaterHasNotHappenedYet) {
  const Facts facts = Say({{"pol.01", 0, kRescued}, {"pol.01", 5, "left_by_own_wish {person_id: $P}"}});
  EXPECT_EQ(MakeHistory(facts, kDay0 + 4 * kDay).size(), 1u);
  EXPECT_EQ(MakeHistory(facts, kDay0 + 6 * kDay).size(), 2u);
}

TEST(Facts, OrderIsThatOfTheKeysAndFreeOfArrival) {
  const Facts facts = Say({{"soc.01", 1, "victim_received {person_id: $P}"},
                           {"pol.01", 1, kRescued},
                           {"com.01.00004", 0.5, "victim_reported {person_id: $P}"},
                           {"pol.01", 3, "left_by_own_wish {person_id: $P}"}});
  std::mt19937 random(7);
  for (int i = 0; i < 20; ++i) {
    Facts shuffled = facts;
    std::shuffle(shuffled.begin(), shuffled.end(), random);
    Sort(&shuffled);
    for (size_t k = 0; k < facts.size(); ++k) EXPECT_EQ(shuffled[k].id(), facts[k].id());
  }
  for (size_t k = 1; k < facts.size(); ++k) EXPECT_LT(OrderKey(facts[k - 1]), OrderKey(facts[k]));
}

}  // namespace
}  // namespace homeward::projections
