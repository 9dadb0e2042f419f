// Rows of governance that contradict those before them are refused; a correction stands in the place of the row that
// it corrects.
#include "eventstore/gate/rule_book.h"

#include <gtest/gtest.h>

#include "google/protobuf/text_format.h"
#include "homeward/programme/v1/programme_service.pb.h"
#include "tests/eventstore/support/scene.h"

namespace homeward::eventstore {
namespace {

// An event of the steering office, its payload as text: "plan_issued { plan_code: … }".
programme::v1::Event Row(const std::string& text, const std::string& id = "", const std::string& corrects = "") {
  programme::v1::Event event;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &event)) << text;
  *event.mutable_envelope() = *Make{.unit = "gov.01", .id = id}.Sent(1).event.envelope;
  event.mutable_envelope()->set_corrects(corrects);
  return event;
}

constexpr char kArea[] =
    "admin_unit_created { unit: 'adm.01' effective_from: '2016-01-01' level: AREA_LEVEL_PROVINCE }";
constexpr char kPlan[] =
    "plan_issued { plan_code: 's0' title_vi: 'K' title_en: 'P' area: 'adm.01' effective_from: '2020-01-01' "
    "until: '2020-12-31' }";
constexpr char kIndicator[] =
    "indicator_defined { indicator_code: 'i1' title_vi: 'T' title_en: 'T' numerator_rule: NUMERATOR_RULE_SUM "
    "direction: DIRECTION_UP effective_from: '2016-01-01' numerator { aggregate: AGGREGATE_LATEST by: 'area' "
    "sources { event: 'commune_assessed' where { field: 'classification' values: 'free' } } } }";

std::string Target(const std::string& rest, const std::string& code = "t1") {
  return "target_set { target_code: '" + code + "' plan_code: 's0' indicator_code: 'i1' effective_from: '2020-01-01' " +
         rest + " }";
}
const std::string kPercentage = "shape: TARGET_SHAPE_PERCENTAGE low: 8000";

class RuleBookTest : public ::testing::Test {
 protected:
  std::string TryAll(const std::vector<programme::v1::Event>& events) {
    Proposal proposal;
    proposal.agency = contract::Agency::AGENCY_PROGRAMME;
    for (const auto& event : events) proposal.events.push_back(FromMessage(contract::Agency::AGENCY_PROGRAMME, event));
    return Reasons(Ask(*store_, std::move(proposal)));
  }
  std::string Try(const std::string& text, const std::string& id = "", const std::string& corrects = "") {
    return TryAll({Row(text, id, corrects)});
  }
  void Plan() {
    ASSERT_EQ(Try(kArea), "");
    ASSERT_EQ(Try(kPlan), "");
    ASSERT_EQ(Try(kIndicator), "");
  }
  void Reopen() {
    store_.reset();
    store_ = OpenStore(directory_.path());
  }

  TempDirectory directory_;
  std::unique_ptr<Store> store_ = OpenStore(directory_.path());
};

TEST_F(RuleBookTest, RefusesAnAreaThatWasNeverCreated) {
  EXPECT_EQ(Try(kPlan), "UNIT_UNKNOWN@0");
  EXPECT_EQ(Try("admin_unit_created { unit: 'adm.01.001' parent_unit: 'adm.01' effective_from: '2016-01-01' }"),
            "UNIT_UNKNOWN@0");
  ASSERT_EQ(Try(kArea), "");
  EXPECT_EQ(Try("admin_unit_merged { unit: 'adm.01' into_unit: 'adm.02' effective_from: '2025-07-01' }"),
            "UNIT_UNKNOWN@0");
  EXPECT_EQ(Try(kPlan), "");
  EXPECT_EQ(Try("admin_unit_created { unit: 'adm.03' parent_unit: 'adm.vn' effective_from: '2016-01-01' }"), "")
      << "the country is there";
  // Other units may have existed before the log began.
  EXPECT_EQ(Try("admin_unit_merged { unit: 'soc.01' into_unit: 'soc.02' effective_from: '2025-07-01' }"), "");
}

TEST_F(RuleBookTest, EarlierEventsOfABatchCount) {
  EXPECT_EQ(TryAll({Row(kArea), Row(kPlan), Row(kIndicator), Row(Target(kPercentage))}), "");
  EXPECT_EQ(TryAll({Row("plan_issued { plan_code: 'x' title_vi: 'K' title_en: 'P' area: 'adm.02' effective_from: "
                        "'2020-01-01' until: '2020-12-31' }"),
                    Row("admin_unit_created { unit: 'adm.02' effective_from: '2016-01-01' }")}),
            "UNIT_UNKNOWN@0");
}

