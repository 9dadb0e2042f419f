#include "projections/governance/governance.h"

#include <algorithm>

#include "projections/facts/dates.h"
#include "projections/facts/history.h"
#include "proto/contract/formats.h"
#include "proto/contract/text.h"

namespace homeward::projections {
namespace {

constexpr int kSuccessionMax = 32;  // hops: data may hold a circle
constexpr int kDaysOffMax = 60;     // days in a row that may be days off

// Rows of one code: each ends where the next begins, or where the code was ended.
void CloseRows(const std::vector<Micros>& ended, std::vector<RuleRow>* rows) {
  std::stable_sort(rows->begin(), rows->end(), [](const auto& a, const auto& b) { return a.from_us < b.from_us; });
  for (size_t i = 0; i < rows->size(); ++i) {
    RuleRow& row = (*rows)[i];
    if (i + 1 < rows->size()) row.until_us = (*rows)[i + 1].from_us;
    for (const Micros end : ended)
      if (end >= row.from_us && (row.until_us == 0 || end < row.until_us)) row.until_us = end;
  }
}

}  // namespace

std::shared_ptr<const Governance> Governance::Build(const Facts& facts) {
  auto governance = std::make_shared<Governance>();
  for (const Line& line : MakeHistory(facts, 0))
    if (line.stands()) governance->Take(line.fact);
  for (auto& [code, rows] : governance->rules_) CloseRows(governance->ended_[code], &rows);
  governance->TakeCalendars();
  for (auto& [unit, heirs] : governance->heirs_)
    std::stable_sort(heirs.begin(), heirs.end(), [](const auto& a, const auto& b) { return a.from_us < b.from_us; });
  return governance;
}

void Governance::Take(const Fact& fact) {
  const Micros from = StartOfDate(fact.Text("effective_from"));
  if (fact.Is("LegalRulePublished")) {
    RuleRow row{fact.Text("rule_code"), fact.Number("amount"), fact.Code("unit"), fact.Text("article"), from, 0};
    rules_[row.code].push_back(std::move(row));
  } else if (fact.Is("LegalRuleSuperseded")) {
    ended_[fact.Text("rule_code")].push_back(from);
  } else if (fact.Is("AdminUnitDissolved") || fact.Is("AdminUnitSplit")) {
    heirs_[fact.Text("unit")].push_back({fact.Text("successor_unit"), from});
  } else if (fact.Is("AdminUnitMerged")) {
    heirs_[fact.Text("unit")].push_back({fact.Text("into_unit"), from});
  } else if (fact.Is("AgencySucceeded")) {
    heirs_[fact.Text("agency")].push_back({fact.Text("successor_agency"), from});
  } else if (fact.Is("CompetenceTransferred")) {
    heirs_[fact.Text("from_unit")].push_back({fact.Text("to_unit"), from});
  } else if (fact.Is("CoordinatorAssigned")) {
    assignments_.push_back({fact.Text("coordinator"), fact.Text("province"), from});
  } else if (fact.Is("CalendarPublished")) {
    calendars_[{fact.Text("calendar_code"), fact.Number("year")}] = fact;
  }
}

// A year's calendar that is published again stands in the place of what was said of that year before.
void Governance::TakeCalendars() {
  int64_t day = 0;
  for (const auto& [year, fact] : calendars_) {
    for (const std::string& date : fact.Texts("days_off"))
      if (ParseDate(date, &day)) days_off_.insert(day);
    for (const std::string& date : fact.Texts("working_days"))
      if (ParseDate(date, &day)) days_on_.insert(day);
  }
}

const RuleRow* Governance::Rule(std::string_view code, Micros at_us) const {
  auto rows = rules_.find(code);
  if (rows == rules_.end()) return nullptr;
  const RuleRow* in_force = nullptr;
  for (const RuleRow& row : rows->second)
    if (row.from_us <= at_us) in_force = &row;
  if (in_force != nullptr && in_force->until_us != 0 && in_force->until_us <= at_us) return nullptr;
  return in_force;
}

absl::Span<const RuleRow> Governance::RowsOf(std::string_view code) const {
  const auto rows = rules_.find(code);
  if (rows == rules_.end()) return {};
  return rows->second;
}

std::vector<const RuleRow*> Governance::RulesInForce(Micros at_us) const {
  std::vector<const RuleRow*> rows;
  for (const auto& [code, all] : rules_)
    if (const RuleRow* row = Rule(code, at_us)) rows.push_back(row);
  return rows;
}

bool Governance::WorkingDay(int64_t day) const {
  if (days_on_.contains(day)) return true;
  return !days_off_.contains(day) && IsoWeekday(day) <= 5;
}

std::optional<Micros> Governance::Due(std::string_view code, Micros start_us) const {
  const RuleRow* row = Rule(code, start_us);
  if (row == nullptr) return std::nullopt;
  return DueBy(*row, start_us);
}

Micros Governance::DueBy(const RuleRow& row, Micros start_us) const {
  if (row.unit == "hours") return start_us + row.amount * kHourUs;
  int64_t day = LocalDay(start_us);
  if (row.unit == "months") {
    day = AddMonths(day, static_cast<int>(row.amount));
  } else if (row.unit == "working_days") {
    for (int64_t left = row.amount; left > 0; left -= WorkingDay(day) ? 1 : 0) ++day;
  } else {
    day += row.amount;
  }
  for (int i = 0; i < kDaysOffMax && !WorkingDay(day); ++i) ++day;
  return DayStart(day + 1) - 1;
}

std::string Governance::HolderOf(const std::string& unit, Micros at_us) const {
  std::string holder = unit;
  for (int hop = 0; hop < kSuccessionMax; ++hop) {
    auto heirs = heirs_.find(holder);
    const Succession* latest = nullptr;
    if (heirs != heirs_.end())
      for (const Succession& s : heirs->second)
        if (s.from_us <= at_us) latest = &s;
    if (latest == nullptr || latest->to == unit) break;
    holder = latest->to;
  }
  return holder;
}

std::vector<std::string> Governance::Inherited(std::string_view unit, Micros at_us) const {
  std::vector<std::string> units;
  for (const auto& [gone, heirs] : heirs_) {
    const std::string holder = HolderOf(gone, at_us);
    if (holder != gone && contract::UnitCovers(unit, holder)) units.push_back(gone);
  }
  return units;
}

std::vector<std::string> Governance::InheritedIn(std::string_view province, Micros at_us) const {
  std::vector<std::string> units;
  for (const auto& [gone, heirs] : heirs_)
    if (contract::UnitProvince(gone) != province && contract::UnitProvince(HolderOf(gone, at_us)) == province)
      units.push_back(gone);
  return units;
}

bool Governance::Coordinates(std::string_view unit, std::string_view province, Micros at_us) const {
  // A coordinator's unit is named by its province; assignments add others.
  if (contract::UnitCovers(unit, contract::Cat(contract::UnitPrefix(unit), ".", province))) return true;
  return std::any_of(assignments_.begin(), assignments_.end(), [&](const Assignment& a) {
    return contract::UnitCovers(unit, a.unit) && a.province == province && a.from_us <= at_us;
  });
}

std::vector<std::string> Governance::ProvincesOf(std::string_view coordinator, Micros at_us) const {
  std::set<std::string> provinces;
  if (std::string_view own = contract::UnitProvince(coordinator); !own.empty()) provinces.emplace(own);
  for (const Assignment& a : assignments_)
    if (contract::UnitCovers(coordinator, a.unit) && a.from_us <= at_us) provinces.insert(a.province);
  return {provinces.begin(), provinces.end()};
}

}  // namespace homeward::projections
