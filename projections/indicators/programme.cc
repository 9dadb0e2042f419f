#include "projections/indicators/programme.h"

#include <algorithm>

#include "homeward/programme/v1/report.pb.h"
#include "projections/facts/dates.h"
#include "projections/facts/history.h"

namespace homeward::projections {
namespace {

namespace pb = programme::v1;

options::v1::Label LabelFrom(const std::string& en, const std::string& vi) {
  options::v1::Label label;
  label.set_en(en);
  label.set_vi(vi);
  return label;
}

Measure MeasureFrom(const pb::Measure& said) {
  Measure measure;
  measure.aggregate = said.aggregate();
  measure.by = said.by();
  if (said.aggregate() == pb::AGGREGATE_BASELINE)
    measure.sources.push_back({EventNumber("baseline_counted"), {{"what", {said.baseline()}}}, "count"});
  for (const pb::EventSource& event : said.sources()) {
    Source& source = measure.sources.emplace_back();
    source.type = EventNumber(event.event());
    source.value_field = event.value_field();
    for (const pb::Condition& condition : event.where())
      source.where.emplace_back(condition.field(),
                                std::vector<std::string>(condition.values().begin(), condition.values().end()));
  }
  return measure;
}

// TargetSet and TargetRevised say the same.
template <typename Said>
Target TargetFrom(const Said& said) {
  Target target;
  target.code = said.target_code();
  target.plan = said.plan_code();
  target.indicator = said.indicator_code();
  target.article = said.article();
  target.shape = said.shape();
  target.cadence = said.cadence();
  target.low = said.low();
  target.high = said.high();
  target.by_date = said.by_date();
  target.by_us = EndOfDate(said.by_date());
  target.areas.assign(said.areas().begin(), said.areas().end());
  target.from_us = StartOfDate(said.effective_from());
  return target;
}

Indicator IndicatorFrom(const pb::IndicatorDefined& said) {
  Indicator indicator;
  indicator.code = said.indicator_code();
  indicator.article = said.article();
  indicator.label = LabelFrom(said.title_en(), said.title_vi());
  for (const pb::Measure& measure : said.numerator()) indicator.numerator.push_back(MeasureFrom(measure));
  indicator.cohort = said.numerator_rule() == pb::NUMERATOR_RULE_COHORT;
  if (said.has_denominator()) indicator.denominator = MeasureFrom(said.denominator());
  indicator.enforcement = said.enforcement();
  indicator.persons = said.persons();
  indicator.from_us = StartOfDate(said.effective_from());
  return indicator;
}

// The last version in force at that instant; null before the first.
template <typename Version>
const Version* InForce(const std::vector<Version>& versions, Micros at_us) {
  const Version* last = nullptr;
  for (const Version& version : versions)
    if (version.from_us <= at_us) last = &version;
  return last;
}

// As people order codes: s0_i2 before s0_i10.
bool NumbersInOrder(std::string_view a, std::string_view b) {
  const auto number = [](std::string_view* rest) {
    uint64_t value = 0;
    for (; !rest->empty() && rest->front() >= '0' && rest->front() <= '9'; rest->remove_prefix(1))
      value = value * 10 + static_cast<uint64_t>(rest->front() - '0');
    return value;
  };
  const auto is_digit = [](std::string_view rest) {
    return !rest.empty() && rest.front() >= '0' && rest.front() <= '9';
  };
  while (!a.empty() && !b.empty()) {
    if (is_digit(a) && is_digit(b)) {
      const uint64_t left = number(&a), right = number(&b);
      if (left != right) return left < right;
    } else {
      if (a.front() != b.front()) return a.front() < b.front();
      a.remove_prefix(1);
      b.remove_prefix(1);
    }
  }
  return a.size() < b.size();
}

template <typename Versions>
void SortByTime(Versions* versions) {
  for (auto& [code, rows] : *versions)
    std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.from_us < b.from_us; });
}

}  // namespace

uint32_t EventNumber(std::string_view payload_name) {
  for (const contract::AgencyContract& agency : contract::Contract::Get().agencies()) {
    const auto* field = agency.descriptor->FindFieldByName(std::string(payload_name));
    if (field != nullptr && field->containing_oneof() == agency.event_oneof)
      return static_cast<uint32_t>(field->number());
  }
  return 0;
}

Programme::Programme(const Facts& facts) {
  for (const Line& line : MakeHistory(facts, 0))
    if (line.stands()) Take(line.fact);
  SortByTime(&targets_);
  SortByTime(&indicators_);
}

void Programme::Take(const Fact& fact) {
  if (const auto* issued = fact.event->As<pb::PlanIssued>()) {
    Plan& plan = plans_[issued->plan_code()];
    plan.code = issued->plan_code();
    plan.area = issued->area();
    plan.article = issued->article();
    plan.label = LabelFrom(issued->title_en(), issued->title_vi());
    plan.from_us = StartOfDate(issued->effective_from());
    const Micros last = EndOfDate(issued->until());
    plan.until_us = plan.until_us == 0 ? last : std::min(plan.until_us, last);
  } else if (const auto* ended = fact.event->As<pb::PlanEnded>()) {
    Plan& plan = plans_[ended->plan_code()];
    plan.until_us = StartOfDate(ended->effective_from()) - 1;
  } else if (const auto* set = fact.event->As<pb::TargetSet>()) {
    targets_[set->target_code()].push_back(TargetFrom(*set));
  } else if (const auto* revised = fact.event->As<pb::TargetRevised>()) {
    targets_[revised->target_code()].push_back(TargetFrom(*revised));
  } else if (const auto* withdrawn = fact.event->As<pb::TargetWithdrawn>()) {
    Target target;
    target.code = withdrawn->target_code();
    target.from_us = StartOfDate(withdrawn->effective_from());
    target.withdrawn = true;
    targets_[target.code].push_back(std::move(target));
  } else if (const auto* defined = fact.event->As<pb::IndicatorDefined>()) {
    indicators_[defined->indicator_code()].push_back(IndicatorFrom(*defined));
  } else if (const auto* duty = fact.event->As<pb::ReportDutySet>()) {
    duties_[duty->duty_code()] = {duty->duty_code(),
                                  duty->from_unit(),
                                  duty->to_unit(),
                                  duty->area(),
                                  duty->rule_code(),
                                  duty->cadence(),
                                  StartOfDate(duty->effective_from()),
                                  EndOfDate(duty->until())};
  }
}

const Plan* Programme::FindPlan(std::string_view code) const {
  const auto found = plans_.find(code);
  return found == plans_.end() || found->second.code.empty() ? nullptr : &found->second;
}

const Indicator* Programme::FindIndicator(std::string_view code, Micros at_us) const {
  const auto found = indicators_.find(code);
  if (found == indicators_.end()) return nullptr;
  const Indicator* in_force = InForce(found->second, at_us);
  return in_force == nullptr ? &found->second.front() : in_force;
}

std::vector<const Target*> Programme::TargetsOf(std::string_view plan, Micros at_us) const {
  std::vector<const Target*> targets;
  for (const auto& [code, versions] : targets_) {
    const Target* target = InForce(versions, at_us);
    if (target != nullptr && !target->withdrawn && target->plan == plan) targets.push_back(target);
  }
  std::sort(targets.begin(), targets.end(),
            [](const Target* a, const Target* b) { return NumbersInOrder(a->code, b->code); });
  return targets;
}

}  // namespace homeward::projections
