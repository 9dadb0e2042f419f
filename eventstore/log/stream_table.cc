#include "eventstore/log/stream_table.h"

#include <utility>

#include "eventstore/limits.h"

namespace homeward::eventstore {

absl::StatusOr<const record::v1::StreamRow*> StreamTable::Get(const StreamId& stream) {
  const auto found = rows_.find(stream.value);
  if (found != rows_.end()) return &found->second;
  absl::StatusOr<record::v1::StreamRow> row = index_.FindStream(stream);
  if (!row.ok()) return row.status();
  return &rows_.emplace(stream.value, *std::move(row)).first->second;
}

record::v1::StreamRow& StreamTable::Change(const StreamId& stream) {
  changed_.insert(stream.value);
  return rows_[stream.value];
}

void StreamTable::Flush(rocksdb::WriteBatch* batch) {
  for (const std::string& stream : changed_) index_.PutStream(StreamId(stream), rows_[stream], batch);
  changed_.clear();
  if (rows_.size() > kStreamRowsCached) rows_.clear();  // everything is on its way to disk: read again when asked
}

}  // namespace homeward::eventstore
