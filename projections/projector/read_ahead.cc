#include "projections/projector/read_ahead.h"

#include <algorithm>
#include <utility>

#include "projections/limits.h"

namespace homeward::projections {
namespace {

absl::Status ReadAll(const eventstore::Store& store, const FoldSet& folds, Position after, Position until,
                     ReadAhead::Give give) {
  for (Position position = after; position < until;) {
    ReadBatch batch{folds.NewBatches(), position};
    const Position last(std::min(until.value, position.value + kRebuildBatchEvents));
    absl::Status unreadable;
    absl::Status read = store.ReadRecords(position.next(), last, [&](const eventstore::RecordView& record) {
      batch.position = record.position;
      unreadable = batch.batches.Add(LoggedEvent(record));
      return unreadable.ok();
    });
    if (!read.ok()) return read;
    if (!unreadable.ok()) return unreadable;
    position = batch.position;
    if (!give(std::move(batch))) return absl::OkStatus();
  }
  return absl::OkStatus();
}

}  // namespace

ReadAhead::ReadAhead(const eventstore::Store* store, const FoldSet* folds, Position after, Position until)
    : Ahead(kBatchesReadAhead,
            [store, folds, after, until](Give give) { return ReadAll(*store, *folds, after, until, give); }) {}

}  // namespace homeward::projections
