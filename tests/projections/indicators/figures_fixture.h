// A province's plan over a real log, for tests of figures: govern, publish, ask.
#ifndef HOMEWARD_TESTS_PROJECTIONS_INDICATORS_FIGURES_FIXTURE_H_
#define HOMEWARD_TESTS_PROJECTIONS_INDICATORS_FIGURES_FIXTURE_H_

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "projections/facts/dates.h"
#include "tests/projections/support/facts.h"
#include "tests/projections/support/world.h"

namespace homeward::projections {

inline std::string Uuid(int number) {
  const std::string digits = std::to_string(number);
  return "01955975-4d00-4000-8000-" + std::string(12 - digits.size(), '0') + digits;
}
inline std::string Person(int number) {
  const std::string digits = std::to_string(number);
  return "p" + std::string(26 - digits.size(), '0') + digits;
}

class FiguresTest : public ::testing::Test {
 protected:
  FiguresTest() {
    viewer_.role = Role::kCoordinator;
    viewer_.certificate_unit = "crd.33";
    viewer_.spiffe = "spiffe://homeward.example/coordinator/crd.33";
    viewer_.purpose = coordination::v1::PURPOSE_SUPERVISION;
    Area("adm.33", "");
    Area("adm.34", "");
    Govern(
        "plan_issued {plan_code: 's9' title_vi: 'Kế hoạch' title_en: 'Plan' area: 'adm.33'"
        " effective_from: '2025-01-01' until: '2025-12-31'}");
  }

  void Govern(const std::string& text) { world_.Record({"gov.01", 0, text}); }

  void Area(const std::string& code, const std::string& parent) {
    Govern("admin_unit_created {unit: '" + code + (parent.empty() ? "'" : "' parent_unit: '" + parent + "'") +
           " effective_from: '2011-01-01'}");
  }

  void Define(const std::string& code, const std::string& rest) {
    Govern("indicator_defined {indicator_code: '" + code +
           "' title_vi: 'Chỉ tiêu' title_en: 'Indicator'"
           " direction: DIRECTION_UP effective_from: '2011-01-01' " +
           rest + "}");
  }
  void Want(const std::string& indicator, const std::string& rest) {
    Govern("target_set {target_code: 't_" + indicator + "' plan_code: 's9' indicator_code: '" + indicator +
           "' effective_from: '2025-01-01' " + rest + "}");
  }

  void Assess(const std::string& area, const std::string& classification, double day = 0, int corrects = 0) {
    Said said{
        "com." + area.substr(4), day,
        "commune_assessed {area: '" + area + "' year: 2025 classification: COMMUNE_CLASS_" + classification + "}"};
    said.corrects = corrects;
    world_.Record(said);
  }
  void Baseline(const std::string& area, int count) {
    world_.Record({"gov.01", 0,
                   "baseline_counted {baseline_id: '" + Uuid(next_++) + "' area: '" + area +
                       "' what: 'communes' count: " + std::to_string(count) + "}"});
  }

  oversight::v1::GetIndicatorsRequest Question() const {
    oversight::v1::GetIndicatorsRequest request;
    request.add_plan_codes("s9");
    *request.mutable_context()->mutable_as_at() = ToTimestamp(EndOfDate("2025-12-31"));
    return request;
  }
  oversight::v1::IndicatorFigure One(const oversight::v1::GetIndicatorsRequest& request) {
    world_.Settle();
    const auto response = world_.views().GetIndicators(request, viewer_);
    EXPECT_TRUE(response.ok()) << response.status();
    if (!response.ok() || response->figures_size() != 1) {
      ADD_FAILURE() << (response.ok() ? response->DebugString() : "");
      return {};
    }
    return response->figures(0);
  }
  oversight::v1::IndicatorFigure One() { return One(Question()); }
  absl::Status Refused(const oversight::v1::GetIndicatorsRequest& request) {
    world_.Settle();
    return world_.views().GetIndicators(request, viewer_).status();
  }

  void DefineFree() {
    Define(
        "free",
        "numerator {sources {event: 'commune_assessed' where {field: 'classification' values: ['free', 'turned_free']}}"
        " aggregate: AGGREGATE_LATEST by: 'area'} numerator_rule: NUMERATOR_RULE_SUM"
        " denominator {aggregate: AGGREGATE_BASELINE baseline: 'communes'}");
    Want("free", "shape: TARGET_SHAPE_PERCENTAGE low: 5000");
  }

  World world_;
  Viewer viewer_;
  int next_ = 1;
};

}  // namespace homeward::projections

#endif  // HOMEWARD_TESTS_PROJECTIONS_INDICATORS_FIGURES_FIXTURE_H_
