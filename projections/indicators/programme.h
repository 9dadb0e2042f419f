// Plans, their targets, and what each indicator counts: data of the steering office, effective-dated.
#ifndef HOMEWARD_PROJECTIONS_INDICATORS_PROGRAMME_H_
#define HOMEWARD_PROJECTIONS_INDICATORS_PROGRAMME_H_

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "homeward/programme/v1/plan.pb.h"
#include "projections/facts/fact.h"

namespace homeward::projections {

struct Plan {
  std::string code, area, article;
  options::v1::Label label;
  Micros from_us = 0, until_us = 0;  // to the last microsecond of its last day
};

// One version of a target.
struct Target {
  std::string code, plan, indicator, article;
  programme::v1::TargetShape shape = programme::v1::TARGET_SHAPE_UNSPECIFIED;
  programme::v1::Cadence cadence = programme::v1::CADENCE_UNSPECIFIED;
  int64_t low = 0, high = 0;
  Micros by_us = 0;  // the end of its last day
  std::string by_date;
  std::vector<std::string> areas;  // none: the plan's
  Micros from_us = 0;
  bool withdrawn = false;
};

// Events that count, and which of them.
struct Source {
  uint32_t type = 0;  // 0: no event is called so
  std::vector<std::pair<std::string, std::vector<std::string>>> where;
  std::string value_field;
};

struct Measure {
  std::vector<Source> sources;
  programme::v1::Aggregate aggregate = programme::v1::AGGREGATE_UNSPECIFIED;
  std::string by;
};

struct Indicator {
  std::string code, article;
  options::v1::Label label;
  std::vector<Measure> numerator;
  bool cohort = false;
  std::optional<Measure> denominator;
  bool enforcement = false, persons = false;
  Micros from_us = 0;
};

// A report that a unit owes for each period.
struct Duty {
  std::string code, from_unit, to_unit, area, rule_code;
  programme::v1::Cadence cadence = programme::v1::CADENCE_UNSPECIFIED;
  Micros from_us = 0, until_us = 0;  // to the last microsecond of its last day; 0: open
};

// Immutable; any thread.
class Programme {
 public:
  Programme() = default;
  explicit Programme(const Facts& facts);  // of governance, in order

  const std::map<std::string, Plan, std::less<>>& plans() const { return plans_; }
  // Null if there is none.
  const Plan* FindPlan(std::string_view code) const;
  // As defined at that instant, or first where it was defined later; null if it never was.
  const Indicator* FindIndicator(std::string_view code, Micros at_us) const;
  // Of the plan, as they stand at that instant, by code: i2 before i10.
  std::vector<const Target*> TargetsOf(std::string_view plan, Micros at_us) const;
  const std::map<std::string, Duty, std::less<>>& duties() const { return duties_; }

 private:
  void Take(const Fact& fact);

  std::map<std::string, Plan, std::less<>> plans_;
  std::map<std::string, Duty, std::less<>> duties_;
  std::map<std::string, std::vector<Target>, std::less<>> targets_;        // versions by time
  std::map<std::string, std::vector<Indicator>, std::less<>> indicators_;  // versions by time
};

// The number of the event that the services call so ("commune_assessed"); 0 if there is none.
uint32_t EventNumber(std::string_view payload_name);

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_INDICATORS_PROGRAMME_H_
