// What the committer knows of each stream: the rows in the index, and those that the group being made has changed. The
// rows used last are kept at hand, since the same streams come again and again.
#ifndef HOMEWARD_EVENTSTORE_LOG_STREAM_TABLE_H_
#define HOMEWARD_EVENTSTORE_LOG_STREAM_TABLE_H_

#include <string>
#include <unordered_map>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "eventstore/index/index.h"
#include "eventstore/types.h"
#include "homeward/record/v1/record.pb.h"

namespace homeward::eventstore {

// One thread at a time.
class StreamTable {
 public:
  explicit StreamTable(const Index& index) : index_(index) {}

  // As the group so far leaves it; 0 and an empty state if there is no such stream.
  absl::StatusOr<eventstore::Revision> Revision(const StreamId& stream);
  absl::StatusOr<record::v1::GateState> Gate(const StreamId& stream);

  // The row, to be changed. Valid until Flush.
  absl::StatusOr<record::v1::StreamRow*> Change(const StreamId& stream);

  // Adds the changed rows to what the group changes, and begins the next group.
  void Flush(IndexChanges* changes);

 private:
  using Rows = absl::flat_hash_map<std::string, StoredStreamPtr>;

  absl::StatusOr<StoredStreamPtr> Stored(const std::string& stream);  // null: no such stream
  void Keep(const std::string& stream, StoredStreamPtr row);

  const Index& index_;
  std::unordered_map<std::string, record::v1::StreamRow> changed_;  // by the group; rows stay in their place
  // Two generations: when the younger is full, the older is forgotten, except what was used since. So no moment comes
  // at which all rows must be read anew, and nothing is spent on order.
  Rows younger_, older_;
};

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_LOG_STREAM_TABLE_H_
