// Waits, without a thread, until the views have a position: what a client needs to read its own writes.
#ifndef HOMEWARD_SERVICES_READING_REACH_H_
#define HOMEWARD_SERVICES_READING_REACH_H_

#include <chrono>
#include <functional>

#include "absl/status/status.h"
#include "services/server/core.h"

namespace homeward::services {

// Calls `then` exactly once, at once on this thread or later on a worker: OK when the views have `min_position`,
// OUT_OF_RANGE if it lies beyond the head, DEADLINE_EXCEEDED at the deadline (at most kMinPositionWaitMax from now),
// UNAVAILABLE if the server stops meanwhile.
void WhenReached(const Core& core, eventstore::Position min_position, std::chrono::system_clock::time_point deadline,
                 std::function<void(absl::Status)> then);

}  // namespace homeward::services

#endif  // HOMEWARD_SERVICES_READING_REACH_H_
