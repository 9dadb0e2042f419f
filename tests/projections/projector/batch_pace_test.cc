#include "projections/projector/batch_pace.h"

#include <gtest/gtest.h>

namespace homeward::projections {
namespace {

using std::chrono::milliseconds;

const BatchPace::Clock::time_point kStart{};

TEST(BatchPace, FewEventsAreDueAtOnce) {
  BatchPace pace(kStart);
  EXPECT_EQ(pace.due(), kStart);
  pace.Came(kStart + milliseconds(99));
  pace.Written(999, kStart + milliseconds(100));  // 9,990 a second
  pace.Came(kStart + milliseconds(101));
  EXPECT_LE(pace.due(), kStart + milliseconds(101));
}

TEST(BatchPace, WhereManyComeTheyWaitForOthers) {
  BatchPace pace(kStart);
  pace.Written(1000, kStart + milliseconds(100));
  for (int ms = 120; ms < 480; ms += 20) {
    pace.Came(kStart + milliseconds(ms));
    EXPECT_GT(pace.due(), kStart + milliseconds(ms)) << ms;
  }
  pace.Came(kStart + milliseconds(495));
  EXPECT_EQ(pace.due(), kStart + milliseconds(100) + kBatchPatience);
  pace.Written(10, kStart + milliseconds(900));
  pace.Came(kStart + milliseconds(901));
  EXPECT_LE(pace.due(), kStart + milliseconds(901)) << "few come again";
}

TEST(BatchPace, OnesAfterManyWaitForTheQuietOnly) {
  BatchPace pace(kStart);
  pace.Written(1000, kStart + milliseconds(100));
  pace.Came(kStart + milliseconds(200));
  EXPECT_EQ(pace.due(), kStart + milliseconds(200) + kBatchQuiet);
}

}  // namespace
}  // namespace homeward::projections
