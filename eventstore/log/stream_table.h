// What the committer knows of each stream: the rows in the index, and those that the group being made has changed. The
// rows used last are kept at hand, since the same streams come again and again.
#ifndef HOMEWARD_EVENTSTORE_LOG_STREAM_TABLE_H_
#define HOMEWARD_EVENTSTORE_LOG_STREAM_TABLE_H_

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "eventstore/gate/gate.h"
#include "eventstore/gate/stream_memory.h"
#include "eventstore/index/index.h"
#include "eventstore/types.h"

namespace homeward::eventstore {

// One thread at a time.
class StreamTable {
 public:
  // A stream as the group so far leaves it. Of one that is not there yet: revision 0, nothing remembered.
  class Row : public GateStream {
   public:
    Revision revision() const { return revision_; }
    // Gives the stream its next event; its revision.
    Revision Extend(Position position);
    // What the Gate remembers of it from now on; it has been extended by the group.
    void Remember(const StreamMemory& memory);

   private:
    friend class StreamTable;
    size_t hash_ = 0;  // of the name
    StoredStreamPtr before_;
    Revision revision_;
    Position last_;
    bool changed_ = false;
    std::string gate_;  // where the group has changed it
  };

  explicit StreamTable(const Index& index) : index_(index) {}

  // Stays in its place until Flush.
  absl::StatusOr<Row*> Find(std::string_view stream);
  // Each of them, all different, in order: looked for together, so that they are waited for together.
  absl::Status Find(const std::vector<std::string_view>& streams, absl::FunctionRef<void(Row*)> take);
  // The row that Find gave the Gate.
  static Row& RowOf(GateStream& stream) { return static_cast<Row&>(stream); }

  // Adds the changed rows to what the group changes, and begins the next group.
  void Flush(IndexChanges* changes);

 private:
  // A name is hashed once, whichever table it is looked for in.
  struct Key {
    std::string_view name;
    size_t hash;
  };
  struct Kept {
    size_t hash;
    mutable StoredStreamPtr row;  // the name stays
  };
  struct Hasher {
    using is_transparent = void;
    size_t operator()(const Key& key) const { return key.hash; }
    size_t operator()(const Kept& kept) const { return kept.hash; }
    size_t operator()(const Row* row) const { return row->hash_; }
  };
  struct Equal {
    using is_transparent = void;
    static std::string_view Name(const Key& key) { return key.name; }
    static std::string_view Name(const Kept& kept) { return kept.row->name(); }
    static std::string_view Name(const Row* row) { return row->name; }
    bool operator()(const auto& a, const auto& b) const { return Hasher()(a) == Hasher()(b) && Name(a) == Name(b); }
  };
  using Rows = absl::flat_hash_set<Kept, Hasher, Equal>;

  StoredStreamPtr TakeKept(const Key& key);  // null: not at hand
  void Keep(size_t hash, StoredStreamPtr row);
  Row* NewRow(size_t hash, StoredStreamPtr stored);

  const Index& index_;
  std::vector<std::unique_ptr<Row>> rows_;  // the first used_ of them by this group, the others by groups before
  size_t used_ = 0;
  absl::flat_hash_set<Row*, Hasher, Equal> by_name_;  // of the group's
  // Two generations: when the younger is full, the older is forgotten, except what was used since. So no moment comes
  // at which all rows must be read anew, and nothing is spent on order.
  Rows younger_, older_;
};

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_LOG_STREAM_TABLE_H_
