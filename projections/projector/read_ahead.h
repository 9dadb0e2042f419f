// Reads the log on threads of their own, some batches ahead of who folds it.
#ifndef HOMEWARD_PROJECTIONS_PROJECTOR_READ_AHEAD_H_
#define HOMEWARD_PROJECTIONS_PROJECTOR_READ_AHEAD_H_

#include <memory>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "eventstore/ahead.h"
#include "eventstore/store.h"
#include "projections/projector/fold_set.h"

namespace homeward::projections {

struct ReadBatch {
  FoldBatches batches;
  Position position;  // everything up to here was looked at
};

// One thread takes.
class ReadAhead {
 public:
  // Reads from after `after` to `until`, which the log has, into batches of `folds`.
  ReadAhead(const eventstore::Store* store, const FoldSet* folds, Position after, Position until);

  // The next stretch of the log; nothing: that was all.
  absl::StatusOr<std::optional<ReadBatch>> Next();

 private:
  std::vector<std::unique_ptr<eventstore::Ahead<ReadBatch>>> readers_;  // who read one batch each in turn
  size_t turn_ = 0;
};

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_PROJECTOR_READ_AHEAD_H_
