// Which events of a history stand, once corrections and retractions are applied.
//
// Pure: used by the Gate to refold a stream, and by projections to strike through what was replaced.
//   - A correction takes the place of what it corrects; a correction of a correction likewise.
//   - A retraction takes its target out of force; retracting a correction lets the former stand again, and so does
//     retracting a retraction.
// Corrections and retractions come from the author's own stream, after their target; what names an event that is not in
// the list is ignored (a history cut off at a position may end in between, never begin there).
//
//   std::vector<Link> links = …LinkOf(event)…;   // in log order
//   for (size_t i : StandingOf(links).order) Fold(events[i]);
#ifndef HOMEWARD_EVENTSTORE_GATE_STANDING_H_
#define HOMEWARD_EVENTSTORE_GATE_STANDING_H_

#include <string>
#include <vector>

#include "proto/contract/event.h"

namespace homeward::eventstore {

// What an event says of another one.
struct Link {
  std::string id;
  std::string corrects;  // id of the event in whose place it stands; usually empty
  std::string retracts;  // id of the event that it takes back; usually empty
};

Link LinkOf(const contract::Event& event);

// Whether the event takes another one back.
bool IsRetraction(const contract::EventType& type);

// Whether the event corrects or retracts, so that its stream's past is not what it was.
bool Rewrites(const contract::Event& event);

struct Standing {
  static constexpr int kNone = -1;

  std::vector<size_t> order;      // events that stand, each in the place of the one it corrects
  std::vector<int> replaced_by;   // for each event, the correction in force that stands in its place
  std::vector<int> retracted_by;  // for each event, the retraction in force that took it back

  bool Stands(size_t i) const { return replaced_by[i] == kNone && retracted_by[i] == kNone; }
};

// `links` in log order. A retraction never is in `order`.
Standing StandingOf(const std::vector<Link>& links);

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_GATE_STANDING_H_
