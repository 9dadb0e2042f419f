#include "tests/bench/pace.h"

#include <algorithm>
#include <utility>

namespace homeward::bench {
namespace {

constexpr size_t kCurvePoints = 100;

}  // namespace

Pace::Pace(const Load& load, const SendOptions& options, Sent* sent)
    : load_(load), options_(options), sent_(*sent), due_(load.batches.size()), acked_(load.batches.size()) {
  sent_.ack_ms.reserve(load.batches.size());
  curve_step_ = std::max<uint64_t>(1, load.events / kCurvePoints);
}

void Pace::Start(size_t lanes) {
  std::lock_guard lock(mutex_);
  running_ = lanes;
  began_ = Clock::now();
  if (!open_loop()) return;
  uint64_t before = 0;
  for (size_t i = 0; i < due_.size(); ++i) {
    const std::chrono::duration<double> after(static_cast<double>(before) / options_.events_per_s);
    due_[i] = began_ + std::chrono::duration_cast<Clock::duration>(after);
    before += load_.batches[i].events;
  }
}

bool Pace::MayGo(uint32_t batch, size_t in_flight) {
  std::lock_guard lock(mutex_);
  if (over_) return false;
  if (open_loop()) return batch < limit_;
  if (options_.in_flight_each ? in_flight >= options_.in_flight : batch >= low_ + options_.in_flight) return false;
  due_[batch] = Clock::now();
  return true;
}

bool Pace::Acked(uint32_t batch, uint64_t position) {
  const Clock::time_point now = Clock::now();
  std::lock_guard lock(mutex_);
  acked_[batch] = true;
  const uint64_t low = low_;
  while (low_ < acked_.size() && acked_[low_]) ++low_;
  sent_.events += load_.batches[batch].events;
  sent_.last_position = std::max(sent_.last_position, position);
  sent_.last_ack = now;
  sent_.seconds = std::chrono::duration<double>(now - began_).count();
  sent_.ack_ms.push_back(std::chrono::duration<double, std::milli>(now - due_[batch]).count());
  if (sent_.events >= sent_.curve.size() * curve_step_) sent_.curve.emplace_back(sent_.events, sent_.seconds);
  if (options_.stop_after.count() > 0 && sent_.seconds >= options_.stop_after.count()) over_ = true;
  return (low_ != low && !open_loop() && !options_.in_flight_each) || over_;
}

void Pace::Fail(const std::string& why) {
  std::lock_guard lock(mutex_);
  if (failed_.ok()) failed_ = absl::InternalError(why);
  over_ = true;
  changed_.notify_all();
}

void Pace::LaneEnded() {
  std::lock_guard lock(mutex_);
  --running_;
  changed_.notify_all();
}

bool Pace::over() {
  std::lock_guard lock(mutex_);
  return over_;
}

absl::Status Pace::Wait(const std::function<void()>& wake, const std::function<void()>& cancel) {
  std::unique_lock lock(mutex_);
  bool cancelled = false;
  while (running_ > 0) {
    if (!failed_.ok() && !std::exchange(cancelled, true)) {
      lock.unlock();
      cancel();
      lock.lock();
    } else if (open_loop() && limit_ < due_.size() && !over_) {
      changed_.wait_until(lock, due_[limit_]);
      const uint64_t before = limit_;
      for (const Clock::time_point now = Clock::now(); limit_ < due_.size() && due_[limit_] <= now;) ++limit_;
      if (limit_ == before) continue;
      lock.unlock();
      wake();
      lock.lock();
    } else {
      changed_.wait(lock);
    }
  }
  return failed_;
}

}  // namespace homeward::bench
