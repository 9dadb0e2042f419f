#include "eventstore/log/stream_table.h"

#include <memory>
#include <utility>

#include "eventstore/limits.h"

namespace homeward::eventstore {
namespace {

absl::StatusOr<record::v1::GateState> ParseGate(const StoredStream& stored) {
  record::v1::GateState state;
  if (!state.ParseFromString(stored.gate)) return absl::DataLossError("a row of streams is unreadable");
  return state;
}

}  // namespace

absl::StatusOr<eventstore::Revision> StreamTable::Revision(const StreamId& stream) {
  if (const Change* change = FindChange(stream)) return change->revision;
  absl::StatusOr<StoredStreamPtr> stored = Stored(stream);
  if (!stored.ok()) return stored.status();
  return (*stored)->revision;
}

absl::StatusOr<record::v1::GateState> StreamTable::Gate(const StreamId& stream) {
  if (const Change* change = FindChange(stream)) {
    return change->gate_known ? change->gate : ParseGate(*change->before);
  }
  absl::StatusOr<StoredStreamPtr> stored = Stored(stream);
  if (!stored.ok()) return stored.status();
  return ParseGate(**stored);
}

absl::StatusOr<eventstore::Revision> StreamTable::Extend(const StreamId& stream, Position position) {
  Change* change = FindChange(stream);
  if (change == nullptr) {
    absl::StatusOr<StoredStreamPtr> stored = Stored(stream);
    if (!stored.ok()) return stored.status();
    change = &changes_.emplace_back();
    change->before = *std::move(stored);
    change->revision = change->before->revision;
    by_stream_.emplace(change->before->name, change);
  }
  change->last = position;
  return change->revision = change->revision.next();
}

void StreamTable::PutGate(const StreamId& stream, record::v1::GateState&& state) {
  Change* const change = FindChange(stream);
  change->gate.Swap(&state);
  change->gate_known = true;
}

absl::StatusOr<record::v1::GateState*> StreamTable::MutableGate(const StreamId& stream) {
  Change* const change = FindChange(stream);
  if (!change->gate_known) {
    absl::StatusOr<record::v1::GateState> state = ParseGate(*change->before);
    if (!state.ok()) return state.status();
    PutGate(stream, *std::move(state));
  }
  return &change->gate;
}

void StreamTable::Flush(IndexChanges* changes) {
  for (const Change& change : changes_) {
    const StoredStream& before = *change.before;
    auto stored = std::make_shared<const StoredStream>(StoredStream{
        before.name, change.revision, change.last, change.gate_known ? change.gate.SerializeAsString() : before.gate});
    changes->streams.push_back(stored);
    Keep(std::move(stored));
  }
  by_stream_.clear();
  changes_.clear();
}

StreamTable::Change* StreamTable::FindChange(const StreamId& stream) {
  const auto found = by_stream_.find(stream.value);
  return found == by_stream_.end() ? nullptr : found->second;
}

absl::StatusOr<StoredStreamPtr> StreamTable::Stored(const StreamId& stream) {
  if (const auto found = younger_.find(stream.value); found != younger_.end()) return *found;
  StoredStreamPtr row;
  if (const auto found = older_.find(stream.value); found != older_.end()) {
    row = *found;
    older_.erase(found);
  } else {
    absl::StatusOr<StoredStreamPtr> stored = index_.FindStream(stream);
    if (!stored.ok()) return stored.status();
    row = *std::move(stored);
  }
  Keep(row);
  return row;
}

void StreamTable::Keep(StoredStreamPtr row) {
  younger_.erase(row->name);
  if (younger_.size() >= kStreamRowsCached) {
    older_.clear();
    older_.swap(younger_);
  }
  younger_.insert(std::move(row));
}

}  // namespace homeward::eventstore
