// Reads and parses the log on a thread of its own, a few batches ahead of who folds it.
#ifndef HOMEWARD_PROJECTIONS_PROJECTOR_READ_AHEAD_H_
#define HOMEWARD_PROJECTIONS_PROJECTOR_READ_AHEAD_H_

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "eventstore/subscription.h"

namespace homeward::projections {

// One thread makes it and asks for batches.
class ReadAhead {
 public:
  using Events = std::vector<eventstore::LogEventPtr>;

  // Reads from where the subscription stands up to `until`, which the log has. Events of which `wanted` says so come
  // parsed; it is called on the reading thread.
  ReadAhead(eventstore::Subscription* subscription, eventstore::Position until,
            std::function<bool(const eventstore::LogEvent&)> wanted);
  ~ReadAhead();  // stops reading; the subscription may stand further on than what Next has given

  // The next events in order; none: everything was given, or reading failed, which status() tells.
  Events Next();
  absl::Status status() const;

 private:
  void Run();
  absl::Status Read(Events* events);

  eventstore::Subscription* const subscription_;
  const eventstore::Position until_;
  const std::function<bool(const eventstore::LogEvent&)> wanted_;

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Events> ready_;
  absl::Status status_;
  bool done_ = false, stop_ = false;
  std::thread thread_;
};

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_PROJECTOR_READ_AHEAD_H_
