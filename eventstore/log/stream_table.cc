#include "eventstore/log/stream_table.h"

#include <utility>

#include "absl/hash/hash.h"
#include "eventstore/limits.h"

namespace homeward::eventstore {

Revision StreamTable::Row::Extend(Position position) {
  changed_ = true;
  last_ = position;
  return revision_ = revision_.next();
}

void StreamTable::Row::Remember(const StreamMemory& remembered) {
  gate_.clear();
  remembered.AppendTo(&gate_);
  memory = gate_;
}

absl::StatusOr<StreamTable::Row*> StreamTable::Find(std::string_view stream) {
  Row* found = nullptr;
  const absl::Status status = Find({stream}, [&found](Row* row) { found = row; });
  if (!status.ok()) return status;
  return found;
}

absl::Status StreamTable::Find(const std::vector<std::string_view>& streams, absl::FunctionRef<void(Row*)> take) {
  std::vector<Key> keys;
  keys.reserve(streams.size());
  for (const std::string_view stream : streams) {
    keys.push_back({stream, absl::Hash<std::string_view>()(stream)});
    younger_.prefetch(keys.back());
  }
  std::vector<Row*> rows(streams.size());
  std::vector<std::string_view> missing;
  std::vector<size_t> of_missing;
  for (size_t i = 0; i < keys.size(); ++i) {
    if (const auto found = by_name_.find(keys[i]); found != by_name_.end()) {
      rows[i] = *found;
    } else if (StoredStreamPtr kept = TakeKept(keys[i])) {
      rows[i] = NewRow(keys[i].hash, std::move(kept));
    } else {
      missing.push_back(streams[i]);
      of_missing.push_back(i);
    }
  }
  if (!missing.empty()) {
    absl::StatusOr<std::vector<StoredStreamPtr>> stored = index_.FindStreams(missing);
    if (!stored.ok()) return stored.status();
    for (size_t m = 0; m < missing.size(); ++m) {
      const size_t hash = keys[of_missing[m]].hash;
      Keep(hash, (*stored)[m]);
      rows[of_missing[m]] = NewRow(hash, std::move((*stored)[m]));
    }
  }
  for (Row* row : rows) take(row);
  return absl::OkStatus();
}

void StreamTable::Flush(IndexChanges* changes) {
  for (size_t i = 0; i < used_; ++i) {
    Row& row = *rows_[i];
    if (row.changed_) {
      auto stored = std::make_shared<const StoredStream>(row.name, row.revision_, row.last_, row.memory);
      changes->streams.push_back(stored);
      Keep(row.hash_, std::move(stored));
    }
  }
  by_name_.clear();
  for (; used_ > 0; --used_) rows_[used_ - 1]->before_.reset();
}

// One that was used before the younger generation began belongs to it from now on.
StoredStreamPtr StreamTable::TakeKept(const Key& key) {
  if (const auto found = younger_.find(key); found != younger_.end()) return found->row;
  const auto found = older_.find(key);
  if (found == older_.end()) return nullptr;
  StoredStreamPtr row = std::move(found->row);
  older_.erase(found);
  Keep(key.hash, row);
  return row;
}

void StreamTable::Keep(size_t hash, StoredStreamPtr row) {
  if (const auto found = younger_.find(Key{row->name(), hash}); found != younger_.end()) {
    found->row = std::move(row);
    return;
  }
  if (younger_.size() >= kStreamRowsCached) {
    older_.clear();
    older_.swap(younger_);
  }
  younger_.insert(Kept{hash, std::move(row)});
}

StreamTable::Row* StreamTable::NewRow(size_t hash, StoredStreamPtr stored) {
  if (used_ == rows_.size()) rows_.push_back(std::make_unique<Row>());
  Row* const row = rows_[used_++].get();
  row->hash_ = hash;
  row->before_ = std::move(stored);
  row->name = row->before_->name();
  row->memory = row->before_->gate();
  row->revision_ = row->before_->revision;
  row->last_ = row->before_->last;
  row->changed_ = false;
  by_name_.insert(row);
  return row;
}

}  // namespace homeward::eventstore
