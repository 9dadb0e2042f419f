// How an indicator is counted, on one line of rule data:
//
//   latest(area):commune_assessed[final=true&classification=free|turned_free]
//   sum:inspection_conducted[team=province].establishments
//   distinct(area):communication_held+broadcast_aired
//   baseline:communes
//
// An aggregate (events, sum, distinct(FIELD), latest(FIELD), baseline), then the events that count, each with the
// conditions that all hold, and the field that is summed. Whether the contract has such events and fields, the log
// says when the indicator is published. Thread-safe: nothing is kept.
#ifndef HOMEWARD_TESTS_SCENARIOS_MEASURE_H_
#define HOMEWARD_TESTS_SCENARIOS_MEASURE_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "homeward/programme/v1/plan.pb.h"

namespace homeward::scenario {

// INVALID_ARGUMENT says what is not as written above.
absl::Status ParseMeasure(absl::string_view text, programme::v1::Measure* measure);

}  // namespace homeward::scenario

#endif  // HOMEWARD_TESTS_SCENARIOS_MEASURE_H_
