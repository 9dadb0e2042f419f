// The keyspace on which views are kept: a second RocksDB without write-ahead log, since the log itself is its recovery.
//
// One family for each view. A family's rows and its checkpoint are written together, so after a crash each view stands
// at some earlier position and folds on from there.
#ifndef HOMEWARD_EVENTSTORE_KEYSPACE_H_
#define HOMEWARD_EVENTSTORE_KEYSPACE_H_

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace homeward::eventstore {

// Rows to write at once, in one family. A nullopt-like deletion is an entry with `deleted`.
struct RowChange {
  std::string key;
  std::string value;
  bool deleted = false;
};

// A consistent sight of all families. Any thread may read it; drop it soon, it pins old rows.
class KeyspaceSnapshot {
 public:
  virtual ~KeyspaceSnapshot() = default;
  // NOT_FOUND if there is no row.
  virtual absl::StatusOr<std::string> Get(std::string_view family, std::string_view key) const = 0;
  // Rows with the prefix in key order, from `start` (if longer than the prefix) on, until `visit` returns false.
  // The status of the scan itself is checked here, never lost.
  virtual absl::Status Scan(std::string_view family, std::string_view prefix, std::string_view start,
                            absl::FunctionRef<bool(std::string_view key, std::string_view value)> visit) const = 0;
};

// The name under which a family's twin is written and read.
std::string TwinOf(std::string_view family);

class Keyspace {
 public:
  virtual ~Keyspace() = default;

  // Opens or creates `directory` with exactly these families; families no longer named are dropped. DATA_LOSS with
  // VIEWS_DAMAGED if there is damage.
  static absl::StatusOr<std::unique_ptr<Keyspace>> Open(const std::string& directory,
                                                        const std::vector<std::string>& families);

  virtual absl::Status Write(std::string_view family, const std::vector<RowChange>& changes) = 0;
  // The same for changes that are in ascending order, each key once: many of them cost a third.
  virtual absl::Status WriteSorted(std::string_view family, const std::vector<RowChange>& changes) = 0;
  virtual absl::Status Clear(std::string_view family) = 0;  // drops and makes the family anew
  virtual absl::Status Flush() = 0;                         // everything written so far survives a crash

  // OK until a read or a write has met damage: that one, DATA_LOSS with VIEWS_DAMAGED. What is here is made again from
  // the log, so its owner may remove the directory.
  virtual absl::Status damage() const = 0;

  // An empty family TwinOf(family) beside it, to be filled while the family goes on; one that is there begins anew. A
  // twin that was not promoted is gone when the keyspace is opened again.
  virtual absl::Status MakeTwin(std::string_view family) = 0;
  // All of these families' twins take their places at once, durably; snapshots taken before still read the old rows.
  virtual absl::Status PromoteTwins(const std::vector<std::string>& families) = 0;

  // An empty family of that name for what is sorted on the way: written in sorted files, read once from end to end; its
  // files are not merged meanwhile. Gone when it is dropped, or the keyspace opened again.
  virtual absl::Status MakeScratch(const std::string& name) = 0;
  virtual absl::Status DropScratch(const std::string& name) = 0;

  virtual std::shared_ptr<const KeyspaceSnapshot> Snapshot() const = 0;
};

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_KEYSPACE_H_