TEST_F(RuleBookTest, RefusesACycleOfSuccession) {
  ASSERT_EQ(Try("admin_unit_merged { unit: 'soc.01' into_unit: 'soc.02' effective_from: '2025-07-01' }"), "");
  ASSERT_EQ(Try("admin_unit_dissolved { unit: 'soc.02' successor_unit: 'soc.03' effective_from: '2025-08-01' }"), "");
  for (const bool reopened : {false, true}) {
    if (reopened) Reopen();
    EXPECT_EQ(Try("admin_unit_split { unit: 'soc.03' successor_unit: 'soc.04' other_units: 'soc.01' "
                  "effective_from: '2025-09-01' }"),
              "SUCCESSION_CYCLE@0");
    EXPECT_EQ(Try("agency_succeeded { agency: 'soc.03' successor_agency: 'soc.03' effective_from: '2025-09-01' }"),
              "SUCCESSION_CYCLE@0");
  }
  EXPECT_EQ(Try("competence_transferred { competence: COMPETENCE_PREVENTION from_unit: 'soc.05' to_unit: 'soc.05' "
                "effective_from: '2025-09-01' }"),
            "SUCCESSION_CYCLE@0");
}

TEST_F(RuleBookTest, RefusesTwoRowsOfOneDay) {
  const std::string rule =
      "legal_rule_published { rule_code: 'r' amount: 3 unit: RULE_UNIT_DAYS effective_from: '2020-01-01' article: 'A' "
      "}";
  ASSERT_EQ(Try(rule, Uuid7(1)), "");
  EXPECT_EQ(Try(rule, Uuid7(2)), "VALIDITY_OVERLAP@0");
  EXPECT_EQ(Try("legal_rule_superseded { rule_code: 'r' effective_from: '2020-01-01' article: 'A' }"),
            "VALIDITY_OVERLAP@0");
  ASSERT_EQ(Try("calendar_published { calendar_code: 'c' year: 2020 days_off: '2020-01-01' }"), "");
  EXPECT_EQ(Try("calendar_published { calendar_code: 'c' year: 2020 days_off: '2020-01-02' }"), "VALIDITY_OVERLAP@0");
  Plan();
  EXPECT_EQ(Try(kIndicator), "VALIDITY_OVERLAP@0");
  ASSERT_EQ(Try(Target(kPercentage)), "");
  EXPECT_EQ(Try(Target(kPercentage, "t2")), "VALIDITY_OVERLAP@0") << "the same of one plan, indicator and area";
  ASSERT_EQ(Try("target_withdrawn { target_code: 't1' effective_from: '2020-06-01' }"), "");
  EXPECT_EQ(Try(Target(kPercentage, "t2")), "");
}

TEST_F(RuleBookTest, ACorrectedRowIsHeldAgainstTheOthersAlone) {
  const std::string rule = "legal_rule_published { rule_code: 'r' unit: RULE_UNIT_DAYS article: 'A' ";
  ASSERT_EQ(Try(rule + "amount: 3 effective_from: '2020-01-01' }", Uuid7(1)), "");
  ASSERT_EQ(Try(rule + "amount: 4 effective_from: '2020-02-01' }", Uuid7(2)), "");
  EXPECT_EQ(Try(rule + "amount: 5 effective_from: '2020-01-01' }", Uuid7(3), Uuid7(1)), "");
  EXPECT_EQ(Try(rule + "amount: 5 effective_from: '2020-02-01' }", Uuid7(4), Uuid7(3)), "VALIDITY_OVERLAP@0");
  Reopen();
  EXPECT_EQ(Try(rule + "amount: 5 effective_from: '2020-02-01' }", Uuid7(4), Uuid7(3)), "VALIDITY_OVERLAP@0");
  programme::v1::Event retracted = Row("event_retracted {}");
  retracted.mutable_event_retracted()->set_event_id(Uuid7(2));
  ASSERT_EQ(TryAll({retracted}), "");
  EXPECT_EQ(Try(rule + "amount: 5 effective_from: '2020-02-01' }", Uuid7(4), Uuid7(3)), "");
  EXPECT_EQ(Try(rule + "amount: 5 effective_from: '2020-01-01' }", Uuid7(5)), "");
}

