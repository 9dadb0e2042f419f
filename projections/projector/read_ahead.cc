#include "projections/projector/read_ahead.h"

#include <algorithm>
#include <utility>

#include "projections/limits.h"
#include "projections/projector/reused_arena.h"

namespace homeward::projections {
namespace {

using Give = eventstore::Ahead<ReadBatch>::Give;

// Every kBatchReaders-th batch.
absl::Status ReadEach(const eventstore::Store& store, const FoldSet& folds, Position after, Position until, Give give) {
  ReusedArena arena;
  while (after < until) {
    ReadBatch batch{folds.NewBatches(), after};
    const Position last(std::min(until.value, after.value + kRebuildBatchEvents));
    absl::Status unreadable;
    absl::Status read = store.ReadRecords(after.next(), last, [&](const eventstore::RecordView& record) {
      batch.position = record.position;
      unreadable = batch.batches.Add(LoggedEvent(record, arena.get()));
      arena.Reset();
      return unreadable.ok();
    });
    if (!read.ok()) return read;
    if (!unreadable.ok()) return unreadable;
    if (!give(std::move(batch))) return absl::OkStatus();
    after = Position(after.value + kBatchReaders * kRebuildBatchEvents);
  }
  return absl::OkStatus();
}

}  // namespace

ReadAhead::ReadAhead(const eventstore::Store* store, const FoldSet* folds, Position after, Position until) {
  for (size_t i = 0; i < kBatchReaders; ++i) {
    const Position begin(after.value + i * kRebuildBatchEvents);
    readers_.push_back(std::make_unique<eventstore::Ahead<ReadBatch>>(
        kBatchesReadAhead,
        [store, folds, begin, until](Give give) { return ReadEach(*store, *folds, begin, until, give); }));
  }
}

absl::StatusOr<std::optional<ReadBatch>> ReadAhead::Next() { return readers_[turn_++ % readers_.size()]->Next(); }

}  // namespace homeward::projections
