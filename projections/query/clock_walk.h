// Running clocks of some scopes in the order of what is due, read from the lists by the rules in force: no more rows
// than are asked for, however many run.
#ifndef HOMEWARD_PROJECTIONS_QUERY_CLOCK_WALK_H_
#define HOMEWARD_PROJECTIONS_QUERY_CLOCK_WALK_H_

#include <deque>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "projections/clocks/index.h"
#include "projections/projector/sight.h"

namespace homeward::projections {

// A row of a list, read at a date.
struct ClockRow {
  ListedClock listed;
  std::string subject;
  ClockReading reading;
  std::string place;  // be64(due) and what follows scope and section in the key: rows of all lists in one order
};

struct ClockBounds {
  std::vector<std::string> rule_codes;                    // empty: all; a rule's own or without its class of crime
  bool suspended = false;                                 // also what does not run just now
  Micros before_us = std::numeric_limits<Micros>::max();  // due before
  Micros as_at_us = 0;
  std::string after;  // beyond this place
};

// One thread. What it is given outlives it.
class ClockWalk {
 public:
  ClockWalk(const Sight& sight, const Governance& governance, ClockBounds bounds)
      : sight_(sight), governance_(governance), bounds_(std::move(bounds)) {}

  absl::Status Begin(const std::vector<std::string>& scopes);
  // The next row; false: there is none.
  absl::StatusOr<bool> Next(ClockRow* row);

 private:
  // Rows of one list, scope, code and class that are ordered alike: by the start within a stretch of one rule, or by a
  // day that an event said.
  struct Range {
    std::string family, prefix, scoped;  // prefix: as far as s or d; scoped: as far as the section
    ClockSection section;
    RuleStretch stretch;
    bool by_due = false;
    std::string next;  // where reading goes on, a whole key
    bool exhausted = false;
    size_t chunk = 0;
    std::deque<ClockRow> rows;
  };
  absl::Status AddScope(std::string_view family, const std::string& scope);
  absl::Status AddRanges(const std::string& family, const std::string& scope, ClockSection section);
  absl::Status Fill(Range* range);
  Micros FirstStart(const RuleStretch& stretch) const;

  const Sight& sight_;
  const Governance& governance_;
  const ClockBounds bounds_;
  std::vector<Range> ranges_;
  std::vector<size_t> heap_;  // of ranges, the one whose first row is due soonest on top
  std::vector<std::string> scopes_;
};

// The families whose subjects have clocks.
const std::vector<std::string>& ClockFamilies();

// Every clock of these scopes that is in that section, as long as `visit` says true; of ended ones those alone that
// ended from `from_us` on.
absl::Status VisitClocks(const Sight& sight, const std::vector<std::string>& scopes, ClockSection section,
                         Micros from_us,
                         absl::FunctionRef<bool(const ListedClock& clock, std::string_view subject)> visit);

bool AsksFor(const std::vector<std::string>& rule_codes, const Clock& clock, std::string_view rule_code);

// Whether the clock was ended by who had taken the work over.
bool EndedByHeir(const ListedClock& listed, const Governance& governance);

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_QUERY_CLOCK_WALK_H_
