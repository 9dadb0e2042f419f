#include "projections/indicators/target.h"

#include <gtest/gtest.h>

#include <ostream>

#include "projections/facts/dates.h"

namespace homeward::projections {
namespace {

namespace pb = programme::v1;

struct Case {
  pb::TargetShape shape;
  int64_t low, high;
  int64_t value;
  const char* as_at;
  const char* state;
  bool known = true;
};

void PrintTo(const Case& c, std::ostream* out) {
  *out << pb::TargetShape_Name(c.shape) << " " << c.value << (c.known ? "" : " unknown") << " on " << c.as_at;
}

class TargetState : public ::testing::TestWithParam<Case> {};

TEST_P(TargetState, IsOfItsShape) {
  const Case& c = GetParam();
  Target target;
  target.shape = c.shape;
  target.low = c.low;
  target.high = c.high;
  target.by_us = EndOfDate("2019-03-31");
  const Span year{StartOfDate("2019-01-01"), EndOfDate("2019-12-31")};
  EXPECT_EQ(StateOf(target, {c.value, c.known, EndOfDate(c.as_at), year}), c.state);
}

INSTANTIATE_TEST_SUITE_P(Shapes, TargetState,
                         ::testing::Values(Case{pb::TARGET_SHAPE_PERCENTAGE, 8000, 0, 8000, "2019-06-30", "met"},
                                           Case{pb::TARGET_SHAPE_PERCENTAGE, 8000, 0, 7999, "2020-01-01", "missed"},
                                           Case{pb::TARGET_SHAPE_PERCENTAGE, 8000, 0, 5000, "2019-06-30", "on_track"},
                                           Case{pb::TARGET_SHAPE_PERCENTAGE, 8000, 0, 3000, "2019-06-30", "behind"},
                                           Case{pb::TARGET_SHAPE_PERCENTAGE, 8000, 0, 0, "2020-01-01", "no_data",
                                                false},
                                           Case{pb::TARGET_SHAPE_MINIMUM, 2, 0, 2, "2019-01-05", "met"},
                                           Case{pb::TARGET_SHAPE_MINIMUM, 2, 0, 1, "2020-01-01", "missed"},
                                           Case{pb::TARGET_SHAPE_COUNT, 590, 0, 590, "2020-01-01", "met"},
                                           Case{pb::TARGET_SHAPE_COUNT, 590, 0, 589, "2020-01-01", "missed"},
                                           Case{pb::TARGET_SHAPE_MAXIMUM, 0, 0, 0, "2019-06-30", "on_track", false},
                                           Case{pb::TARGET_SHAPE_MAXIMUM, 0, 0, 0, "2020-01-01", "met", false},
                                           Case{pb::TARGET_SHAPE_MAXIMUM, 0, 0, 1, "2019-02-01", "missed"},
                                           Case{pb::TARGET_SHAPE_RANGE, 60, 80, 70, "2019-06-30", "on_track"},
                                           Case{pb::TARGET_SHAPE_RANGE, 60, 80, 70, "2020-01-01", "met"},
                                           Case{pb::TARGET_SHAPE_RANGE, 60, 80, 81, "2019-06-30", "missed"},
                                           Case{pb::TARGET_SHAPE_RANGE, 60, 80, 59, "2020-01-01", "missed"},
                                           Case{pb::TARGET_SHAPE_RANGE, 60, 80, 10, "2019-06-30", "behind"},
                                           Case{pb::TARGET_SHAPE_BY_DATE, 0, 0, 1, "2019-03-01", "met"},
                                           Case{pb::TARGET_SHAPE_BY_DATE, 0, 0, 0, "2019-03-31", "on_track"},
                                           Case{pb::TARGET_SHAPE_BY_DATE, 0, 0, 0, "2019-04-01", "missed"},
                                           Case{pb::TARGET_SHAPE_BY_DATE, 0, 0, 0, "2019-04-01", "missed", false},
                                           Case{pb::TARGET_SHAPE_BY_DATE, 28, 0, 27, "2019-04-01", "missed"},
                                           Case{pb::TARGET_SHAPE_DONE, 0, 0, 1, "2019-06-30", "met"},
                                           Case{pb::TARGET_SHAPE_DONE, 0, 0, 0, "2020-01-01", "no_data", false}));

TEST(Periods, AreCutToTheSpan) {
  const Span span{StartOfDate("2018-02-10"), EndOfDate("2018-12-31")};
  const std::vector<Span> quarters = PeriodsOf(pb::CADENCE_QUARTER, span);
  ASSERT_EQ(quarters.size(), 4u);
  EXPECT_EQ(DateText(quarters[0].from_us), "2018-02-10");
  EXPECT_EQ(DateText(quarters[0].until_us), "2018-03-31");
  EXPECT_EQ(DateText(quarters[3].from_us), "2018-10-01");
  EXPECT_EQ(PeriodsOf(pb::CADENCE_HALF_YEAR, span).size(), 2u);
  EXPECT_EQ(PeriodsOf(pb::CADENCE_MONTH, span).size(), 11u);
  const std::vector<Span> leap = PeriodsOf(pb::CADENCE_MONTH, {StartOfDate("2020-02-01"), EndOfDate("2020-02-29")});
  ASSERT_EQ(leap.size(), 1u);
  EXPECT_EQ(DateText(leap[0].until_us), "2020-02-29");
}

TEST(Periods, OneMissedIsMissed) {
  EXPECT_EQ(StateOfEach({"met", "missed", "on_track"}, false), "missed");
  EXPECT_EQ(StateOfEach({"met", "on_track"}, false), "on_track");
  EXPECT_EQ(StateOfEach({"met", "met"}, true), "met");
  EXPECT_EQ(StateOfEach({}, false), "no_data");
}

TEST(Share, IsRoundedDownAndOfNothingIsNothing) {
  EXPECT_EQ(ShareOf(596, 635), 9385);  // 93.858…%
  EXPECT_EQ(ShareOf(1, 3), 3333);
  EXPECT_EQ(ShareOf(5, 0), 0);
}

}  // namespace
}  // namespace homeward::projections
