#include "projections/projector/fold_log.h"

#include <utility>

#include "projections/projector/read_ahead.h"

namespace homeward::projections {

absl::Status FoldLog(const eventstore::Store& store, Position until, FoldSet* folds, absl::FunctionRef<bool()> going,
                     absl::FunctionRef<void(Position)> folded) {
  ReadAhead reader(&store, folds, folds->position(), until);
  while (folds->position() < until && going()) {
    auto next = reader.Next();
    if (!next.ok()) return next.status();
    if (!next->has_value()) return absl::OkStatus();
    ReadBatch& batch = **next;
    if (auto done = folds->FinishSideBySide(std::move(batch.batches), batch.position); !done.ok()) return done;
    folded(batch.position);
  }
  return absl::OkStatus();
}

absl::Status FoldLogFromZero(const eventstore::Store& store, Position until, FoldSet* folds,
                             absl::FunctionRef<bool()> going) {
  if (auto begun = folds->Gather(); !begun.ok()) return begun;
  if (auto folded = FoldLog(store, until, folds, going, [](Position) {}); !folded.ok()) return folded;
  return folds->Settle(going);
}

}  // namespace homeward::projections
