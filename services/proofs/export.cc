#include "services/proofs/export.h"

#include <algorithm>
#include <string>
#include <utility>

#include "eventstore/record/record_parts.h"
#include "services/errors/errors.h"
#include "services/limits.h"

namespace homeward::services {
namespace {

namespace pb = audit::v1;
using eventstore::Position;

class Export : public PullSource<pb::ExportResponse> {
 public:
  Export(const Core& core, Position from, Position to, bool whole) : core_(core), next_(from), to_(to), whole_(whole) {}

  absl::Status Poll(std::vector<pb::ExportResponse>* responses) override {
    if (ended()) return absl::OkStatus();
    const Position last(std::min(to_.value, next_.value + kReplayItemsPolled - 1));
    absl::Status failed;
    size_t bytes = kReplayBytesMax;  // of the message under way: the first event begins one
    const absl::Status read = core_.store.ReadRecords(next_, last, [&](const eventstore::RecordView& view) {
      if (bytes >= kReplayBytesMax) {
        responses->emplace_back();
        bytes = 0;
      }
      pb::ExportItem* item = responses->back().add_items();
      failed = Fill(view, item);
      bytes += item->record().size() + item->entry().size();
      next_ = view.position.next();
      return failed.ok();
    });
    return read.ok() ? failed : read;
  }

  // What is exported is there already: between two Polls nothing is waited for.
  void OnGrowth(std::function<void()> wake) override { wake(); }
  bool ended() const override { return next_ > to_; }

 private:
  absl::Status Fill(const eventstore::RecordView& view, pb::ExportItem* item) {
    if (!eventstore::SplitRecord(view.bytes, &parts_)) return eventstore::UnreadableRecord(view.position);
    item->set_position(view.position.value);
    item->set_entry(eventstore::EntryOf(parts_).Bytes());
    if (whole_) {
      item->set_record(view.bytes.data(), view.bytes.size());
    } else {
      const eventstore::Hash digest = eventstore::EventDigestOf(parts_);
      item->set_event_digest(digest.data(), digest.size());
    }
    return absl::OkStatus();
  }

  const Core& core_;
  Position next_;
  const Position to_;
  const bool whole_;
  eventstore::RecordParts parts_;  // its memory is used again
};

}  // namespace

absl::StatusOr<std::unique_ptr<PullSource<pb::ExportResponse>>> OpenExport(const Core& core,
                                                                           const pb::ExportRequest& request,
                                                                           const Viewer& viewer) {
  uint64_t to = request.to_position();
  if (to == 0) {
    const auto newest = core.checkpoints.Newest(0);
    if (!newest.ok()) return newest.status();
    to = newest->size.value;
  }
  const uint64_t from = std::max<uint64_t>(request.from_position(), 1);
  if (to > core.store.head().position.value || from > to + 1) {
    return Refusal(absl::StatusCode::kOutOfRange, "POSITION_BEYOND_HEAD", "The log has no such positions.",
                   "Use positions that a checkpoint of this log covers.");
  }
  const bool whole = core.export_mandates.contains(viewer.spiffe);
  return std::make_unique<Export>(core, Position(from), Position(to), whole);
}

}  // namespace homeward::services
