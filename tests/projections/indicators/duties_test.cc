// Clocks that no event starts, over a real log.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "projections/facts/dates.h"
#include "tests/projections/indicators/figures_fixture.h"

namespace homeward::projections {
namespace {

class DutiesTest : public FiguresTest {
 protected:
  // "rule state unit" of each clock that is late on that day.
  std::vector<std::string> Late(const char* as_at, const std::string& unit = "") {
    world_.Settle();
    oversight::v1::ListDeadlinesRequest request;
    request.set_unit(unit);
    *request.mutable_context()->mutable_as_at() = ToTimestamp(EndOfDate(as_at));
    const auto response = world_.views().ListDeadlines(request, viewer_);
    EXPECT_TRUE(response.ok()) << response.status();
    std::vector<std::string> late;
    if (!response.ok()) return late;
    for (const oversight::v1::Clock& clock : response->clocks())
      late.push_back(clock.deadline().rule_code() + " " + clock.deadline().state().code() + " " + clock.unit());
    return late;
  }
};

TEST_F(DutiesTest, AReportIsOwedAfterEachPeriod) {
  Govern(
      "legal_rule_published {rule_code: 'report_year' amount: 15 unit: RULE_UNIT_DAYS"
      " effective_from: '2011-01-01' article: 'KH'}");
  Govern(
      "report_duty_set {duty_code: 'd1' from_unit: 'soc.33' to_unit: 'gov.33' area: 'adm.33' cadence: CADENCE_YEAR"
      " rule_code: 'report_year' effective_from: '2024-01-01'}");
  EXPECT_EQ(Late("2025-01-10"), std::vector<std::string>{});
  EXPECT_EQ(Late("2025-02-10"), std::vector<std::string>{"report_year missed soc.33"});
  EXPECT_EQ(Late("2025-02-10", "pol.33"), std::vector<std::string>{});
  world_.Record({"soc.33", -10,
                 "periodic_report_submitted {report_id: '" + Uuid(next_++) +
                     "' to_unit: 'gov.33' area: 'adm.33' cadence: CADENCE_YEAR period_from: '2024-01-01'"
                     " period_until: '2024-12-31' as_of_position: 1 figures_hash: '" +
                     std::string(64, 'a') + "'}"});
  EXPECT_EQ(Late("2025-03-10"), std::vector<std::string>{});
  EXPECT_EQ(Late("2025-02-10"), std::vector<std::string>{"report_year missed soc.33"}) << "it was late then";
  EXPECT_EQ(Late("2026-02-10"), std::vector<std::string>{"report_year missed soc.33"}) << "the next year's";
}

TEST_F(DutiesTest, AReportTellsHowPeriodsWereKeptAndOfNoFewPeople) {
  Govern(
      "legal_rule_published {rule_code: 'initial_verification' amount: 3 unit: RULE_UNIT_DAYS"
      " effective_from: '2011-01-01' article: 'Law'}");
  const auto receive = [&](int person, double checked) {
    world_.Record({"soc.33", 0, "victim_received {person_id: '" + Person(person) + "'}"});
    if (checked > 0)
      world_.Record({"soc.33", checked,
                     "initial_verification_completed {person_id: '" + Person(person) +
                         "' person {finding: INITIAL_FINDING_GROUNDS_FOUND}}"});
  };
  for (int person = 1; person <= 12; ++person) receive(person, 2);
  for (int person = 13; person <= 16; ++person) receive(person, 9);
  for (int person = 17; person <= 27; ++person) receive(person, 0);
  world_.Settle();
  oversight::v1::GetReportRequest request;
  request.set_area("adm.33");
  request.mutable_period()->set_from("2025-01-01");
  request.mutable_period()->set_until("2025-06-30");
  *request.mutable_context()->mutable_as_at() = ToTimestamp(EndOfDate("2025-07-15"));
  const auto report = world_.views().GetReport(request, viewer_);
  ASSERT_TRUE(report.ok()) << report.status();
  ASSERT_EQ(report->clocks_size(), 1) << report->DebugString();
  EXPECT_EQ(report->clocks(0).rule_code(), "initial_verification");
  EXPECT_EQ(report->clocks(0).met().value(), 12);
  EXPECT_TRUE(report->clocks(0).met_late().hidden());
  EXPECT_EQ(report->clocks(0).met_late().value(), 0);
  EXPECT_EQ(report->clocks(0).missed().value(), 11);
}

TEST_F(DutiesTest, WhatAPlanWantsByADayIsLateAfterIt) {
  Define("teams",
         "numerator {sources {event: 'team_consolidated'} aggregate: AGGREGATE_EVENTS}"
         " numerator_rule: NUMERATOR_RULE_SUM");
  Want("teams", "shape: TARGET_SHAPE_BY_DATE by_date: '2025-03-31' low: 1");
  EXPECT_EQ(Late("2025-03-31"), std::vector<std::string>{});
  EXPECT_EQ(Late("2025-04-01"), std::vector<std::string>{"plan_target missed "});
  world_.Record({"gov.33", 10,
                 "team_consolidated {team_id: '" + Uuid(next_++) + "' area: 'adm.33' kind: TEAM_KIND_INSPECTION_178}"});
  EXPECT_EQ(Late("2025-04-01"), std::vector<std::string>{});
}

}  // namespace
}  // namespace homeward::projections
