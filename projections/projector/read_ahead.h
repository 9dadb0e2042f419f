// Reads the log on a thread of its own, a batch ahead of who folds it.
#ifndef HOMEWARD_PROJECTIONS_PROJECTOR_READ_AHEAD_H_
#define HOMEWARD_PROJECTIONS_PROJECTOR_READ_AHEAD_H_

#include "eventstore/ahead.h"
#include "eventstore/store.h"
#include "projections/projector/fold_set.h"

namespace homeward::projections {

struct ReadBatch {
  FoldBatches batches;
  Position position;  // everything up to here was looked at
};

class ReadAhead : public eventstore::Ahead<ReadBatch> {
 public:
  // Reads from after `after` to `until`, which the log has, into batches of `folds`.
  ReadAhead(const eventstore::Store* store, const FoldSet* folds, Position after, Position until);
};

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_PROJECTOR_READ_AHEAD_H_
