// Figures over a real log: what is published comes out as a figure, then, restated and as known earlier.
#include <gtest/gtest.h>

#include <string>

#include "projections/facts/dates.h"
#include "tests/projections/indicators/figures_fixture.h"

namespace homeward::projections {
namespace {

TEST_F(FiguresTest, TheLatestAssessmentOfEachCommuneCounts) {
  DefineFree();
  Baseline("adm.33", 4);
  Assess("adm.33.00001", "FREE");
  Assess("adm.33.00002", "FREE");
  Assess("adm.33.00002", "NOT_FREE", 5);
  Assess("adm.34.00001", "FREE");  // another province's
  const oversight::v1::IndicatorFigure figure = One();
  EXPECT_EQ(figure.numerator().value(), 1);
  EXPECT_EQ(figure.denominator().value(), 4);
  EXPECT_EQ(figure.share(), 2500);
  EXPECT_EQ(figure.target().low(), 5000);
  EXPECT_EQ(figure.state().code(), "behind") << "its last day is not over";
}

TEST_F(FiguresTest, WithoutWordThereIsNoData) {
  DefineFree();
  EXPECT_EQ(One().state().code(), "no_data");
}

TEST_F(FiguresTest, ACorrectionIsCountedInTheOthersPlaceAndAnEarlierPositionAsItWas) {
  DefineFree();
  Baseline("adm.33", 2);
  Assess("adm.33.00001", "FREE");
  world_.Settle();
  const uint64_t before = world_.store().head().position.value;
  Assess("adm.33.00001", "NOT_FREE", 0, static_cast<int>(before));  // numbers and positions agree in a World
  EXPECT_EQ(One().numerator().value(), 0);
  oversight::v1::GetIndicatorsRequest then = Question();
  then.mutable_known_at()->set_position(before);
  EXPECT_EQ(One(then).numerator().value(), 1);
  world_.Rebuild();
  EXPECT_EQ(One().numerator().value(), 0);
  EXPECT_EQ(One(then).numerator().value(), 1) << "a rebuild knows it too";
}

TEST_F(FiguresTest, ARestatementTellsItsCause) {
  DefineFree();
  Baseline("adm.33", 2);
  Assess("adm.33.00001", "FREE");
  world_.Settle();
  const uint64_t before = world_.store().head().position.value;
  Assess("adm.33.00002", "FREE", 3);
  world_.Settle();
  oversight::v1::GetReportRequest request;
  request.set_area("adm.33");
  request.mutable_period()->set_from("2025-01-01");
  request.mutable_period()->set_until("2025-12-31");
  request.mutable_compare_to()->set_position(before);
  *request.mutable_context()->mutable_as_at() = ToTimestamp(EndOfDate("2026-01-31"));
  const auto report = world_.views().GetReport(request, viewer_);
  ASSERT_TRUE(report.ok()) << report.status();
  ASSERT_EQ(report->restatements_size(), 1);
  const oversight::v1::Restatement& restated = report->restatements(0);
  EXPECT_EQ(restated.before().numerator().value(), 1);
  EXPECT_EQ(restated.after().numerator().value(), 2);
  ASSERT_EQ(restated.causes_size(), 1);
  EXPECT_EQ(restated.causes(0).type(), "CommuneAssessed");
  EXPECT_EQ(restated.causes(0).position(), before + 1);
  EXPECT_EQ(restated.causes(0).date(), "2025-03-06");
}

TEST_F(FiguresTest, AReportThatWasHandedInIsCheckedAgainstTheLog) {
  DefineFree();
  Baseline("adm.33", 2);
  Assess("adm.33.00001", "FREE");
  world_.Settle();
  oversight::v1::GetReportRequest request;
  request.set_area("adm.33");
  request.mutable_period()->set_from("2025-01-01");
  request.mutable_period()->set_until("2025-12-31");
  *request.mutable_context()->mutable_as_at() = ToTimestamp(EndOfDate("2026-01-31"));
  const auto report = world_.views().GetReport(request, viewer_);
  ASSERT_TRUE(report.ok()) << report.status();
  for (const std::string& hash : {report->figures_hash(), std::string(64, 'a')})
    world_.Record({"soc.33", 320,
                   "periodic_report_submitted {report_id: '" + Uuid(next_++) +
                       "' to_unit: 'gov.33' area: 'adm.33' cadence: CADENCE_YEAR period_from: '2025-01-01'"
                       " period_until: '2025-12-31' as_of_position: " +
                       std::to_string(report->position()) + " figures_hash: '" + hash + "'}"});
  Assess("adm.33.00002", "FREE", 3);  // said later: the report of then is still what it was
  world_.Settle();
  const auto later = world_.views().GetReport(request, viewer_);
  ASSERT_TRUE(later.ok()) << later.status();
  ASSERT_EQ(later->submitted_size(), 2);
  EXPECT_TRUE(later->submitted(0).figures_hold());
  EXPECT_FALSE(later->submitted(1).figures_hold());
  EXPECT_NE(later->figures_hash(), report->figures_hash());
}

TEST_F(FiguresTest, AMergedCommuneCountsForItsSuccessorWhenRestated) {
  for (const char* commune : {"adm.33.00001", "adm.33.00002", "adm.33.00070"}) Area(commune, "adm.33");
  Govern("admin_unit_merged {unit: 'adm.33.00001' into_unit: 'adm.33.00070' effective_from: '2025-07-01'}");
  Govern("admin_unit_merged {unit: 'adm.33.00002' into_unit: 'adm.33.00070' effective_from: '2025-07-01'}");
  Govern("admin_unit_merged {unit: 'adm.34' into_unit: 'adm.33' effective_from: '2025-07-01'}");
  Define("held",
         "numerator {sources {event: 'communication_held'} aggregate: AGGREGATE_DISTINCT by: 'area'}"
         " numerator_rule: NUMERATOR_RULE_SUM");
  Want("held", "shape: TARGET_SHAPE_MINIMUM low: 1");
  for (const char* area : {"adm.33.00001", "adm.33.00002", "adm.34.00005"})
    world_.Record({"com." + std::string(area + 4), 0,
                   "communication_held {communication_id: '" + Uuid(next_++) + "' area: '" + area +
                       "' form: COMMUNICATION_FORM_SCHOOL}"});
  EXPECT_EQ(One().numerator().value(), 2) << "as they were drawn then";
  oversight::v1::GetIndicatorsRequest restated = Question();
  restated.set_restated(true);
  EXPECT_EQ(One(restated).numerator().value(), 2) << "two became one, and the neighbour came in";
  restated.set_area("adm.33.00070");
  EXPECT_EQ(One(restated).numerator().value(), 1);
}

TEST_F(FiguresTest, WhatWasSaidOfAnAreaThatWasSplitCannotBeSharedOut) {
  for (const char* area : {"adm.33.001", "adm.33.002", "adm.33.003"}) Area(area, "adm.33");
  Govern(
      "admin_unit_split {unit: 'adm.33.001' successor_unit: 'adm.33.002' other_units: 'adm.33.003'"
      " effective_from: '2025-07-01'}");
  Define("held",
         "numerator {sources {event: 'communication_held'} aggregate: AGGREGATE_EVENTS}"
         " numerator_rule: NUMERATOR_RULE_SUM");
  Want("held", "shape: TARGET_SHAPE_MINIMUM low: 1");
  world_.Record({"soc.33", 0,
                 "communication_held {communication_id: '" + Uuid(next_++) +
                     "' area: 'adm.33.001' form: COMMUNICATION_FORM_SCHOOL}"});
  oversight::v1::GetIndicatorsRequest restated = Question();
  restated.set_restated(true);
  EXPECT_EQ(One(restated).numerator().value(), 1) << "the whole has it";
  restated.set_area("adm.33.002");
  EXPECT_EQ(One(restated).numerator().value(), 0);
  EXPECT_EQ(One(restated).left_out(), 1);
}

class PersonsTest : public FiguresTest {
 protected:
  PersonsTest() {
    Define("verified",
           "denominator {sources {event: 'victim_received'} sources {event: 'victim_rescued'}"
           " aggregate: AGGREGATE_DISTINCT by: 'person_id'}"
           " numerator {sources {event: 'verification_requested'} sources {event: 'initial_verification_completed'}"
           " aggregate: AGGREGATE_DISTINCT by: 'person_id'}"
           " numerator {sources {event: 'protection_need_assessed'} aggregate: AGGREGATE_DISTINCT by: 'person_id'}"
           " numerator_rule: NUMERATOR_RULE_COHORT persons: true");
    Want("verified", "shape: TARGET_SHAPE_PERCENTAGE low: 10000");
  }
  void Receive(int person) { world_.Record({"soc.33", 0, "victim_received {person_id: '" + Person(person) + "'}"}); }
  // Elsewhere: where a person goes through a step is no matter.
  void Verify(int person) {
    world_.Record({"soc.01", 1,
                   "verification_requested {verification_id: '" + Uuid(next_++) + "' person_id: '" + Person(person) +
                       "' to_unit: 'pol.01'}"});
  }
  void Assess(int person) {
    world_.Record({"pol.01", 2,
                   "protection_need_assessed {measure_id: '" + Uuid(next_++) + "' person_id: '" + Person(person) +
                       "' need: PROTECTION_NEED_NOT_NEEDED}"});
  }
};

TEST_F(PersonsTest, ACohortIsWhoHasBeenThroughEveryStep) {
  for (int person = 1; person <= 24; ++person) Receive(person);
  for (int person = 1; person <= 20; ++person) Verify(person);
  for (int person = 8; person <= 24; ++person) Assess(person);
  const oversight::v1::IndicatorFigure figure = One();
  EXPECT_EQ(figure.denominator().value(), 24);
  EXPECT_EQ(figure.numerator().value(), 13);
  Receive(3);  // again: one person counts once
  EXPECT_EQ(One().denominator().value(), 24);
}

TEST_F(PersonsTest, FewPeopleAreNotShown) {
  for (int person = 1; person <= 24; ++person) Receive(person);
  for (int person = 1; person <= 9; ++person) Verify(person), Assess(person);
  const oversight::v1::IndicatorFigure figure = One();
  EXPECT_TRUE(figure.numerator().hidden());
  EXPECT_EQ(figure.numerator().value(), 0);
  EXPECT_EQ(figure.state().code(), "hidden");
}

TEST_F(FiguresTest, AFigureOfEnforcementIsNeverBrokenDown) {
  Area("adm.33.00001", "adm.33");
  Define("cases",
         "numerator {sources {event: 'violations_handled' value_field: 'violations'} aggregate: AGGREGATE_SUM}"
         " numerator_rule: NUMERATOR_RULE_SUM enforcement: true");
  Want("cases", "shape: TARGET_SHAPE_RANGE low: 20 high: 30");
  world_.Record(
      {"pol.33", 0, "violations_handled {handling_id: '" + Uuid(next_++) + "' area: 'adm.33.00001' violations: 25}"});
  EXPECT_EQ(One().numerator().value(), 25);
  oversight::v1::GetIndicatorsRequest request = Question();
  request.set_drill_down(true);
  world_.Settle();
  const auto all = world_.views().GetIndicators(request, viewer_);
  ASSERT_TRUE(all.ok());
  EXPECT_EQ(all->figures_size(), 0);
  request.add_indicator_codes("cases");
  const absl::Status refused = Refused(request);
  EXPECT_TRUE(absl::IsFailedPrecondition(refused)) << refused;
  EXPECT_NE(refused.message().find("ENFORCEMENT_NOT_BROKEN_DOWN"), std::string::npos);
}

TEST_F(FiguresTest, EachQuarterIsHeldAgainstItsTarget) {
  Define("radio",
         "numerator {sources {event: 'broadcast_aired' value_field: 'broadcasts'} aggregate: AGGREGATE_SUM}"
         " numerator_rule: NUMERATOR_RULE_SUM");
  Want("radio", "shape: TARGET_SHAPE_EACH_PERIOD cadence: CADENCE_QUARTER low: 1");
  for (const double day : {-10.0, 60.0, 150.0})
    world_.Record(
        {"soc.33", day, "broadcast_aired {broadcast_id: '" + Uuid(next_++) + "' area: 'adm.33' broadcasts: 1}"});
  oversight::v1::GetIndicatorsRequest request = Question();
  *request.mutable_context()->mutable_as_at() = ToTimestamp(EndOfDate("2025-10-15"));
  EXPECT_EQ(One(request).state().code(), "on_track") << One(request).DebugString();
  *request.mutable_context()->mutable_as_at() = ToTimestamp(EndOfDate("2026-01-01"));
  const oversight::v1::IndicatorFigure missed = One(request);
  EXPECT_EQ(missed.state().code(), "missed");
  ASSERT_EQ(missed.periods_size(), 4);
  EXPECT_EQ(missed.periods(0).state().code(), "met");
  EXPECT_EQ(missed.periods(3).state().code(), "missed");
}

TEST_F(FiguresTest, OneAnswerHasSoManyFigures) {
  constexpr int kAreas = 41, kIndicators = 50;  // 2,050 figures where 2,000 may be
  for (int i = 0; i < kAreas; ++i) Area("adm.33." + std::to_string(10000 + i), "adm.33");
  for (int i = 0; i < kIndicators; ++i) {
    const std::string code = "held" + std::to_string(i);
    Define(code,
           "numerator {sources {event: 'communication_held'} aggregate: AGGREGATE_EVENTS}"
           " numerator_rule: NUMERATOR_RULE_SUM");
    Want(code, "shape: TARGET_SHAPE_MINIMUM low: 1");
  }
  oversight::v1::GetIndicatorsRequest request = Question();
  EXPECT_TRUE(Refused(request).ok());
  request.set_drill_down(true);
  EXPECT_NE(Refused(request).message().find("TOO_MANY_FIGURES"), std::string::npos);
}

TEST_F(FiguresTest, WhatIsNotThereIsNamed) {
  oversight::v1::GetIndicatorsRequest request;
  EXPECT_NE(Refused(request).message().find("AREA_REQUIRED"), std::string::npos);
  request.add_plan_codes("nothing");
  EXPECT_NE(Refused(request).message().find("PLAN_UNKNOWN"), std::string::npos);
  request.clear_plan_codes();
  request.add_indicator_codes("nothing");
  EXPECT_NE(Refused(request).message().find("INDICATOR_UNKNOWN"), std::string::npos);
  request.mutable_period()->set_from("2025-02-01");
  request.mutable_period()->set_until("2025-01-31");
  EXPECT_NE(Refused(request).message().find("PERIOD_INVALID"), std::string::npos);
}

}  // namespace
}  // namespace homeward::projections
