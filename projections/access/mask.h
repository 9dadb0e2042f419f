// What of an event a reader may see, decided by the contract's classes. pathways 3, rules 5 to 7.
#ifndef HOMEWARD_PROJECTIONS_ACCESS_MASK_H_
#define HOMEWARD_PROJECTIONS_ACCESS_MASK_H_

#include <set>
#include <string>

#include "homeward/coordination/v1/views.pb.h"
#include "projections/access/rule.h"
#include "projections/access/viewer.h"
#include "projections/exchanges/exchange.h"
#include "projections/facts/history.h"

namespace homeward::projections {

// Whether the reader may know that the event is there at all: owner-only events (loans, needs, stays, services) are
// in nobody else's view; the coordinator and the auditor see that plans and services move, not what they hold.
bool MayKnowOf(const Fact& fact, const Viewer& viewer, const Frame& frame);

// When it happened; the week alone where the event names a place and the reader is another.
coordination::v1::When WhenOf(const Fact& fact, const Viewer& viewer, const Frame& frame);

// The event as this reader gets it, masked fields named; where only the week is told, an EventReference stands for its
// id. Verdicts are the caller's to add. `persons`: pseudonyms that the reader may be told; null: all of them. An event
// that names several victims tells none of the others.
coordination::v1::Entry RenderEntry(const Line& line, const Viewer& viewer, const Frame& frame,
                                    const std::set<std::string>* persons = nullptr);

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_ACCESS_MASK_H_
