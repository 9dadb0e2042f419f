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
  const Key key{stream, absl::Hash<std::string_view>()(stream)};
  if (const auto found = by_name_.find(key); found != by_name_.end()) return *found;
  absl::StatusOr<StoredStreamPtr> stored = Stored(key);
  if (!stored.ok()) return stored.status();
  Row* const row = NewRow();
  row->hash_ = key.hash;
  row->before_ = *std::move(stored);
  row->name = row->before_->name();
  row->memory = row->before_->gate();
  row->revision_ = row->before_->revision;
  row->last_ = row->before_->last;
  row->changed_ = false;
  by_name_.insert(row);
  return row;
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

absl::StatusOr<StoredStreamPtr> StreamTable::Stored(const Key& key) {
  if (const auto found = younger_.find(key); found != younger_.end()) return found->row;
  StoredStreamPtr row;
  if (const auto found = older_.find(key); found != older_.end()) {
    row = std::move(found->row);
    older_.erase(found);
  } else {
    absl::StatusOr<StoredStreamPtr> stored = index_.FindStream(key.name);
    if (!stored.ok()) return stored.status();
    row = *std::move(stored);
  }
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

StreamTable::Row* StreamTable::NewRow() {
  if (used_ == rows_.size()) rows_.push_back(std::make_unique<Row>());
  return rows_[used_++].get();
}

}  // namespace homeward::eventstore
