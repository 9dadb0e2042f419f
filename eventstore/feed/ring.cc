#include "eventstore/feed/ring.h"

#include <algorithm>

#include "eventstore/limits.h"

namespace homeward::eventstore {

class Ring::Waiter {
 public:
  void Set(std::function<void()> wake) {
    std::lock_guard lock(mutex_);
    wake_ = std::move(wake);
  }
  void Run() {
    std::lock_guard lock(mutex_);
    // Taken out first: `wake` may set the next one, or drop the waiter.
    if (std::function<void()> wake = std::exchange(wake_, nullptr)) wake();
  }

 private:
  std::recursive_mutex mutex_;  // `wake` may end in Forget on its own thread
  std::function<void()> wake_;
};

void Ring::Publish(std::vector<LogEventPtr> events) {
  std::vector<std::shared_ptr<Waiter>> waiting;
  {
    std::lock_guard lock(mutex_);
    for (LogEventPtr& event : events) {
      head_ = event->position;
      bytes_ += event->view().bytes.size();
      events_.push_back(std::move(event));
    }
    while (events_.size() > kRingEvents || bytes_ > kRingBytes) {
      bytes_ -= events_.front()->view().bytes.size();
      events_.pop_front();
    }
    waiting.swap(waiting_);
  }
  for (const std::shared_ptr<Waiter>& waiter : waiting) waiter->Run();
}

std::optional<std::vector<LogEventPtr>> Ring::After(Position after, size_t max) const {
  std::lock_guard lock(mutex_);
  std::vector<LogEventPtr> out;
  if (after >= head_) return out;
  if (events_.empty() || events_.front()->position > after.next()) return std::nullopt;
  const size_t begin = after.value + 1 - events_.front()->position.value;
  const size_t end = std::min(events_.size(), begin + max);
  out.reserve(end - begin);
  for (size_t i = begin; i < end; ++i) out.push_back(events_[i]);
  return out;
}

Position Ring::head() const {
  std::lock_guard lock(mutex_);
  return head_;
}

std::shared_ptr<Ring::Waiter> Ring::MakeWaiter() { return std::make_shared<Waiter>(); }

void Ring::Await(const std::shared_ptr<Waiter>& waiter, Position seen, std::function<void()> wake) {
  waiter->Set(std::move(wake));
  {
    std::lock_guard lock(mutex_);
    if (head_ <= seen) {
      if (std::find(waiting_.begin(), waiting_.end(), waiter) == waiting_.end()) waiting_.push_back(waiter);
      return;
    }
  }
  waiter->Run();
}

void Ring::Forget(const std::shared_ptr<Waiter>& waiter) {
  {
    std::lock_guard lock(mutex_);
    waiting_.erase(std::remove(waiting_.begin(), waiting_.end(), waiter), waiting_.end());
  }
  waiter->Set(nullptr);
}

}  // namespace homeward::eventstore
