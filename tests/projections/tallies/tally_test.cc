#include "projections/tallies/tally.h"

#include <gtest/gtest.h>

#include "projections/tallies/rewritten.h"
#include "tests/projections/support/facts.h"

namespace homeward::projections {
namespace {

constexpr char kSurvey[] =
    "communication_held {communication_id: '01955975-4d00-4000-8000-000000000001' area: 'adm.33.00004'"
    " form: COMMUNICATION_FORM_GROUP_TALK sessions: 2 participants: 80}";

std::vector<Fact> InLog(const std::vector<Said>& said) {
  std::vector<Fact> facts = Say(said);
  // Say sorts by what happened; the log has them in the order in which they were said.
  std::sort(facts.begin(), facts.end(), [](const Fact& a, const Fact& b) { return a.id() < b.id(); });
  for (size_t i = 0; i < facts.size(); ++i) facts[i].position = Position(10 * (i + 1));
  return facts;
}

TEST(Tally, KeepsTheCodesAndNumbersOfAnAggregateEvent) {
  Tally tally = TallyOf(InLog({{"com.33.00004", 0, kSurvey}})[0]);
  EXPECT_EQ(tally.province, "33");
  EXPECT_EQ(tally.area, "adm.33.00004");
  EXPECT_EQ(tally.Field("form"), "group_talk");
  EXPECT_EQ(tally.Number("participants"), 80);
  EXPECT_EQ(tally.Field("audience"), "") << "what is unset is no field";
}

TEST(Tally, KeepsNothingOfAPersonButWhoAndWhatTheContractAllows) {
  const Tally tally =
      TallyOf(InLog({{"soc.01", 0,
                      "needs_assessed {plan_id: '01955975-4d00-4000-8000-000000000002' person_id: $P"
                      " person {result: NEEDS_RESULT_SOME needs: SERVICE_CODE_MEDICAL risk: RISK_HIGH}}"}})[0]);
  EXPECT_EQ(tally.Field("person_id"), kPerson);
  EXPECT_EQ(tally.Field("result"), "some");
  EXPECT_EQ(tally.Field("needs"), "");
  EXPECT_EQ(tally.Field("risk"), "");
}

TEST(Tally, IsReadAsItWasWritten) {
  Tally tally = TallyOf(InLog({{"com.33.00004", -20'000, kSurvey}})[0]);  // before 1970
  tally.stood = {{Position(3), Position(7)}, {Position(9), Position()}};
  Tally read;
  ASSERT_TRUE(ReadTally(TallyKey(tally), TallyValue(tally), &read));
  EXPECT_EQ(read.time_us, tally.time_us);
  EXPECT_EQ(read.event_id, tally.event_id);
  EXPECT_EQ(read.fields, tally.fields);
  EXPECT_TRUE(read.StoodAt(Position(3)));
  EXPECT_FALSE(read.StoodAt(Position(7)));
  EXPECT_FALSE(read.StoodAt(Position(8)));
  EXPECT_TRUE(read.StoodAt(Position(1'000)));
  EXPECT_FALSE(ReadTally(TallyKey(tally), TallyValue(tally).substr(0, 30), &read));
}

TEST(Tally, ADigestSeesWhetherARowStandsAndNotSinceWhen) {
  Tally tally = TallyOf(InLog({{"com.33.00004", 0, kSurvey}})[0]);
  tally.stood = {{Position(3), Position()}};
  const std::string early = TallyDigestValue(TallyValue(tally));
  tally.stood = {{Position(8), Position()}};
  EXPECT_EQ(TallyDigestValue(TallyValue(tally)), early);
  tally.stood = {{Position(8), Position(9)}};
  EXPECT_NE(TallyDigestValue(TallyValue(tally)), early);
}

TEST(Tally, ACorrectionTakesThePlaceFromItsPositionOn) {
  const std::vector<Tally> tallies =
      TalliesOf(InLog({{"com.33.00004", 0, kSurvey}, {"com.33.00004", 0, kSurvey, 1, 2, 1}}));
  ASSERT_EQ(tallies.size(), 2u);
  EXPECT_TRUE(tallies[0].StoodAt(Position(10)));
  EXPECT_FALSE(tallies[0].StoodAt(Position(20)));
  EXPECT_FALSE(tallies[1].StoodAt(Position(10)));
  EXPECT_TRUE(tallies[1].StoodAt(Position(20)));
}

TEST(Tally, WhatWasTakenBackStoodUntilThenAndAgainWhenThatIsTakenBack) {
  const std::vector<Tally> tallies = TalliesOf(
      InLog({{"com.33.00004", 0, kSurvey},
             {"com.33.00004", 0,
              "event_retracted {event_id: '" + IdOfEvent(1) + "' reason: CORRECTION_REASON_RECORDED_TWICE}"},
             {"com.33.00004", 0,
              "event_retracted {event_id: '" + IdOfEvent(2) + "' reason: CORRECTION_REASON_RECORDED_TWICE}"}}));
  ASSERT_EQ(tallies.size(), 1u);
  EXPECT_TRUE(tallies[0].StoodAt(Position(10)));
  EXPECT_FALSE(tallies[0].StoodAt(Position(20)));
  EXPECT_TRUE(tallies[0].StoodAt(Position(30)));
}

}  // namespace
}  // namespace homeward::projections
