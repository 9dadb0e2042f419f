#include "projections/projector/read_ahead.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "projections/limits.h"

namespace homeward::projections {

ReadAhead::ReadAhead(const eventstore::Store* store, eventstore::Position after, eventstore::Position until,
                     Wanted wanted)
    : store_(store), until_(until), wanted_(std::move(wanted)), position_(after) {
  thread_ = std::thread([this] { Run(); });
}

ReadAhead::~ReadAhead() {
  {
    std::lock_guard lock(mutex_);
    stop_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void ReadAhead::Run() {
  absl::Status status;
  while (status.ok() && position_ < until_) {
    Batch batch;
    status = Read(&batch);
    if (!status.ok()) break;
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return stop_ || ready_.size() < kBatchesReadAhead; });
    if (stop_) return;
    ready_.push_back(std::move(batch));
    changed_.notify_all();
  }
  std::lock_guard lock(mutex_);
  status_ = status;
  done_ = true;
  changed_.notify_all();
}

absl::Status ReadAhead::Read(Batch* batch) {
  const eventstore::Position last(std::min(until_.value, position_.value + kReadAheadEvents));
  absl::Status unreadable;
  absl::Status read = store_->ReadRecords(position_.next(), last, [&](const eventstore::RecordView& record) {
    position_ = record.position;
    if (!wanted_(record)) return true;
    auto event = eventstore::ParseEvent(record);
    unreadable = event.status();
    if (!event.ok()) return false;
    Item& item = batch->items.emplace_back();
    item.fact = MakeFact(std::make_shared<const contract::Event>(*std::move(event)), record.agency,
                         std::string(record.stream), record.revision.value);
    item.fact.position = record.position;
    item.fact.appended_us = record.appended_us;
    item.subjects.assign(record.subjects.begin(), record.subjects.end());
    return true;
  });
  batch->position = position_;
  return read.ok() ? unreadable : read;
}

std::optional<ReadAhead::Batch> ReadAhead::Next() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return done_ || !ready_.empty(); });
  if (ready_.empty()) return std::nullopt;
  Batch batch = std::move(ready_.front());
  ready_.pop_front();
  changed_.notify_all();
  return batch;
}

absl::Status ReadAhead::status() const {
  std::lock_guard lock(mutex_);
  return status_;
}

}  // namespace homeward::projections
