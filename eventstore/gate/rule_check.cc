#include "eventstore/gate/rule_check.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

#include "absl/strings/match.h"
#include "absl/time/civil_time.h"
#include "eventstore/gate/measures.h"
#include "homeward/programme/v1/plan.pb.h"
#include "homeward/programme/v1/report.pb.h"
#include "homeward/programme/v1/rule.pb.h"
#include "homeward/programme/v1/unit.pb.h"
#include "proto/contract/text.h"

namespace homeward::eventstore {
namespace {

namespace pv = programme::v1;
using contract::Cat;

constexpr char kAreaPrefix[] = "adm.";
constexpr char kCountry[] = "adm.vn";
constexpr int64_t kWhole = 10'000;  // hundredths of one per cent

bool IsWeekend(const std::string& date) {
  absl::CivilDay day;
  if (!absl::ParseCivilTime(date, &day)) return false;
  const absl::Weekday weekday = absl::GetWeekday(day);
  return weekday == absl::Weekday::saturday || weekday == absl::Weekday::sunday;
}

// What a shape asks of a target's figures. Null: they are all right.
template <typename T>
const char* WrongFigure(const T& target) {
  if (target.low() < 0 || target.high() < 0) return "a figure of a target is not negative";
  switch (target.shape()) {
    case pv::TARGET_SHAPE_PERCENTAGE:
      return target.low() > 0 && target.low() <= kWhole
                 ? nullptr
                 : "a percentage is `low`, in hundredths of one per cent, to 10000";
    case pv::TARGET_SHAPE_MINIMUM:
    case pv::TARGET_SHAPE_COUNT:
      return target.low() > 0 ? nullptr : "the shape needs `low`";
    case pv::TARGET_SHAPE_MAXIMUM:
      return target.low() == 0 ? nullptr : "a maximum is `high`, and has no `low`";
    case pv::TARGET_SHAPE_RANGE:
      return target.high() > 0 && target.low() <= target.high() ? nullptr : "a range goes from `low` up to `high`";
    case pv::TARGET_SHAPE_BY_DATE:
      return !target.by_date().empty() ? nullptr : "the shape needs `by_date`";
    case pv::TARGET_SHAPE_EACH_PERIOD:
      return target.low() > 0 && target.cadence() != pv::CADENCE_UNSPECIFIED ? nullptr
                                                                             : "the shape needs `low` and `cadence`";
    default:
      return nullptr;
  }
}

}  // namespace

bool WantsCreating(std::string_view unit) {
  return unit.substr(0, std::string_view(kAreaPrefix).size()) == kAreaPrefix && unit != kCountry;
}

std::string RowOf(const google::protobuf::Message& payload) {
  const auto text = [&payload](std::string_view field) { return contract::FieldText(payload, field); };
  const auto* type = payload.GetDescriptor();
  if (type == pv::AdminUnitCreated::descriptor()) return Cat("unit/", text("unit"));
  if (type == pv::PlanIssued::descriptor()) return Cat("plan/", text("plan_code"));
  if (type == pv::LegalRulePublished::descriptor() || type == pv::LegalRuleSuperseded::descriptor())
    return Cat("rule/", text("rule_code"), "@", text("effective_from"));
  if (type == pv::CalendarPublished::descriptor()) return Cat("calendar/", text("calendar_code"), "@", text("year"));
  if (type == pv::IndicatorDefined::descriptor())
    return Cat("indicator/", text("indicator_code"), "@", text("effective_from"));
  if (type == pv::ReportDutySet::descriptor()) return Cat("duty/", text("duty_code"), "@", text("effective_from"));
  if (type == pv::TargetSet::descriptor() || type == pv::TargetRevised::descriptor())
    return Cat("target/", text("target_code"), "@", text("effective_from"));
  return "";
}

void RuleCheck::Refuse(std::string reason, std::string field, std::string message, std::string next_step) {
  violations_->push_back({absl::StatusCode::kFailedPrecondition, std::move(reason), index_, std::move(field),
                          std::move(message), std::move(next_step)});
}

void RuleCheck::KnownArea(const std::string& unit, const std::string& field) {
  if (!WantsCreating(unit) || book_.created_.count(unit) != 0) return;
  Refuse("UNIT_UNKNOWN", field, "no area of that name was created",
         "publish its AdminUnitCreated first, or check the code");
}

void RuleCheck::Succession(const std::string& unit, const std::string& heir, const std::string& field,
                           const std::string& effective_from) {
  KnownArea(heir, field);
  if (book_.Leads(heir, unit)) {
    Refuse("SUCCESSION_CYCLE", field, "the successor's own successors lead back to it",
           "name a successor that goes on existing");
  }
  for (const auto& [name, path] : {std::pair(unit, std::string("effective_from")), std::pair(heir, field)}) {
    const auto created = book_.created_.find(name);
    if (created == book_.created_.end() || created->second <= effective_from) continue;
    Refuse("PERIOD_BACKWARDS", path, "it would be before the unit was created", "check the day");
  }
}

void RuleCheck::Plan() {
  const auto* issued = event_.As<pv::PlanIssued>();
  KnownArea(issued->area(), "area");
  if (issued->until() < issued->effective_from()) {
    Refuse("PERIOD_BACKWARDS", "until", "the plan would end before it begins", "check both days");
  }
  if (!issued->follows_plan().empty() && book_.plans_.count(issued->follows_plan()) == 0) {
    Refuse("PLAN_UNKNOWN", "follows_plan", "no such plan was issued", "issue it first, or check the code");
  }
}

void RuleCheck::Calendar() {
  const auto* calendar = event_.As<pv::CalendarPublished>();
  const std::string year = Cat(calendar->year(), "-");
  std::set<std::string> off(calendar->days_off().begin(), calendar->days_off().end());
  for (const auto& [days, field] :
       {std::pair(&calendar->days_off(), "days_off"), std::pair(&calendar->working_days(), "working_days")}) {
    if (std::all_of(days->begin(), days->end(), [&](const std::string& day) { return absl::StartsWith(day, year); }))
      continue;
    Refuse("CALENDAR_DATE", field, "a day lies in another year", "give each year its own calendar");
  }
  for (const std::string& day : calendar->working_days()) {
    if (off.count(day) == 0 && IsWeekend(day)) continue;
    Refuse("CALENDAR_DATE", "working_days", "a working day is swapped: it lies on a weekend, and is no day off",
           "check the days");
    return;
  }
}

template <typename T>
void RuleCheck::Figure(const T& target) {
  if (const char* wrong = WrongFigure(target)) {
    Refuse("TARGET_FIGURE", "shape", wrong, "give the figure that the shape asks for: docs/events.md");
  }
}

template <typename T>
void RuleCheck::Target(const T& target) {
  Figure(target);
  for (const std::string& area : target.areas()) KnownArea(area, "areas");
  if (book_.indicators_.count(target.indicator_code()) == 0) {
    Refuse("INDICATOR_UNKNOWN", "indicator_code", "no such indicator is defined",
           "publish its IndicatorDefined first, or check the code");
  }
  const auto plan = book_.plans_.find(target.plan_code());
  if (plan == book_.plans_.end()) {
    Refuse("PLAN_UNKNOWN", "plan_code", "no such plan was issued", "issue it first, or check the code");
    return;
  }
  const RuleBook::Span& span = plan->second;
  if (target.effective_from() < span.from || target.effective_from() > span.until) {
    Refuse("PERIOD_BACKWARDS", "effective_from", "the day lies outside the plan", "check the day");
  }
  std::set<std::string> areas(target.areas().begin(), target.areas().end());
  if (areas.empty()) areas.insert(span.area);
  for (const auto& [code, other] : book_.targets_) {
    if (code == target.target_code() || other.withdrawn || other.plan != target.plan_code() ||
        other.indicator != target.indicator_code()) {
      continue;
    }
    if (std::none_of(other.areas.begin(), other.areas.end(), [&](const auto& area) { return areas.count(area) != 0; }))
      continue;
    Refuse("VALIDITY_OVERLAP", "target_code", "another target asks the same of that plan, indicator and area",
           "revise or withdraw that one");
    return;
  }
}

void RuleCheck::Run() {
  const std::string row = RowOf(*event_.payload);
  if (!row.empty() && book_.begins_.count(row) != 0) {
    Refuse("VALIDITY_OVERLAP", event_.type->options.key(), "there is a row of it from the same day already",
           "correct that row: name it in `corrects`");
  }
  if (const auto* created = event_.As<pv::AdminUnitCreated>()) {
    KnownArea(created->parent_unit(), "parent_unit");
  } else if (const auto* renamed = event_.As<pv::AdminUnitRenamed>()) {
    KnownArea(renamed->unit(), "unit");
  } else if (const auto* split = event_.As<pv::AdminUnitSplit>()) {
    KnownArea(split->unit(), "unit");
    Succession(split->unit(), split->successor_unit(), "successor_unit", split->effective_from());
    for (const std::string& other : split->other_units())
      Succession(split->unit(), other, "other_units", split->effective_from());
  } else if (const auto* dissolved = event_.As<pv::AdminUnitDissolved>()) {
    KnownArea(dissolved->unit(), "unit");
    Succession(dissolved->unit(), dissolved->successor_unit(), "successor_unit", dissolved->effective_from());
  } else if (const auto* merged = event_.As<pv::AdminUnitMerged>()) {
    KnownArea(merged->unit(), "unit");
    Succession(merged->unit(), merged->into_unit(), "into_unit", merged->effective_from());
  } else if (const auto* agency = event_.As<pv::AgencySucceeded>()) {
    Succession(agency->agency(), agency->successor_agency(), "successor_agency", agency->effective_from());
  } else if (const auto* moved = event_.As<pv::CompetenceTransferred>()) {
    if (moved->from_unit() == moved->to_unit())
      Refuse("SUCCESSION_CYCLE", "to_unit", "a competence goes to another unit", "check both units");
  } else if (event_.As<pv::CalendarPublished>() != nullptr) {
    Calendar();
  } else if (event_.As<pv::PlanIssued>() != nullptr) {
    Plan();
  } else if (const auto* ended = event_.As<pv::PlanEnded>()) {
    const auto plan = book_.plans_.find(ended->plan_code());
    if (plan == book_.plans_.end()) {
      Refuse("PLAN_UNKNOWN", "plan_code", "no such plan was issued", "check the code");
    } else if (ended->effective_from() < plan->second.from || ended->effective_from() > plan->second.until) {
      Refuse("PERIOD_BACKWARDS", "effective_from", "the day lies outside the plan", "check the day");
    }
  } else if (const auto* set = event_.As<pv::TargetSet>()) {
    Target(*set);
  } else if (const auto* revised = event_.As<pv::TargetRevised>()) {
    Target(*revised);
  } else if (const auto* indicator = event_.As<pv::IndicatorDefined>()) {
    CheckMeasures(*indicator, index_, violations_);
  } else if (const auto* duty = event_.As<pv::ReportDutySet>()) {
    KnownArea(duty->area(), "area");
    if (!duty->until().empty() && duty->until() < duty->effective_from())
      Refuse("PERIOD_BACKWARDS", "until", "the duty would end before it begins", "check both days");
  }
}

}  // namespace homeward::eventstore
