// A clock: what a rule gives somebody so long for. The clock itself is facts alone; read at a date by the rules in
// force it is a deadline. So a new or corrected rule changes no stored row.
#ifndef HOMEWARD_PROJECTIONS_CLOCKS_CLOCK_H_
#define HOMEWARD_PROJECTIONS_CLOCKS_CLOCK_H_

#include <string>
#include <string_view>
#include <vector>

#include "homeward/coordination/v1/views.pb.h"
#include "projections/facts/history.h"
#include "projections/governance/governance.h"

namespace homeward::projections {

struct Clock {
  std::string code;         // of its rule, without a class of crime
  std::string crime_class;  // empty: the rule has none
  std::string unit;         // owes it; empty: nobody that is known
  Micros start_us = 0;
  Micros due_us = 0;       // a day that an event says, in the rule's place; 0: the rule's
  Micros done_us = 0;      // 0: it runs
  Micros recorded_us = 0;  // when the doing of it was said
  std::string done_by;     // unit
  bool suspended = false;
};

// Begun by one event and ended by another, or by none yet. `due_us` and `suspended` as above.
Clock MakeClock(std::string_view code, const Line& start, const Line* done, std::string unit, Micros due_us = 0,
                bool suspended = false);

// A clock at a date.
struct ClockReading {
  std::string code;               // of the rule: that of the class of crime where there is one
  const RuleRow* rule = nullptr;  // in force when the clock began; null where only its due_us is known
  Micros due_us = 0;
  std::string_view state;  // running, met, met_reported_late, missed, met_late, suspended
};

// No rule in force when it began and no day said: no clock, false. `as_at_us` 0: no date; then nothing is missed.
bool ReadClock(const Clock& clock, const Governance& governance, Micros as_at_us, ClockReading* reading);

// The same as views show it.
bool ToDeadline(const Clock& clock, const Governance& governance, Micros as_at_us,
                coordination::v1::Deadline* deadline);
std::vector<coordination::v1::Deadline> ToDeadlines(const std::vector<Clock>& clocks, const Governance& governance,
                                                    Micros as_at_us);

// The rule that a clock of that code and class which begins at that instant has; null if there is none.
const RuleRow* RuleOf(const Governance& governance, std::string_view code, std::string_view crime_class,
                      Micros start_us);

// From when until when one row of rules is that of a code and class. Within a stretch whoever begins later is due no
// earlier.
struct RuleStretch {
  Micros from_us = 0, until_us = 0;  // until: 0 is open
  const RuleRow* rule = nullptr;
};
std::vector<RuleStretch> StretchesOf(const Governance& governance, std::string_view code, std::string_view crime_class);

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_CLOCKS_CLOCK_H_
