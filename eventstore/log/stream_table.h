// What the committer knows of each stream: the rows in the index, and those that the group being made has changed. The
// rows used last are kept at hand, since the same streams come again and again.
#ifndef HOMEWARD_EVENTSTORE_LOG_STREAM_TABLE_H_
#define HOMEWARD_EVENTSTORE_LOG_STREAM_TABLE_H_

#include <deque>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/hash/hash.h"
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

  // Gives the stream its next event; its revision.
  absl::StatusOr<eventstore::Revision> Extend(const StreamId& stream, Position position);
  // What the Gate remembers from now on of a stream that the group has extended.
  void PutGate(const StreamId& stream, record::v1::GateState&& state);
  // The same, to be changed in place. Valid until Flush.
  absl::StatusOr<record::v1::GateState*> MutableGate(const StreamId& stream);

  // Adds the changed rows to what the group changes, and begins the next group.
  void Flush(IndexChanges* changes);

 private:
  struct Change {
    StoredStreamPtr before;
    eventstore::Revision revision;
    Position last;
    bool gate_known = false;  // else it is that of `before`
    record::v1::GateState gate;
  };
  struct ByName {
    using is_transparent = void;
    static std::string_view Name(std::string_view name) { return name; }
    static std::string_view Name(const StoredStreamPtr& row) { return row->name; }
  };
  struct NameHash : ByName {
    size_t operator()(const auto& x) const { return absl::Hash<std::string_view>()(Name(x)); }
  };
  struct NameEqual : ByName {
    bool operator()(const auto& a, const auto& b) const { return Name(a) == Name(b); }
  };
  using Rows = absl::flat_hash_set<StoredStreamPtr, NameHash, NameEqual>;

  absl::StatusOr<StoredStreamPtr> Stored(const StreamId& stream);
  Change* FindChange(const StreamId& stream);  // null: not changed by the group
  void Keep(StoredStreamPtr row);

  const Index& index_;
  std::deque<Change> changes_;                                // by the group; each stays in its place
  absl::flat_hash_map<std::string_view, Change*> by_stream_;  // the same; the names are those of `before`
  // Two generations: when the younger is full, the older is forgotten, except what was used since. So no moment comes
  // at which all rows must be read anew, and nothing is spent on order.
  Rows younger_, older_;
};

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_LOG_STREAM_TABLE_H_
