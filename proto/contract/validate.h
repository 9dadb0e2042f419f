// Checks an event against the contract's options: everything that can be said without looking at the log.
#ifndef HOMEWARD_PROTO_CONTRACT_VALIDATE_H_
#define HOMEWARD_PROTO_CONTRACT_VALIDATE_H_

#include <cstdint>

#include "proto/contract/event.h"
#include "proto/contract/violation.h"

namespace homeward::contract {

inline constexpr int64_t kEarliestSeconds = 0;                 // 1970: no programme record is older
inline constexpr int64_t kLatestSeconds = 4'102'444'800LL;     // 2100
inline constexpr int64_t kClockSkewUs = 5 * 60 * 1'000'000LL;  // how far an agency's clock may run ahead

// Appends every violation, not only the first. `now_us`: the server's clock. Thread-safe.
void Validate(const Event& event, int event_index, int64_t now_us, Violations* violations);

}  // namespace homeward::contract

#endif  // HOMEWARD_PROTO_CONTRACT_VALIDATE_H_
