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
  const auto written = kStart + milliseconds(100), due = written + kBatchPatience;
  pace.Written(1000, written);
  for (auto came = written; came < due - kBatchQuiet; came += kBatchQuiet / 2) {
    pace.Came(came);
    EXPECT_GT(pace.due(), came);
  }
  pace.Came(due - kBatchQuiet / 2);
  EXPECT_EQ(pace.due(), due);
  pace.Written(10, written + milliseconds(800));
  pace.Came(written + milliseconds(801));
  EXPECT_LE(pace.due(), written + milliseconds(801)) << "few come again";
}

TEST(BatchPace, OnesAfterManyWaitForTheQuietOnly) {
  BatchPace pace(kStart);
  pace.Written(1000, kStart + milliseconds(100));
  pace.Came(kStart + milliseconds(200));
  EXPECT_EQ(pace.due(), kStart + milliseconds(200) + kBatchQuiet);
}

}  // namespace
}  // namespace homeward::projections
