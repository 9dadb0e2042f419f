// What an auditor sees of an event: classes 0 and 1. No place, nothing that is its owner's alone, no small count.
#ifndef HOMEWARD_SERVICES_AUDIT_MASK_H_
#define HOMEWARD_SERVICES_AUDIT_MASK_H_

#include <string>
#include <vector>

#include "google/protobuf/message.h"
#include "proto/contract/contract.h"

namespace homeward::services {

inline constexpr int64_t kSmallCountBelow = 10;  // persons

// Clears in `payload`, an event of `type`, every field that is set and not an auditor's to see, in whatever depth, and
// appends the path of each to `masked`. Derived from the contract's options alone. Thread-safe.
void MaskForAuditor(const contract::EventType& type, google::protobuf::Message* payload,
                    std::vector<std::string>* masked);

}  // namespace homeward::services

#endif  // HOMEWARD_SERVICES_AUDIT_MASK_H_
