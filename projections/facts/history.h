// Effective history: which facts of a set stand, which are struck through and by what.
//
// A correction stands in the place of the event it names; a retraction withdraws an event (a retracted correction
// gives its place back to what it had replaced). Struck facts stay visible.
#ifndef HOMEWARD_PROJECTIONS_FACTS_HISTORY_H_
#define HOMEWARD_PROJECTIONS_FACTS_HISTORY_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "projections/facts/fact.h"

namespace homeward::projections {

enum class Strike { kNone, kCorrected, kRetracted };

// A fact and what became of it. Pointers lead into the History that holds it.
struct Line {
  Fact fact;
  Strike strike = Strike::kNone;
  std::string replaced_by;  // event ids
  std::string replaces;
  std::shared_ptr<const contract::Event> replaced_by_event, replaces_event;  // the same; null where not in the history
  std::vector<std::string> disputed_by;
  uint64_t place = 0;  // revision whose place it takes in its stream

  bool stands() const { return strike == Strike::kNone; }
};

// Every fact but the retractions and disputes themselves, by (time, precedence, agency, stream, place, revision).
// `as_at_us`: what happened later has not happened yet; 0: no limit. Corrections and retractions count whenever
// they were made: they say what was true, not when it became so.
using History = std::vector<Line>;
History MakeHistory(Facts facts, Micros as_at_us);

// The lines that stand and are about the subject, in order.
std::vector<const Line*> Standing(const History& history, std::string_view subject);

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_FACTS_HISTORY_H_
