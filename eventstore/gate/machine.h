// One event against what its stream remembers: steps, limits, memories and time, all from the contract's options.
//
// Pure: the state before and the event decide, nothing else.
#ifndef HOMEWARD_EVENTSTORE_GATE_MACHINE_H_
#define HOMEWARD_EVENTSTORE_GATE_MACHINE_H_

#include <string>
#include <string_view>

#include "eventstore/gate/stream_memory.h"
#include "proto/contract/event.h"
#include "proto/contract/violation.h"

namespace homeward::eventstore {

inline constexpr char kNoState[] = "none";  // of a machine that has not begun

// Moves `memory` on by the event and appends what is not allowed: ILLEGAL_STEP, LIMIT_REACHED, SAME_ACTOR,
// TIME_RUNS_BACKWARDS. What is not allowed leaves its part of the memory as it was; the other parts still move, so that
// one look at a batch finds every violation.
void ApplyEvent(const contract::Event& event, int event_index, StreamMemory* memory, contract::Violations* violations);

// A field of the event as text; "envelope.actor_ref" and "person.service" reach into sub-messages.
std::string EventText(const contract::Event& event, std::string_view path);

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_GATE_MACHINE_H_
