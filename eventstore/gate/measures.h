// Whether an indicator can be counted: that the contract has the events and fields that its measures name, and that
// every measure says all that its way of counting needs.
#ifndef HOMEWARD_EVENTSTORE_GATE_MEASURES_H_
#define HOMEWARD_EVENTSTORE_GATE_MEASURES_H_

#include "homeward/programme/v1/plan.pb.h"
#include "proto/contract/violation.h"

namespace homeward::eventstore {

// EVENT_UNKNOWN, FIELD_UNKNOWN, MEASURE_INCOMPLETE. Pure.
void CheckMeasures(const programme::v1::IndicatorDefined& indicator, int event_index, contract::Violations* violations);

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_GATE_MEASURES_H_