TEST_F(RuleBookTest, ARowIsNotTakenBackUnderThoseThatRestOnIt) {
  const auto retraction = [](uint64_t n, uint64_t of) {
    programme::v1::Event event = Row("event_retracted {}", Uuid7(n));
    event.mutable_event_retracted()->set_event_id(Uuid7(of));
    return event;
  };
  ASSERT_EQ(Try(kArea, Uuid7(1)), "");
  ASSERT_EQ(Try(kPlan, Uuid7(2)), "");
  ASSERT_EQ(Try(kIndicator, Uuid7(3)), "");
  ASSERT_EQ(Try(Target(kPercentage), Uuid7(4)), "");
  EXPECT_EQ(TryAll({retraction(11, 1)}), "LATER_EVENT_RESTS_ON_IT@0") << "the area of a plan";
  EXPECT_EQ(TryAll({retraction(12, 2)}), "LATER_EVENT_RESTS_ON_IT@0") << "the plan of a target";
  EXPECT_EQ(TryAll({retraction(13, 3)}), "LATER_EVENT_RESTS_ON_IT@0") << "the indicator of a target";
  EXPECT_EQ(TryAll({retraction(14, 4), retraction(13, 3)}), "") << "both in one batch";
  EXPECT_EQ(TryAll({retraction(12, 2)}), "");
  EXPECT_EQ(TryAll({retraction(11, 1)}), "");
}

TEST_F(RuleBookTest, RefusesATargetWithoutItsFigure) {
  Plan();
  for (const char* wrong :
       {"shape: TARGET_SHAPE_PERCENTAGE", "shape: TARGET_SHAPE_PERCENTAGE low: 10001", "shape: TARGET_SHAPE_MINIMUM",
        "shape: TARGET_SHAPE_MINIMUM low: -1", "shape: TARGET_SHAPE_MAXIMUM low: 1 high: 2",
        "shape: TARGET_SHAPE_MAXIMUM high: -1", "shape: TARGET_SHAPE_RANGE low: 80 high: 60",
        "shape: TARGET_SHAPE_RANGE low: 80", "shape: TARGET_SHAPE_COUNT", "shape: TARGET_SHAPE_BY_DATE low: 1",
        "shape: TARGET_SHAPE_EACH_PERIOD low: 1", "shape: TARGET_SHAPE_EACH_PERIOD cadence: CADENCE_QUARTER"}) {
    EXPECT_EQ(Try(Target(wrong)), "TARGET_FIGURE@0") << wrong;
  }
  int number = 10;
  for (const char* right :
       {"shape: TARGET_SHAPE_PERCENTAGE low: 10000", "shape: TARGET_SHAPE_MINIMUM low: 1",
        "shape: TARGET_SHAPE_MAXIMUM", "shape: TARGET_SHAPE_RANGE low: 60 high: 80", "shape: TARGET_SHAPE_COUNT low: 2",
        "shape: TARGET_SHAPE_BY_DATE by_date: '2020-03-31'",
        "shape: TARGET_SHAPE_EACH_PERIOD low: 1 cadence: CADENCE_QUARTER", "shape: TARGET_SHAPE_DONE"}) {
    const std::string code = "t" + std::to_string(++number);
    EXPECT_EQ(Try(Target(right, code)), "") << right;
    ASSERT_EQ(Try("target_withdrawn { target_code: '" + code + "' effective_from: '2020-06-01' }"), "");
  }
}

TEST_F(RuleBookTest, RefusesATargetOfNoPlanOrIndicator) {
  EXPECT_EQ(Try(Target(kPercentage)), "INDICATOR_UNKNOWN@0 PLAN_UNKNOWN@0");
  Plan();
  EXPECT_EQ(Try(Target(kPercentage + " areas: 'adm.02'")), "UNIT_UNKNOWN@0");
  EXPECT_EQ(Try("plan_ended { plan_code: 's9' effective_from: '2020-06-01' }"), "PLAN_UNKNOWN@0 ILLEGAL_STEP@0");
  EXPECT_EQ(Try("plan_issued { plan_code: 's1' title_vi: 'K' title_en: 'P' area: 'adm.01' effective_from: '2020-01-01' "
                "until: '2020-12-31' follows_plan: 's9' }"),
            "PLAN_UNKNOWN@0");
}

