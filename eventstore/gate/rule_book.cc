#include "eventstore/gate/rule_book.h"

#include "eventstore/gate/rule_check.h"
#include "homeward/programme/v1/plan.pb.h"
#include "homeward/programme/v1/report.pb.h"
#include "homeward/programme/v1/rule.pb.h"
#include "homeward/programme/v1/unit.pb.h"
#include "proto/contract/text.h"

namespace homeward::eventstore {
namespace {

namespace pv = programme::v1;
using google::protobuf::Message;

template <typename T>
const T* As(const Message& payload) {
  return payload.GetDescriptor() == T::descriptor() ? static_cast<const T*>(&payload) : nullptr;
}

}  // namespace

RuleBook RuleBook::Of(const std::vector<const contract::Event*>& history) {
  RuleBook book;
  for (const contract::Event* event : history) {
    std::shared_ptr<Message> payload(event->payload->New());
    payload->CopyFrom(*event->payload);
    book.rows_.push_back({LinkOf(*event), std::move(payload)});
  }
  book.FoldAll();
  return book;
}

void RuleBook::Apply(const contract::Event& event) {
  const bool rewrites = Rewrites(event);
  if (!rewrites && !event.type->options.governance()) return;
  std::shared_ptr<Message> payload(event.payload->New());
  payload->CopyFrom(*event.payload);
  rows_.push_back({LinkOf(event), std::move(payload)});
  if (rewrites) {
    FoldAll();
  } else {
    Fold(*rows_.back().payload);
  }
}

RuleBook RuleBook::Without(const std::string& event_id) const {
  RuleBook book;
  book.rows_ = rows_;
  book.rows_.push_back({{.id = "", .corrects = "", .retracts = event_id}, nullptr});
  book.FoldAll();
  return book;
}

void RuleBook::FoldAll() {
  created_.clear();
  parents_.clear();
  heirs_.clear();
  plans_.clear();
  targets_.clear();
  indicators_.clear();
  begins_.clear();
  std::vector<Link> links;
  for (const Row& row : rows_) links.push_back(row.link);
  for (size_t i : StandingOf(links).order) Fold(*rows_[i].payload);
}

template <typename T>
void RuleBook::FoldTarget(const T& target) {
  Target& held = targets_[target.target_code()];
  held.plan = target.plan_code();
  held.indicator = target.indicator_code();
  held.areas.assign(target.areas().begin(), target.areas().end());
  if (const auto plan = plans_.find(held.plan); held.areas.empty() && plan != plans_.end())
    held.areas = {plan->second.area};
  held.withdrawn = false;
}

void RuleBook::Fold(const Message& payload) {
  begins_.insert(RowOf(payload));
  if (const auto* unit = As<pv::AdminUnitCreated>(payload)) {
    created_.emplace(unit->unit(), unit->effective_from());
    parents_.emplace(unit->unit(), unit->parent_unit());
  } else if (const auto* split = As<pv::AdminUnitSplit>(payload)) {
    heirs_[split->unit()].insert(split->successor_unit());
    for (const std::string& other : split->other_units()) heirs_[split->unit()].insert(other);
  } else if (const auto* dissolved = As<pv::AdminUnitDissolved>(payload)) {
    heirs_[dissolved->unit()].insert(dissolved->successor_unit());
  } else if (const auto* merged = As<pv::AdminUnitMerged>(payload)) {
    heirs_[merged->unit()].insert(merged->into_unit());
  } else if (const auto* agency = As<pv::AgencySucceeded>(payload)) {
    heirs_[agency->agency()].insert(agency->successor_agency());
  } else if (const auto* plan = As<pv::PlanIssued>(payload)) {
    plans_[plan->plan_code()] = {plan->effective_from(), plan->until(), plan->area()};
  } else if (const auto* set = As<pv::TargetSet>(payload)) {
    FoldTarget(*set);
  } else if (const auto* revised = As<pv::TargetRevised>(payload)) {
    FoldTarget(*revised);
  } else if (const auto* withdrawn = As<pv::TargetWithdrawn>(payload)) {
    targets_[withdrawn->target_code()].withdrawn = true;
  } else if (const auto* indicator = As<pv::IndicatorDefined>(payload)) {
    indicators_.insert(indicator->indicator_code());
  }
}

bool RuleBook::Leads(const std::string& from, const std::string& to) const {
  std::set<std::string> seen;
  std::vector<std::string> next = {from};
  while (!next.empty()) {
    const std::string unit = next.back();
    next.pop_back();
    if (unit == to) return true;
    if (!seen.insert(unit).second) continue;
    if (const auto heirs = heirs_.find(unit); heirs != heirs_.end()) {
      next.insert(next.end(), heirs->second.begin(), heirs->second.end());
    }
  }
  return false;
}

std::set<std::string> RuleBook::Missing() const {
  std::set<std::string> missing;
  const auto area = [&](const std::string& unit) {
    if (WantsCreating(unit) && created_.count(unit) == 0) missing.insert(contract::Cat("area ", unit));
  };
  for (const auto& [code, plan] : plans_) area(plan.area);
  for (const auto& [code, target] : targets_) {
    if (target.withdrawn) continue;
    if (plans_.count(target.plan) == 0) missing.insert(contract::Cat("plan ", target.plan));
    if (indicators_.count(target.indicator) == 0) missing.insert(contract::Cat("indicator ", target.indicator));
    for (const std::string& unit : target.areas) area(unit);
  }
  for (const auto& [unit, heirs] : heirs_) {
    area(unit);
    for (const std::string& heir : heirs) area(heir);
  }
  for (const auto& [unit, parent] : parents_) area(parent);
  return missing;
}

void RuleBook::Check(const contract::Event& event, int event_index, contract::Violations* violations) const {
  if (!event.type->options.governance()) return;
  const std::string& corrects = event.envelope->corrects();
  if (corrects.empty()) {
    RuleCheck(*this, event, event_index, violations).Run();
  } else {
    RuleCheck(Without(corrects), event, event_index, violations).Run();
  }
}

}  // namespace homeward::eventstore
