// Governance as data: periods by rule code, units and their succession, coordinators, calendars, all effective-dated.
//
// Built anew from the facts of governance events whenever one arrives; immutable; any thread may read it.
#ifndef HOMEWARD_PROJECTIONS_GOVERNANCE_GOVERNANCE_H_
#define HOMEWARD_PROJECTIONS_GOVERNANCE_GOVERNANCE_H_

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/types/span.h"
#include "homeward/coordination/v1/coordination.pb.h"
#include "projections/facts/fact.h"

namespace homeward::projections {

inline constexpr std::string_view kGovernanceView = "governance";
inline constexpr std::string_view kGovernanceSubject = "governance:all";  // one list: there is little of it

struct RuleRow {
  std::string code;
  int64_t amount = 0;
  std::string unit;  // hours, days, working_days, months, times
  std::string article;
  Micros from_us = 0;
  Micros until_us = 0;  // 0: open
};

class Governance {
 public:
  static std::shared_ptr<const Governance> Build(const Facts& facts);

  // The row in force at that instant; null if there is none.
  const RuleRow* Rule(std::string_view code, Micros at_us) const;
  std::vector<const RuleRow*> RulesInForce(Micros at_us) const;
  // Every row of the code, by the day from which it holds.
  absl::Span<const RuleRow> RowsOf(std::string_view code) const;

  // The last microsecond of the period that began at `start_us`, by the row in force then; none without a row. Days and
  // months end at the end of a day of Viet Nam, and on a day off at the end of the next working day.
  std::optional<Micros> Due(std::string_view code, Micros start_us) const;
  // The same by that row, whenever it holds.
  Micros DueBy(const RuleRow& row, Micros start_us) const;

  // Who has a unit's work at that instant: itself, or its successor's successor …
  std::string HolderOf(const std::string& unit, Micros at_us) const;
  bool Dissolved(const std::string& unit, Micros at_us) const { return HolderOf(unit, at_us) != unit; }
  // Units whose work `unit` or a unit below it holds at that instant, themselves left out.
  std::vector<std::string> Inherited(std::string_view unit, Micros at_us) const;
  // Units whose work a unit of that province holds at that instant, themselves of another province or of none.
  std::vector<std::string> InheritedIn(std::string_view province, Micros at_us) const;

  // Whether the coordinator's unit is assigned to the province at that instant.
  bool Coordinates(std::string_view unit, std::string_view province, Micros at_us) const;

  std::vector<std::string> ProvincesOf(std::string_view coordinator, Micros at_us) const;

  bool WorkingDay(int64_t local_day) const;

 private:
  struct Succession {
    std::string to;
    Micros from_us = 0;
  };
  struct Assignment {
    std::string unit, province;
    Micros from_us = 0;
  };
  void Take(const Fact& fact);
  void TakeCalendars();

  std::map<std::string, std::vector<RuleRow>, std::less<>> rules_;     // by code, by from_us
  std::map<std::string, std::vector<Micros>, std::less<>> ended_;      // by code: from when it holds no longer
  std::map<std::pair<std::string, int64_t>, Fact> calendars_;          // the last of a calendar and year
  std::map<std::string, std::vector<Succession>, std::less<>> heirs_;  // by unit, by from_us
  std::vector<Assignment> assignments_;
  std::set<int64_t> days_off_, days_on_;  // local days
};

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_GOVERNANCE_GOVERNANCE_H_
