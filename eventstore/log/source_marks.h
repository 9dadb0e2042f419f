// The highest counted sequence of each source, as the group being made leaves it.
#ifndef HOMEWARD_EVENTSTORE_LOG_SOURCE_MARKS_H_
#define HOMEWARD_EVENTSTORE_LOG_SOURCE_MARKS_H_

#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "eventstore/index/index.h"
#include "homeward/common/v1/envelope.pb.h"

namespace homeward::eventstore {

// One thread at a time.
class SourceMarks {
 public:
  explicit SourceMarks(const Index& index) : index_(index) {}

  // An event that counts nothing (sequence 0) is passed over.
  absl::Status Note(const common::v1::Envelope& envelope, Position position);

  // Adds the marks to what the group changes, and begins the next group.
  void Flush(IndexChanges* changes);

 private:
  const Index& index_;
  using Marks = absl::flat_hash_map<std::string, Store::SourceMark>;
  Marks marks_;
  Marks before_;  // of the group before, which may not be in the index yet
};

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_LOG_SOURCE_MARKS_H_
