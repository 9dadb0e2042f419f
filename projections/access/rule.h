// The one rule of what a reader sees of an event, for every surface that shows events: entries and the log's replay.
// Derived from the contract's options alone. Pure functions, thread-safe.
#ifndef HOMEWARD_PROJECTIONS_ACCESS_RULE_H_
#define HOMEWARD_PROJECTIONS_ACCESS_RULE_H_

#include <cstdint>
#include <set>
#include <string>
#include <string_view>

#include "google/protobuf/message.h"
#include "projections/access/viewer.h"
#include "projections/exchanges/exchange.h"
#include "projections/facts/fact.h"

namespace homeward::projections {

inline constexpr int64_t kSmallCount = 10;  // persons: below, others see "< 10"

// What a reader is to one event.
struct Reader {
  const Fact& fact;
  const Viewer& viewer;
  bool own = false;
  bool addressed = false;
  const std::set<std::string>* persons = nullptr;  // null: all may be told
};

Reader MakeReader(const Fact& fact, const Viewer& viewer, const Frame& frame);

// Whether `unit`'s own facts are the viewer's own: the viewer's unit, one below it, or one whose work it holds now.
bool IsOwn(const std::string& unit, const Viewer& viewer, const Frame& frame);

// Whether a field's value is shown to whoever did not write it: a referral's, and what was sent to the reader, to those
// who are addressed by it or supervise it.
bool PermittedToOthers(options::v1::Sensitivity sensitivity, const options::v1::FieldRule& rule, bool addressed);
bool IsReferralStream(std::string_view stream_kind);

// Whether the field is a message of the contract's own, to be decided field by field.
bool IsOurs(const google::protobuf::FieldDescriptor* field);

// Whether the reader sees a field's value; a small count's too, in so far as HidesCount says.
bool Permitted(options::v1::Sensitivity sensitivity, const options::v1::FieldRule& rule, const Reader& reader);

// Whether the field is a number of persons too small for this reader.
bool HidesCount(const google::protobuf::Message& message, const google::protobuf::FieldDescriptor* field,
                options::v1::Sensitivity sensitivity, const Reader& reader);

// The field's own class, or that of the message around it.
options::v1::Sensitivity SensitivityOf(const options::v1::FieldRule& rule, options::v1::Sensitivity inherited);

// Whether the event names a place: then others see the ISO week of it, and neither the days around it nor its id, whose
// first half is a time (UUIDv7).
bool NamesPlace(const google::protobuf::Message& payload);
bool ShowsWeekOnly(const contract::Event& event, bool own);

// Stands for an event's id where that would tell the time: the same for the same id, and the id cannot be had from it.
// 16 hexadecimal digits.
std::string EventReference(std::string_view event_id);
// The id, or what stands for it.
std::string ShownId(const contract::Event& event, bool own);

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_ACCESS_RULE_H_
