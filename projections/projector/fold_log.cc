#include "projections/projector/fold_log.h"

#include "absl/container/inlined_vector.h"
#include "projections/limits.h"
#include "projections/projector/read_ahead.h"

namespace homeward::projections {

absl::Status FoldLog(const eventstore::Store& store, Position until, FoldSet* folds, absl::FunctionRef<bool()> going,
                     absl::FunctionRef<void(Position)> folded) {
  ReadAhead reader(&store, folds->position(), until, [folds](const eventstore::RecordView& record) {
    return folds->Wants(record.type, record.stream, record.subjects);
  });
  Position last = folds->position(), finished = last;
  while (last < until && going()) {
    const auto next = reader.Next();
    if (!next.ok()) return next.status();
    if (!next->has_value()) return absl::OkStatus();
    const ReadBatch& batch = **next;
    for (const ReadItem& item : batch.items) {
      const std::vector<std::string>& recorded = item.recorded();
      const absl::InlinedVector<std::string_view, 4> subjects(recorded.begin(), recorded.end());
      folds->Add(item.fact, subjects);
    }
    last = batch.position;
    if (last < until && last.value - finished.value < kRebuildBatchEvents) continue;
    if (auto done = folds->FinishSideBySide(last); !done.ok()) return done;
    finished = last;
    folded(last);
  }
  return absl::OkStatus();
}

}  // namespace homeward::projections
