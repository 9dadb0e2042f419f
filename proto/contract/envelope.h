// Where the envelope lies in every agency's Event, for who reads these bytes without parsing them.
#ifndef HOMEWARD_PROTO_CONTRACT_ENVELOPE_H_
#define HOMEWARD_PROTO_CONTRACT_ENVELOPE_H_

#include <cstdint>

namespace homeward::contract {

inline constexpr uint32_t kEnvelopeField = 1;

}  // namespace homeward::contract

#endif  // HOMEWARD_PROTO_CONTRACT_ENVELOPE_H_
