// The part of the Gate that rewrites a stream's past: corrections and retractions by the author.
#ifndef HOMEWARD_EVENTSTORE_GATE_CORRECTIONS_H_
#define HOMEWARD_EVENTSTORE_GATE_CORRECTIONS_H_

#include <vector>

#include "absl/status/statusor.h"
#include "eventstore/gate/gate.h"

namespace homeward::eventstore {

// Fills in the event's stream, and for a correction or retraction the subjects of what it concerns, so that it is
// found wherever that is found. False, with a violation, if the target is unknown (CORRECTED_EVENT_UNKNOWN) or
// another unit's (NOT_THE_AUTHOR).
absl::StatusOr<bool> ResolveTarget(const Prepared& prepared, int index, GateReader& reader, GateResult* result);

// Refolds a stream over its whole history with the batch's `events` (indexes) applied; `memory`: as that leaves it.
// LATER_EVENT_RESTS_ON_IT if an event that was allowed no longer is.
absl::Status CheckRewrittenStream(const Prepared& prepared, const StreamId& stream, const std::vector<int>& events,
                                  GateReader& reader, StreamMemory* memory, contract::Violations* violations);

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_GATE_CORRECTIONS_H_
