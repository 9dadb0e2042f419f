// One event in memory: the agency's Event message, its envelope and its payload.
//
//   auto event = ParseEvent(Agency::AGENCY_POLICE, bytes);
//   if (const auto* sent = event->As<shared::v1::ReferralSent>()) …
#ifndef HOMEWARD_PROTO_CONTRACT_EVENT_H_
#define HOMEWARD_PROTO_CONTRACT_EVENT_H_

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "google/protobuf/arena.h"
#include "proto/contract/contract.h"

namespace homeward::contract {

// What lies on an arena goes with it.
struct DeleteOffArena {
  DeleteOffArena() = default;
  template <typename T>
  DeleteOffArena(std::default_delete<T>) {}
  void operator()(google::protobuf::Message* message) const {
    if (message->GetArena() == nullptr) delete message;
  }
};
using EventMessage = std::unique_ptr<google::protobuf::Message, DeleteOffArena>;

// Immutable once parsed; movable; any thread may read it.
struct Event {
  const EventType* type = nullptr;
  EventMessage message;  // homeward.<agency>.v1.Event; owns the two below
  const common::v1::Envelope* envelope = nullptr;
  const google::protobuf::Message* payload = nullptr;

  // The payload as T, or null if it is of another type.
  template <typename T>
  const T* As() const {
    return payload->GetDescriptor() == T::descriptor() ? static_cast<const T*>(payload) : nullptr;
  }

  const std::string& payload_name() const;  // of the oneof's field: "referral_sent"

  int64_t time_us() const;      // when it happened, microseconds UTC
  int64_t recorded_us() const;  // when the agency recorded it
  std::string_view key() const;  // value of the type's key field; empty for "@target"

  // "kind/unit/key". For "@target" events: "@target/<event id>", resolved by the Gate from the log.
  std::string stream() const;

  // "kind:id" of every subject, each once, in order of field number; the envelope's `corrects` too.
  std::vector<std::string> subjects() const;
};

// Parses the bytes of one agency's Event. INVALID_ARGUMENT: not protobuf. An event without envelope or payload
// parses with type == nullptr; Validate() says what is missing. With an arena the event is good as long as that is.
absl::StatusOr<Event> ParseEvent(Agency agency, std::string_view bytes, google::protobuf::Arena* arena = nullptr);

// Wraps an already filled message.
Event WrapEvent(EventMessage message);

// Reads a field as text: strings as they are, enums by name, bools "true"/"false", numbers in decimal.
// Empty where the field is unset. Used for steps, limits, memories and keys.
std::string FieldText(const google::protobuf::Message& message, std::string_view field);

}  // namespace homeward::contract

#endif  // HOMEWARD_PROTO_CONTRACT_EVENT_H_
