#include "projections/governance/governance.h"

#include <gtest/gtest.h>

#include "projections/facts/dates.h"
#include "tests/projections/support/facts.h"

namespace homeward::projections {
namespace {

TEST(Governance, PeriodsEndWithTheDayAndNotOnADayOff) {
  const auto g = Rules({{"a", "3 RULE_UNIT_DAYS"},
                        {"b", "5 RULE_UNIT_DAYS"},
                        {"c", "5 RULE_UNIT_WORKING_DAYS"},
                        {"d", "1 RULE_UNIT_MONTHS"},
                        {"e", "24 RULE_UNIT_HOURS"}},
                       {"calendar_published {calendar_code: 'holidays' year: 2025 days_off: '2025-04-03'}"});
  EXPECT_EQ(DateText(*g->Due("a", kDay0)), "2025-03-06");
  EXPECT_EQ(*g->Due("a", kDay0), EndOfDate("2025-03-06"));
  EXPECT_EQ(DateText(*g->Due("b", kDay0)), "2025-03-10") << "Saturday goes on to Monday";
  EXPECT_EQ(DateText(*g->Due("c", kDay0)), "2025-03-10");
  EXPECT_EQ(DateText(*g->Due("d", kDay0)), "2025-04-04") << "a holiday goes on to the next day";
  EXPECT_EQ(*g->Due("e", kDay0), kDay0 + kDay);
  EXPECT_FALSE(g->Due("unknown", kDay0).has_value());
}

TEST(Governance, TheRowInForceDecides) {
  const auto g =
      Rules({{"a", "3 RULE_UNIT_DAYS"}},
            {"legal_rule_published {rule_code: 'a' amount: 10 unit: RULE_UNIT_DAYS effective_from: '2025-03-05'}"});
  EXPECT_EQ(g->Rule("a", kDay0)->amount, 3);
  EXPECT_EQ(g->Rule("a", kDay0 + 3 * kDay)->amount, 10);
}

TEST(Governance, SuccessionIsFollowedAndCirclesEnd) {
  const auto g =
      Rules({}, {"admin_unit_dissolved {unit: 'soc.01.d1' successor_unit: 'soc.01' effective_from: '2025-03-05'}",
                 "admin_unit_merged {unit: 'soc.01' into_unit: 'soc.02' effective_from: '2025-03-07'}",
                 "admin_unit_split {unit: 'soc.08' successor_unit: 'soc.09' other_units: 'soc.10'"
                 " effective_from: '2025-03-07'}",
                 "admin_unit_merged {unit: 'soc.05' into_unit: 'soc.06' effective_from: '2025-03-07'}",
                 "admin_unit_merged {unit: 'soc.06' into_unit: 'soc.05' effective_from: '2025-03-07'}"});
  EXPECT_EQ(g->HolderOf("soc.01.d1", kDay0), "soc.01.d1");
  EXPECT_EQ(g->HolderOf("soc.01.d1", kDay0 + 3 * kDay), "soc.01");
  EXPECT_EQ(g->HolderOf("soc.01.d1", kDay0 + 9 * kDay), "soc.02");
  EXPECT_EQ(g->HolderOf("soc.08", kDay0 + 9 * kDay), "soc.09") << "its open items go to one of its parts";
  EXPECT_FALSE(g->HolderOf("soc.05", kDay0 + 9 * kDay).empty());
  EXPECT_EQ(g->Inherited("soc.02", kDay0 + 9 * kDay), (std::vector<std::string>{"soc.01", "soc.01.d1"}));
}

TEST(Governance, AYearsCalendarThatIsPublishedAgainReplacesIt) {
  const auto g = Rules({{"a", "3 RULE_UNIT_DAYS"}},
                       {"calendar_published {calendar_code: 'holidays' year: 2025 days_off: '2025-03-06'}",
                        "calendar_published {calendar_code: 'holidays' year: 2026 days_off: '2026-03-06'}",
                        "calendar_published {calendar_code: 'holidays' year: 2025 days_off: '2025-03-05'}"});
  EXPECT_EQ(DateText(*g->Due("a", kDay0)), "2025-03-06") << "a working day by the later word";
  int64_t day = 0;
  ASSERT_TRUE(ParseDate("2025-03-05", &day));
  EXPECT_FALSE(g->WorkingDay(day));
  ASSERT_TRUE(ParseDate("2026-03-06", &day));
  EXPECT_FALSE(g->WorkingDay(day)) << "another year's stands";
}

}  // namespace
}  // namespace homeward::projections
