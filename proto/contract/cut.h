// Cuts the person sections out of an event's bytes, and puts them back.
//
// client part = the event's bytes in their order, the payload's length prefix rewritten for what was cut.
// Nothing else is re-encoded, so a signature over client part and sections can be checked by anyone who has the bytes.
#ifndef HOMEWARD_PROTO_CONTRACT_CUT_H_
#define HOMEWARD_PROTO_CONTRACT_CUT_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "proto/contract/contract.h"

namespace homeward::contract {

struct CutSection {
  uint32_t field = 0;  // number of the section's field in the payload
  std::string body;    // the section message's bytes
};

struct CutBytes {
  std::string client;
  std::vector<CutSection> sections;  // in the order they came
};

// INVALID_ARGUMENT if `bytes` are not well-formed protobuf. Thread-safe, allocates only its result.
absl::StatusOr<CutBytes> Cut(std::string_view bytes, const EventType& type);

// The event's bytes again: sections are appended to the payload in their order. DATA_LOSS if `client` is malformed.
absl::StatusOr<std::string> Join(std::string_view client, const std::vector<CutSection>& sections,
                                 const EventType& type);

}  // namespace homeward::contract

#endif  // HOMEWARD_PROTO_CONTRACT_CUT_H_
