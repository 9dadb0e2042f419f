// The highest counted sequence of each source, as the group being made leaves it.
#ifndef HOMEWARD_EVENTSTORE_LOG_SOURCE_MARKS_H_
#define HOMEWARD_EVENTSTORE_LOG_SOURCE_MARKS_H_

#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "eventstore/index/index.h"
#include "homeward/common/v1/envelope.pb.h"
#include "homeward/record/v1/record.pb.h"

namespace homeward::eventstore {

// Under which a unit's signed batches are counted, beside the sources; no source begins so.
std::string SignedSource(std::string_view unit);

// One thread at a time.
class SourceMarks {
 public:
  explicit SourceMarks(const Index& index) : index_(index) {}

  // An event that counts nothing (sequence 0) is passed over.
  absl::Status Note(const common::v1::Envelope& envelope, Position position);
  // Of a batch that begins there.
  absl::Status NoteSigned(const record::v1::SignedBatch& batch, Position first);

  // Adds the marks to what the group changes, and begins the next group.
  void Flush(IndexChanges* changes);

 private:
  absl::Status Raise(const std::string& source, uint64_t sequence, Position position);

  const Index& index_;
  using Marks = absl::flat_hash_map<std::string, Store::SourceMark>;
  Marks marks_;
  Marks before_;  // of the group before, which may not be in the index yet
};

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_LOG_SOURCE_MARKS_H_
