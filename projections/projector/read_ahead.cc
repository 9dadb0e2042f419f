#include "projections/projector/read_ahead.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "projections/limits.h"

namespace homeward::projections {
namespace {

using eventstore::Position;

absl::Status ReadOne(const eventstore::Store& store, Position after, Position last, const ReadAhead::Wanted& wanted,
                     ReadBatch* batch) {
  absl::Status unreadable;
  batch->position = after;
  absl::Status read = store.ReadRecords(after.next(), last, [&](const eventstore::RecordView& record) {
    batch->position = record.position;
    if (!wanted(record)) return true;
    auto event = eventstore::ParseEvent(record);
    unreadable = event.status();
    if (!event.ok()) return false;
    ReadItem& item = batch->items.emplace_back();
    item.fact = MakeFact(std::make_shared<const contract::Event>(*std::move(event)), record.agency,
                         std::string(record.stream), record.revision.value, record.subjects);
    item.fact.position = record.position;
    item.fact.appended_us = record.appended_us;
    if (item.fact.Subjects().size() != record.subjects.size())
      item.subjects.assign(record.subjects.begin(), record.subjects.end());
    return true;
  });
  return read.ok() ? unreadable : read;
}

absl::Status ReadAll(const eventstore::Store& store, Position after, Position until, const ReadAhead::Wanted& wanted,
                     ReadAhead::Give give) {
  for (Position position = after; position < until;) {
    ReadBatch batch;
    const Position last(std::min(until.value, position.value + kReadAheadEvents));
    if (auto read = ReadOne(store, position, last, wanted, &batch); !read.ok()) return read;
    position = batch.position;
    if (!give(std::move(batch))) return absl::OkStatus();
  }
  return absl::OkStatus();
}

}  // namespace

ReadAhead::ReadAhead(const eventstore::Store* store, Position after, Position until, Wanted wanted)
    : Ahead(kBatchesReadAhead, [store, after, until, wanted = std::move(wanted)](Give give) {
        return ReadAll(*store, after, until, wanted, give);
      }) {}

}  // namespace homeward::projections
