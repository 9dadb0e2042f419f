#include "projections/clocks/clock.h"

#include <limits>
#include <set>

#include "projections/facts/dates.h"
#include "projections/labels/labels.h"
#include "proto/contract/text.h"

namespace homeward::projections {

using coordination::v1::Deadline;

Clock MakeClock(std::string_view code, const Line& start, const Line* done, std::string unit, Micros due_us,
                bool suspended) {
  Clock clock;
  clock.code = std::string(code);
  clock.unit = std::move(unit);
  clock.start_us = start.fact.time_us;
  clock.due_us = due_us;
  clock.suspended = suspended;
  if (done == nullptr) return clock;
  clock.done_us = done->fact.time_us;
  clock.recorded_us = done->fact.recorded_us;
  clock.done_by = done->fact.unit();
  return clock;
}

const RuleRow* RuleOf(const Governance& governance, std::string_view code, std::string_view crime_class,
                      Micros start_us) {
  if (!crime_class.empty())
    if (const RuleRow* row = governance.Rule(contract::Cat(code, "_", crime_class), start_us)) return row;
  return governance.Rule(code, start_us);
}

bool ReadClock(const Clock& clock, const Governance& governance, Micros as_at_us, ClockReading* reading) {
  reading->rule = RuleOf(governance, clock.code, clock.crime_class, clock.start_us);
  if (reading->rule == nullptr && clock.due_us == 0) return false;
  reading->code = reading->rule != nullptr ? reading->rule->code : clock.code;
  reading->due_us = clock.due_us != 0 ? clock.due_us : governance.DueBy(*reading->rule, clock.start_us);
  const Micros due = reading->due_us;
  if (clock.done_us != 0) {
    reading->state = clock.done_us > due ? "met_late" : clock.recorded_us > due ? "met_reported_late" : "met";
  } else if (clock.suspended) {
    reading->state = "suspended";
  } else {
    reading->state = as_at_us != 0 && as_at_us > due ? "missed" : "running";
  }
  return true;
}

bool ToDeadline(const Clock& clock, const Governance& governance, Micros as_at_us, Deadline* deadline) {
  ClockReading reading;
  if (!ReadClock(clock, governance, as_at_us, &reading)) return false;
  deadline->set_rule_code(reading.code);
  *deadline->mutable_label() = LabelOf(clock.code);
  *deadline->mutable_start() = ToTimestamp(clock.start_us);
  *deadline->mutable_due() = ToTimestamp(reading.due_us);
  if (reading.rule != nullptr) deadline->set_article(reading.rule->article);
  if (clock.done_us == 0)
    deadline->set_days_left(as_at_us <= reading.due_us ? DaysBetween(as_at_us, reading.due_us)
                                                       : -DaysBetween(reading.due_us, as_at_us));
  *deadline->mutable_state() = CodedOf(reading.state);
  return true;
}

std::vector<Deadline> ToDeadlines(const std::vector<Clock>& clocks, const Governance& governance, Micros as_at_us) {
  std::vector<Deadline> deadlines;
  for (const Clock& clock : clocks) {
    Deadline deadline;
    if (ToDeadline(clock, governance, as_at_us, &deadline)) deadlines.push_back(std::move(deadline));
  }
  return deadlines;
}

std::vector<RuleStretch> StretchesOf(const Governance& governance, std::string_view code,
                                     std::string_view crime_class) {
  std::set<Micros> bounds;
  const auto add = [&](std::string_view of) {
    for (const RuleRow& row : governance.RowsOf(of)) {
      bounds.insert(row.from_us);
      if (row.until_us != 0) bounds.insert(row.until_us);
    }
  };
  add(code);
  if (!crime_class.empty()) add(contract::Cat(code, "_", crime_class));
  std::vector<RuleStretch> stretches;
  for (auto bound = bounds.begin(); bound != bounds.end(); ++bound) {
    const RuleRow* rule = RuleOf(governance, code, crime_class, *bound);
    const auto next = std::next(bound);
    if (rule != nullptr) stretches.push_back({*bound, next == bounds.end() ? 0 : *next, rule});
  }
  return stretches;
}

}  // namespace homeward::projections
