// The one way to walk over rows: a flipped byte just ends an iterator, so a loop that forgets its status would serve
// a silently shorter history. Here it cannot be forgotten.
#ifndef HOMEWARD_EVENTSTORE_ROCKS_SCAN_H_
#define HOMEWARD_EVENTSTORE_ROCKS_SCAN_H_

#include <string>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "rocksdb/db.h"

namespace homeward::eventstore {

struct ScanRange {
  std::string_view start;     // first key, included
  std::string_view end = {};  // first key no longer visited; empty: to the last row
};

// Visits rows in key order until `visit` returns false. The bytes live during the call only.
absl::Status ScanRows(rocksdb::DB& db, rocksdb::ColumnFamilyHandle* family, rocksdb::ReadOptions options,
                      ScanRange range, absl::FunctionRef<bool(std::string_view key, std::string_view value)> visit);

// The first key behind all keys that begin with `prefix`; empty: there is none.
std::string AfterPrefix(std::string_view prefix);

// The last row of the family, if there is one: visited or not, the status is told.
absl::Status LastRow(rocksdb::DB& db, rocksdb::ColumnFamilyHandle* family,
                     absl::FunctionRef<void(std::string_view key, std::string_view value)> visit,
                     std::string_view before = {});

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_ROCKS_SCAN_H_
