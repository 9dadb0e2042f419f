// What can be told of a batch's signature from the batch alone. Whose key it is, and whether it is the unit's next, the
// Gate decides in log order.
#ifndef HOMEWARD_SERVICES_PUBLISH_SIGNATURE_H_
#define HOMEWARD_SERVICES_PUBLISH_SIGNATURE_H_

#include <string_view>

#include "homeward/common/v1/publish.pb.h"
#include "proto/contract/event.h"
#include "proto/contract/violation.h"

namespace homeward::services {

// SIGNATURE_INVALID (which field) or SIGNATURE_ORIGIN; nothing of a batch that nobody signs. `origin`: this log's.
// Thread-safe; verifies one signature, about 150 µs.
void CheckBatchSignature(const common::v1::RawBatch& batch, std::string_view origin, contract::Violations* violations);

// Of an event that registers a key: KEY_NOT_ALLOWED, KEY_POSSESSION. Passes over all others. Thread-safe.
void CheckRegisteredKey(const contract::Event& event, int event_index, contract::Violations* violations);

}  // namespace homeward::services

#endif  // HOMEWARD_SERVICES_PUBLISH_SIGNATURE_H_
