// All folds in step: what one pass over the log drives, live or rebuilding.
#ifndef HOMEWARD_PROJECTIONS_PROJECTOR_FOLD_SET_H_
#define HOMEWARD_PROJECTIONS_PROJECTOR_FOLD_SET_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "eventstore/keyspace.h"
#include "eventstore/store.h"
#include "projections/projector/fold.h"
#include "projections/projector/whole_fold.h"

namespace homeward::projections {

using Projections = std::vector<std::unique_ptr<Projection>>;

// The views that keep rows, hence have a family.
std::vector<std::string> FamiliesOf(const Projections& views);

// A stretch of the log as all folds of a set take it.
class FoldBatches {
 public:
  // Gives the event to every fold. Errors as of FoldBatch.
  absl::Status Add(const LoggedEvent& event);

 private:
  friend class FoldSet;
  std::vector<std::unique_ptr<FoldBatch>> of_folds_;
};

// One thread at a time, but for NewBatches.
class FoldSet {
 public:
  // `views`, `store` and `keyspace` must outlive it. `twins`: the rows go into the families' twins.
  FoldSet(const Projections& views, const eventstore::Store* store, eventstore::Keyspace* keyspace, bool twins);

  absl::Status Resume(const eventstore::Head& head);

  // Empty batches, which must not outlive the set; any thread.
  FoldBatches NewBatches() const;

  // Folds what the batches took, which are of this set and end at `position`.
  absl::Status Finish(FoldBatches batches, Position position);
  // The same, each view on a thread of its own: for a rebuild, whose batches are long.
  absl::Status FinishSideBySide(FoldBatches batches, Position position);

  // As of Fold, of all of them; Settle each on a thread of its own, which all ask `going`.
  absl::Status Gather();
  absl::Status Settle(absl::FunctionRef<bool()> going);

  // Up to here every view is folded.
  Position position() const;

  std::shared_ptr<const Facts> governance() const { return governance_->facts(); }

  // The twins have taken the families' places.
  void Promoted();

 private:
  // Each fold on a thread of its own.
  absl::Status SideBySide(absl::FunctionRef<absl::Status(size_t fold)> run);

  std::vector<std::unique_ptr<Fold>> folds_;
  WholeFold* governance_ = nullptr;
};

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_PROJECTOR_FOLD_SET_H_
