// RocksDB's statuses in the words of the rest of the house.
#ifndef HOMEWARD_EVENTSTORE_ROCKS_STATUS_H_
#define HOMEWARD_EVENTSTORE_ROCKS_STATUS_H_

#include <string_view>

#include "absl/status/status.h"
#include "rocksdb/status.h"

namespace homeward::eventstore {

// Corruption, a missing file → DATA_LOSS, NotFound → NOT_FOUND, no space → RESOURCE_EXHAUSTED, lock held →
// FAILED_PRECONDITION, else INTERNAL. RocksDB's message names the file; `doing` says what for.
absl::Status ToStatus(const rocksdb::Status& status, std::string_view doing);

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_ROCKS_STATUS_H_
