#include "projections/projector/fold.h"

#include <algorithm>

#include "homeward/coordination/v1/rows.pb.h"
#include "projections/projector/rows.h"

namespace homeward::projections {

using coordination::v1::CheckpointRow;

absl::Status Fold::Resume(std::string_view incarnation, Position head) {
  incarnation_ = std::string(incarnation);
  checkpoint_ = Position();
  auto value = Rows()->Get(family_, kCheckpointKey);
  CheckpointRow row;
  if (value.ok() && row.ParseFromString(*value) && row.version() == view_->version() &&
      row.incarnation() == incarnation_ && row.position() <= head.value) {
    checkpoint_ = Position(row.position());
  } else if (!value.ok() && !absl::IsNotFound(value.status())) {
    return value.status();
  } else if (auto cleared = keyspace_->Clear(family_); !cleared.ok()) {
    return cleared;
  }
  return Load();
}

absl::Status Fold::Finish(FoldBatch* batch, Position position) {
  if (position <= checkpoint_) return absl::OkStatus();
  std::vector<eventstore::RowChange> changes;
  if (auto collected = Collect(batch, &changes); !collected.ok()) return collected;
  CheckpointRow row;
  row.set_version(view_->version());
  row.set_position(position.value);
  row.set_incarnation(incarnation_);
  changes.push_back({std::string(kCheckpointKey), row.SerializeAsString()});
  std::sort(changes.begin(), changes.end(), [](const auto& a, const auto& b) { return a.key < b.key; });
  if (auto written = keyspace_->WriteSorted(family_, changes); !written.ok()) return written;
  checkpoint_ = position;
  return absl::OkStatus();
}

}  // namespace homeward::projections
