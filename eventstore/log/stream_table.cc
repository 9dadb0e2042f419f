#include "eventstore/log/stream_table.h"

#include <memory>
#include <utility>

#include "eventstore/limits.h"

namespace homeward::eventstore {
namespace {

absl::Status Parse(const StoredStreamPtr& stored, record::v1::StreamRow* row) {
  if (stored == nullptr || row->ParseFromString(stored->row)) return absl::OkStatus();
  return absl::DataLossError("a row of streams is unreadable");
}

}  // namespace

absl::StatusOr<eventstore::Revision> StreamTable::Revision(const StreamId& stream) {
  if (const auto changed = changed_.find(stream.value); changed != changed_.end()) {
    return eventstore::Revision(changed->second.revision());
  }
  absl::StatusOr<StoredStreamPtr> stored = Stored(stream.value);
  if (!stored.ok()) return stored.status();
  return *stored == nullptr ? eventstore::Revision(0) : (*stored)->revision;
}

absl::StatusOr<record::v1::GateState> StreamTable::Gate(const StreamId& stream) {
  if (const auto changed = changed_.find(stream.value); changed != changed_.end()) return changed->second.gate();
  absl::StatusOr<StoredStreamPtr> stored = Stored(stream.value);
  if (!stored.ok()) return stored.status();
  record::v1::StreamRow row;
  if (absl::Status status = Parse(*stored, &row); !status.ok()) return status;
  return std::move(*row.mutable_gate());
}

absl::StatusOr<record::v1::StreamRow*> StreamTable::Change(const StreamId& stream) {
  if (const auto changed = changed_.find(stream.value); changed != changed_.end()) return &changed->second;
  absl::StatusOr<StoredStreamPtr> stored = Stored(stream.value);
  if (!stored.ok()) return stored.status();
  record::v1::StreamRow row;
  if (absl::Status status = Parse(*stored, &row); !status.ok()) return status;
  return &changed_.emplace(stream.value, std::move(row)).first->second;
}

void StreamTable::Flush(IndexChanges* changes) {
  for (auto& [stream, row] : changed_) {
    auto stored = std::make_shared<StoredStream>();
    stored->revision = eventstore::Revision(row.revision());
    stored->last = Position(row.last_position());
    row.SerializeToString(&stored->row);
    Keep(stream, stored);
    changes->streams.emplace_back(stream, std::move(stored));
  }
  changed_.clear();
}

absl::StatusOr<StoredStreamPtr> StreamTable::Stored(const std::string& stream) {
  if (const auto found = younger_.find(stream); found != younger_.end()) return found->second;
  StoredStreamPtr row;
  if (const auto found = older_.find(stream); found != older_.end()) {
    row = std::move(found->second);
    older_.erase(found);
  } else {
    absl::StatusOr<StoredStreamPtr> stored = index_.FindStream(StreamId(stream));
    if (!stored.ok()) return stored.status();
    row = *std::move(stored);
  }
  Keep(stream, row);
  return row;
}

void StreamTable::Keep(const std::string& stream, StoredStreamPtr row) {
  if (younger_.size() >= kStreamRowsCached) {
    older_.clear();
    older_.swap(younger_);
    younger_.reserve(kStreamRowsCached);
  }
  younger_[stream] = std::move(row);
}

}  // namespace homeward::eventstore
