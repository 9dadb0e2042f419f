// A stretch of the log folded into views, read ahead on a thread of its own.
#ifndef HOMEWARD_PROJECTIONS_PROJECTOR_FOLD_LOG_H_
#define HOMEWARD_PROJECTIONS_PROJECTOR_FOLD_LOG_H_

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "eventstore/store.h"
#include "projections/projector/fold_set.h"

namespace homeward::projections {

// Folds everything after `folds->position()` up to `until`, which the log has, in long batches. `going` says before
// each read whether to go on; where it says no the rest is left, and that is no error. `folded` hears how far the rows
// are.
absl::Status FoldLog(const eventstore::Store& store, Position until, FoldSet* folds, absl::FunctionRef<bool()> going,
                     absl::FunctionRef<void(Position)> folded);

// The same for folds at zero, of which nobody reads rows before the end: a long log costs less so.
absl::Status FoldLogFromZero(const eventstore::Store& store, Position until, FoldSet* folds,
                             absl::FunctionRef<bool()> going);

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_PROJECTOR_FOLD_LOG_H_
