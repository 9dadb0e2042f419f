// The fold of a view that lists its subjects: derives a subject's keys anew whenever a batch changed it.
//
// A correction or retraction carries the subjects of what it concerns, so it changes them too; a dispute moves nothing
// in a list.
#ifndef HOMEWARD_PROJECTIONS_PROJECTOR_LIST_FOLD_H_
#define HOMEWARD_PROJECTIONS_PROJECTOR_LIST_FOLD_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/functional/function_ref.h"
#include "projections/projector/fold.h"
#include "projections/projector/gathered.h"
#include "projections/projector/listed.h"
#include "projections/projector/reused_arena.h"

namespace homeward::projections {

class ListFold : public Fold {
 public:
  ListFold(const Projection* view, std::string family, const eventstore::Store* store, eventstore::Keyspace* keyspace);

  bool Wants(uint32_t type, std::string_view stream, Subjects subjects) const override;
  std::unique_ptr<FoldBatch> NewBatch() const override;
  bool IsOurs(std::string_view subject) const;
  absl::Status Gather() override;
  absl::Status Settle(absl::FunctionRef<bool()> going) override;

 protected:
  absl::Status Collect(FoldBatch* batch, std::vector<eventstore::RowChange>* changes) override;

 private:
  bool IsNew(const std::string& subject);
  absl::StatusOr<Listed> Recall(const std::string& subject, const eventstore::KeyspaceSnapshot& rows);
  absl::StatusOr<std::string> ReadKept(const std::string& subject, const eventstore::KeyspaceSnapshot& rows) const;
  absl::StatusOr<std::vector<std::string>> KeysOf(const std::string& subject, std::string_view kept);

  const std::vector<std::string> prefixes_;  // "referral:"
  ReusedArena arena_;                        // of the subject whose keys are being derived
  RecentlyListed recent_;
  std::unique_ptr<GatheredFacts> gathered_;  // while gathering
  // Hashes of every subject of a fold that began at zero: whoever is not among them is new, and no read need say so.
  absl::flat_hash_set<uint64_t> seen_;
  bool seen_all_ = false;
};

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_PROJECTOR_LIST_FOLD_H_
