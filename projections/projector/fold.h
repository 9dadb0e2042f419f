// Folds facts into one view's family: stores, never refuses, writes rows and checkpoint together.
//
// An event that corrects, retracts or disputes another becomes a fact of that one's subjects too, whichever came
// first; so the rows depend on the set of facts alone.
#ifndef HOMEWARD_PROJECTIONS_PROJECTOR_FOLD_H_
#define HOMEWARD_PROJECTIONS_PROJECTOR_FOLD_H_

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "eventstore/keyspace.h"
#include "projections/projector/projection.h"

namespace homeward::projections {

// One thread at a time.
class Fold {
 public:
  // `projection` and `keyspace` must outlive it.
  Fold(const Projection* projection, eventstore::Keyspace* keyspace) : view_(projection), keyspace_(keyspace) {}

  // Reads the checkpoint; clears the family where version or incarnation differ, or it is beyond `head`.
  absl::Status Resume(std::string_view incarnation, Position head);

  // Takes the fact into the batch under way; facts at or below the checkpoint are passed over.
  absl::Status Add(const Fact& fact);

  // Lists the changed subjects anew and writes everything with the checkpoint. Subjects changed are added to `changed`.
  absl::Status Finish(Position position, std::set<std::string>* changed);

  absl::Status Clear();

  Position checkpoint() const { return checkpoint_; }
  const Projection& view() const { return *view_; }

 private:
  absl::StatusOr<std::optional<std::string>> Get(const std::string& key) const;
  absl::Status ScanMerged(const std::string& prefix, std::map<std::string, std::string>* rows) const;
  absl::Status AddHomes(const Fact& fact, std::set<std::string> homes);
  absl::Status Reindex(const std::string& subject);

  const Projection* view_;
  eventstore::Keyspace* keyspace_;
  std::string incarnation_;
  Position checkpoint_;
  std::shared_ptr<const eventstore::KeyspaceSnapshot> before_;  // rows before this batch; null between batches
  std::map<std::string, std::optional<std::string>> pending_;   // nullopt: deleted
  std::set<std::string> changed_;
};

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_PROJECTOR_FOLD_H_
