#include "projections/facts/dates.h"

#include <gtest/gtest.h>

namespace homeward::projections {
namespace {

TEST(Dates, CountInVietNam) {
  const int64_t late_evening_utc = StartOfDate("2025-03-04") - 1;  // 2025-03-03 23:59:59.999999 in Viet Nam
  EXPECT_EQ(DateText(late_evening_utc), "2025-03-03");
  EXPECT_EQ(DateText(late_evening_utc + 1), "2025-03-04");
  EXPECT_EQ(EndOfDate("2025-03-03"), late_evening_utc);
  EXPECT_EQ(EndOfDate("2025-02-30"), 0);
}

TEST(Dates, WeeksBelongToTheirThursdaysYear) {
  EXPECT_EQ(WeekText(StartOfDate("2024-12-30")), "2025-W01");
  EXPECT_EQ(WeekText(StartOfDate("2023-01-01")), "2022-W52");
  EXPECT_EQ(WeekText(StartOfDate("2020-12-31")), "2020-W53");
}

TEST(Dates, WeeksBeginOnMonday) {
  EXPECT_EQ(WeekStart(StartOfDate("2025-03-03")), StartOfDate("2025-03-03"));
  EXPECT_EQ(WeekStart(EndOfDate("2025-03-09")), StartOfDate("2025-03-03"));
  EXPECT_EQ(WeekStart(StartOfDate("2025-03-10") - 1), StartOfDate("2025-03-03"));
  EXPECT_EQ(WeekStart(StartOfDate("1970-01-01")), StartOfDate("1969-12-29"));
}

TEST(Dates, MonthsEndWhereTheirDayIsMissing) {
  int64_t day = 0, end = 0;
  ASSERT_TRUE(ParseDate("2025-01-31", &day));
  ASSERT_TRUE(ParseDate("2025-02-28", &end));
  EXPECT_EQ(AddMonths(day, 1), end);
}

}  // namespace
}  // namespace homeward::projections
