// What the committer knows of each stream: the rows on disk, those that the group being made has changed, and those
// that the batch being judged would change. Rows are kept parsed, since the same streams come again and again.
#ifndef HOMEWARD_EVENTSTORE_LOG_STREAM_TABLE_H_
#define HOMEWARD_EVENTSTORE_LOG_STREAM_TABLE_H_

#include <set>
#include <string>
#include <unordered_map>

#include "absl/status/statusor.h"
#include "eventstore/log/index.h"
#include "eventstore/types.h"
#include "homeward/record/v1/record.pb.h"
#include "rocksdb/write_batch.h"

namespace homeward::eventstore {

// The committer's thread only.
class StreamTable {
 public:
  explicit StreamTable(Index& index) : index_(index) {}

  // The row as the group so far leaves it; an empty row if there is no such stream. Valid until the next call.
  absl::StatusOr<const record::v1::StreamRow*> Get(const StreamId& stream);

  // Changes the row of a stream that Get has returned.
  record::v1::StreamRow& Change(const StreamId& stream);

  // Adds the changed rows to the group's write and begins the next group.
  void Flush(rocksdb::WriteBatch* batch);

 private:
  Index& index_;
  std::unordered_map<std::string, record::v1::StreamRow> rows_;
  std::set<std::string> changed_;
};

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_LOG_STREAM_TABLE_H_
