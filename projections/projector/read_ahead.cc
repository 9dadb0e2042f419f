#include "projections/projector/read_ahead.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "projections/limits.h"

namespace homeward::projections {

ReadAhead::ReadAhead(eventstore::Subscription* subscription, eventstore::Position until,
                     std::function<bool(const eventstore::LogEvent&)> wanted)
    : subscription_(subscription), until_(until), wanted_(std::move(wanted)) {
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
  while (status.ok() && subscription_->position() < until_) {
    Events events;
    status = Read(&events);
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return stop_ || ready_.size() < kBatchesReadAhead; });
    if (stop_) return;
    if (!events.empty()) ready_.push_back(std::move(events));
    changed_.notify_all();
  }
  std::lock_guard lock(mutex_);
  status_ = status;
  done_ = true;
  changed_.notify_all();
}

absl::Status ReadAhead::Read(Events* events) {
  std::vector<eventstore::Item> items;
  const size_t most = std::min<uint64_t>(kPollItems, until_.value - subscription_->position().value);
  if (auto polled = subscription_->Poll(most, &items); !polled.ok()) return polled;
  events->reserve(items.size());
  for (eventstore::Item& item : items) {
    auto* event = std::get_if<eventstore::LogEventPtr>(&item);
    if (event == nullptr) continue;
    if (wanted_(**event))
      if (auto parsed = (*event)->Parse(); !parsed.ok()) return parsed;
    events->push_back(std::move(*event));
  }
  return absl::OkStatus();
}

ReadAhead::Events ReadAhead::Next() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return done_ || !ready_.empty(); });
  if (ready_.empty()) return {};
  Events events = std::move(ready_.front());
  ready_.pop_front();
  changed_.notify_all();
  return events;
}

absl::Status ReadAhead::status() const {
  std::lock_guard lock(mutex_);
  return status_;
}

}  // namespace homeward::projections
