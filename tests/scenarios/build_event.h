// An event line of a scenario becomes the agency's Event message, its fields found by name in the contract.
//
// A bare name is looked for in the event, then in its sections and other sub-messages (it must be the only one of that
// name), then in the envelope; a dotted path says where. Values are read by the field's type and format: enum values
// by their lower-case name without prefix, moments as @day, ids as symbols, lists with commas. "raw:…" is taken as it
// is. Thread-safe: nothing is kept.
#ifndef HOMEWARD_TESTS_SCENARIOS_BUILD_EVENT_H_
#define HOMEWARD_TESTS_SCENARIOS_BUILD_EVENT_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/message.h"
#include "proto/contract/contract.h"
#include "tests/scenarios/script.h"
#include "tests/scenarios/symbols.h"
#include "tests/scenarios/when.h"

namespace homeward::scenario {

inline constexpr int kDayBeginsMinute = 8 * 60;   // events without a minute happen from 08:00 on, in written order
inline constexpr int kRecordedAfterMinutes = 20;  // unless the line says otherwise
inline constexpr int kOrdinalsPerDay = 15 * 60;   // more events than minutes until 23:00 would run past midnight

// Where and when a scenario takes place.
struct Place {
  const Symbols* symbols = nullptr;
  Calendar calendar;
};

// When the line's event happened and was recorded, microseconds UTC.
int64_t TimeOf(const EventLine& event, const Calendar& calendar);
int64_t RecordedOf(const EventLine& event, const Calendar& calendar);

// Gives every event of the script its id, so that lines may refer to later ones. INVALID_ARGUMENT: a label twice.
absl::Status NameEvents(const Script& script, const Calendar& calendar, Symbols* symbols);

// Whose service the batch goes to: `via`, else the unit's own. Null if there is none.
const contract::AgencyContract* ServiceOf(const Batch& batch);

// homeward.<agency>.v1.Event. INVALID_ARGUMENT names the field or value that the contract does not know.
absl::StatusOr<std::unique_ptr<google::protobuf::Message>> BuildEvent(const Batch& batch, const EventLine& event,
                                                                      const Place& place);

// The events' bytes in one common.v1.RawBatch, which every service's PublishRequest is on the wire.
std::string BatchBytes(const std::vector<std::unique_ptr<google::protobuf::Message>>& events);

}  // namespace homeward::scenario

#endif  // HOMEWARD_TESTS_SCENARIOS_BUILD_EVENT_H_
