// How clocks are listed: each in the province of the unit that owes it; running, suspended and ended apart.
//
// A row holds no due day of a rule's, only what happened, so that rules may change without a row changing. Rows of one
// rule that begin later are due later, hence a list in order of what is due merges stretches of rows.
#ifndef HOMEWARD_PROJECTIONS_CLOCKS_INDEX_H_
#define HOMEWARD_PROJECTIONS_CLOCKS_INDEX_H_

#include <string>
#include <string_view>
#include <vector>

#include "projections/clocks/clock.h"

namespace homeward::projections {

enum class ClockSection : char { kRunning = 'o', kSuspended = 'p', kEnded = 'c' };

// A clock as a list keeps it.
struct ListedClock {
  Clock clock;
  // Where somebody ended it who was not asked to, as far as the subject's own facts say: whether that unit had taken
  // the work over, the rules decide. Then done_us and done_by of the clock are that unit's, and it is listed as
  // running.
  bool doubtful = false;
};

// clock | scope | section | code | class | then, running and suspended: s be64(start) or d be64(due) be64(start);
// ended: be64(done) be64(start) be64(due) be64(recorded); then the unit and, in doubt, | be64(done) unit.
std::vector<std::string> ClockIndexKeys(const std::vector<ListedClock>& clocks);
std::vector<std::string> ClockIndexKeys(const std::vector<Clock>& clocks);

// The clocks that a list keeps of a subject, from what its facts say if only those that it was sent to are asked
// (`addressed`), and if whoever answers is (`anybody`).
std::vector<ListedClock> ListClocks(std::vector<Clock> addressed, const std::vector<Clock>& anybody);

std::string ClockPrefix(std::string_view scope, ClockSection section);
// As far as code and class: "investigation", "serious".
std::string ClockPrefix(std::string_view scope, ClockSection section, std::string_view code,
                        std::string_view crime_class);

// Reads what follows ClockPrefix(scope, section) in a key; false: it is no clock's.
bool ParseClockKey(std::string_view rest, ClockSection section, ListedClock* listed);

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_CLOCKS_INDEX_H_
