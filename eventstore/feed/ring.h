// The newest synced events in memory, for those who follow live; bounded, so that whoever falls further behind reads
// from disk. Also wakes those who wait for the log to grow.
#ifndef HOMEWARD_EVENTSTORE_FEED_RING_H_
#define HOMEWARD_EVENTSTORE_FEED_RING_H_

#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "eventstore/log_event.h"
#include "eventstore/types.h"

namespace homeward::eventstore {

// Any thread; Publish: the settler's only.
class Ring {
 public:
  explicit Ring(Position head) : head_(head) {}

  // The events of one synced group, in order, as they were just written. Then wakes who waits.
  void Publish(std::vector<LogEventPtr> events);

  // Events after `after`, at most `max`; nothing there yet: empty. Nullopt: the ring has moved on, read from disk.
  std::optional<std::vector<LogEventPtr>> After(Position after, size_t max) const;

  // The last position that was published: synced, and shown to everybody.
  Position head() const;

  // Someone who waits. Its lock is held while `wake` runs, so that after Forget it runs no more.
  class Waiter;
  std::shared_ptr<Waiter> MakeWaiter();
  // Calls `wake` once when the head passes `seen`; at once, on this thread, if it already has.
  void Await(const std::shared_ptr<Waiter>& waiter, Position seen, std::function<void()> wake);
  void Forget(const std::shared_ptr<Waiter>& waiter);

 private:
  mutable std::mutex mutex_;
  std::deque<LogEventPtr> events_;
  size_t bytes_ = 0;  // of their records
  Position head_;
  std::vector<std::shared_ptr<Waiter>> waiting_;
};

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_FEED_RING_H_
