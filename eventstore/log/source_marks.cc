#include "eventstore/log/source_marks.h"

namespace homeward::eventstore {

absl::Status SourceMarks::Note(const common::v1::Envelope& envelope, Position position) {
  if (envelope.source_sequence() == 0) return absl::OkStatus();
  auto [mark, fresh] = marks_.try_emplace(envelope.source());
  if (fresh) {
    if (const auto before = before_.find(envelope.source()); before != before_.end()) {
      mark->second = before->second;
    } else {
      absl::StatusOr<Store::SourceMark> stored = index_.FindSource(envelope.source());
      if (!stored.ok()) return stored.status();
      mark->second = *stored;
    }
  }
  if (envelope.source_sequence() > mark->second.sequence) mark->second = {envelope.source_sequence(), position};
  return absl::OkStatus();
}

void SourceMarks::Flush(IndexChanges* changes) {
  changes->sources.assign(marks_.begin(), marks_.end());
  before_.swap(marks_);
  marks_.clear();
}

}  // namespace homeward::eventstore
