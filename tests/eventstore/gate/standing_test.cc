// Which events stand: the pure function that Gate and views share.
#include "eventstore/gate/standing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace homeward::eventstore {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(StandingOf, NothingIsAnEmptyHistory) { EXPECT_THAT(StandingOf({}).order, IsEmpty()); }

TEST(StandingOf, ACorrectionStandsInThePlaceOfTheFirstOfItsChain) {
  const Standing s = StandingOf({{"a"}, {"b"}, {"c", "a"}, {"d"}, {"e", "c"}});
  EXPECT_THAT(s.order, ElementsAre(4, 1, 3));
  EXPECT_THAT(s.replaced_by, ElementsAre(2, Standing::kNone, 4, Standing::kNone, Standing::kNone));
}

TEST(StandingOf, ARetractionTakesAwayAndNeverStands) {
  const Standing s = StandingOf({{"a"}, {"b"}, {"r", "", "a"}});
  EXPECT_THAT(s.order, ElementsAre(1));
  EXPECT_THAT(s.retracted_by, ElementsAre(2, Standing::kNone, Standing::kNone));
}

TEST(StandingOf, RetractingACorrectionRestoresTheFormer) {
  EXPECT_THAT(StandingOf({{"a"}, {"c", "a"}, {"r", "", "c"}}).order, ElementsAre(0));
}

TEST(StandingOf, RetractingARetractionRestoresItsTarget) {
  const Standing s = StandingOf({{"a"}, {"r", "", "a"}, {"q", "", "r"}});
  EXPECT_THAT(s.order, ElementsAre(0));
  EXPECT_THAT(s.retracted_by, ElementsAre(Standing::kNone, 2, Standing::kNone));
}

TEST(StandingOf, RetractingTheSecondCorrectionRestoresTheFirst) {
  EXPECT_THAT(StandingOf({{"a"}, {"b"}, {"c", "a"}, {"d", "c"}, {"r", "", "d"}}).order, ElementsAre(2, 1));
}

TEST(StandingOf, IgnoresWhatNamesNothingEarlier) {
  EXPECT_THAT(StandingOf({{"a", "z"}, {"r", "", "b"}, {"b"}}).order, ElementsAre(0, 2));
}

}  // namespace
}  // namespace homeward::eventstore
