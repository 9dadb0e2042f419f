#include "eventstore/log/source_marks.h"

#include "proto/contract/text.h"

namespace homeward::eventstore {

std::string SignedSource(std::string_view unit) { return contract::Cat("@signed/", unit); }

absl::Status SourceMarks::Note(const common::v1::Envelope& envelope, Position position) {
  if (envelope.source_sequence() == 0) return absl::OkStatus();
  return Raise(envelope.source(), envelope.source_sequence(), position);
}

absl::Status SourceMarks::NoteSigned(const record::v1::SignedBatch& batch, Position first) {
  return Raise(SignedSource(batch.unit()), batch.sequence(), first);
}

absl::Status SourceMarks::Raise(const std::string& source, uint64_t sequence, Position position) {
  auto [mark, fresh] = marks_.try_emplace(source);
  if (fresh) {
    if (const auto before = before_.find(source); before != before_.end()) {
      mark->second = before->second;
    } else {
      absl::StatusOr<Store::SourceMark> stored = index_.FindSource(source);
      if (!stored.ok()) return stored.status();
      mark->second = *stored;
    }
  }
  if (sequence > mark->second.sequence) mark->second = {sequence, position};
  return absl::OkStatus();
}

void SourceMarks::Flush(IndexChanges* changes) {
  changes->sources.assign(marks_.begin(), marks_.end());
  before_.swap(marks_);
  marks_.clear();
}

}  // namespace homeward::eventstore