TEST_F(RuleBookTest, RefusesWrongDays) {
  ASSERT_EQ(Try(kArea), "");
  EXPECT_EQ(Try("plan_issued { plan_code: 's0' title_vi: 'K' title_en: 'P' area: 'adm.01' effective_from: '2020-01-01' "
                "until: '2019-12-31' }"),
            "PERIOD_BACKWARDS@0");
  ASSERT_EQ(Try(kPlan), "");
  ASSERT_EQ(Try(kIndicator), "");
  EXPECT_EQ(Try("target_set { target_code: 't' plan_code: 's0' indicator_code: 'i1' shape: TARGET_SHAPE_DONE "
                "effective_from: '2021-01-01' }"),
            "PERIOD_BACKWARDS@0");
  EXPECT_EQ(Try("plan_ended { plan_code: 's0' effective_from: '2021-06-01' }"), "PERIOD_BACKWARDS@0");
  EXPECT_EQ(Try("admin_unit_dissolved { unit: 'adm.01' successor_unit: 'soc.01' effective_from: '2015-01-01' }"),
            "PERIOD_BACKWARDS@0");
  EXPECT_EQ(Try("report_duty_set { duty_code: 'd' from_unit: 'soc.01' to_unit: 'gov.01' area: 'adm.01' cadence: "
                "CADENCE_YEAR rule_code: 'r' effective_from: '2020-01-01' until: '2019-01-01' }"),
            "PERIOD_BACKWARDS@0");
}

TEST_F(RuleBookTest, RefusesACalendarThatCannotBe) {
  const std::string calendar = "calendar_published { calendar_code: 'c' year: 2025 ";
  EXPECT_EQ(Try(calendar + "days_off: '2024-12-31' }"), "CALENDAR_DATE@0");
  EXPECT_EQ(Try(calendar + "working_days: '2025-04-25' }"), "CALENDAR_DATE@0") << "a Friday";
  EXPECT_EQ(Try(calendar + "working_days: '2025-04-26' days_off: '2025-04-26' }"), "CALENDAR_DATE@0");
  EXPECT_EQ(Try(calendar + "working_days: '2025-04-26' days_off: '2025-05-02' }"), "");
}

TEST_F(RuleBookTest, RefusesAnIndicatorThatCannotBeCounted) {
  const auto counted = [this](const std::string& measures, const std::string& rule = "SUM") {
    return Try(
        "indicator_defined { indicator_code: 'i' title_vi: 'T' title_en: 'T' direction: DIRECTION_UP "
        "effective_from: '2016-01-01' numerator_rule: NUMERATOR_RULE_" +
        rule + " " + measures + " }");
  };
  EXPECT_EQ(counted("numerator { aggregate: AGGREGATE_EVENTS sources { event: 'commune_scored' } }"),
            "EVENT_UNKNOWN@0");
  // Not counted: the tally holds none of it.
  EXPECT_EQ(counted("numerator { aggregate: AGGREGATE_EVENTS sources { event: 'referral_sent' } }"), "EVENT_UNKNOWN@0");
  EXPECT_EQ(
      counted("numerator { aggregate: AGGREGATE_SUM sources { event: 'commune_assessed' value_field: 'marks' } }"),
      "FIELD_UNKNOWN@0");
  EXPECT_EQ(counted("numerator { aggregate: AGGREGATE_SUM sources { event: 'commune_assessed' value_field: 'area' } }"),
            "FIELD_UNKNOWN@0");
  EXPECT_EQ(counted("numerator { aggregate: AGGREGATE_DISTINCT by: 'town' sources { event: 'commune_assessed' } }"),
            "FIELD_UNKNOWN@0");
  EXPECT_EQ(counted("numerator { aggregate: AGGREGATE_EVENTS sources { event: 'commune_assessed' where { field: "
                    "'classification' values: 'clean' } } }"),
            "FIELD_UNKNOWN@0");
  // Of a person only what the contract says so of.
  EXPECT_EQ(counted("numerator { aggregate: AGGREGATE_EVENTS sources { event: 'needs_assessed' where { field: 'risk' "
                    "values: 'high' } } }"),
            "FIELD_UNKNOWN@0");
  for (const char* incomplete :
       {"numerator { aggregate: AGGREGATE_DISTINCT sources { event: 'commune_assessed' } }",
        "numerator { aggregate: AGGREGATE_SUM sources { event: 'commune_assessed' } }",
        "numerator { aggregate: AGGREGATE_EVENTS }", "numerator { aggregate: AGGREGATE_BASELINE }",
        "numerator { aggregate: AGGREGATE_EVENTS by: 'area' sources { event: 'commune_assessed' } }"}) {
    EXPECT_EQ(counted(incomplete), "MEASURE_INCOMPLETE@0") << incomplete;
  }
  const std::string received = "{ aggregate: AGGREGATE_DISTINCT by: 'person_id' sources { event: 'victim_received' } }";
  EXPECT_EQ(counted("numerator " + received, "COHORT"), "MEASURE_INCOMPLETE@0");
  EXPECT_EQ(counted("numerator " + received + " denominator " + received, "COHORT"), "");
}

}  // namespace
}  // namespace homeward::eventstore
