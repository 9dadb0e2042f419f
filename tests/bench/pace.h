// When a batch may go, and what became of it: shared by all lanes of a load.
//
// One rule paces closed and open loops alike: a batch may go once its place among all batches is below a limit. In a
// closed loop acknowledgements raise the limit, so that no agency runs ahead of the year; in an open loop the clock
// does, and latency counts from the moment at which a batch was due, not from when it went (coordinated omission).
#ifndef HOMEWARD_TESTS_BENCH_PACE_H_
#define HOMEWARD_TESTS_BENCH_PACE_H_

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "tests/bench/load.h"
#include "tests/bench/sender.h"

namespace homeward::bench {

// Thread-safe.
class Pace {
 public:
  // All three outlive it.
  Pace(const Load& load, const SendOptions& options, Sent* sent);

  // The clock starts, with so many lanes running.
  void Start(size_t lanes);

  // Whether a lane with `in_flight` unanswered batches may send this one now.
  bool MayGo(uint32_t batch, size_t in_flight);

  // Recorded up to `position`. True if other lanes than this one may go on, or must end.
  bool Acked(uint32_t batch, uint64_t position);

  void Fail(const std::string& why);
  void LaneEnded();

  // No lane may begin another batch.
  bool over();

  // Until every lane has ended; why it failed, if it did. `wake`: lanes may go on, called by the clock of an open
  // loop; `cancel`: lanes shall end at once.
  absl::Status Wait(const std::function<void()>& wake, const std::function<void()>& cancel);

 private:
  using Clock = std::chrono::steady_clock;

  bool open_loop() const { return options_.events_per_s > 0; }

  const Load& load_;
  const SendOptions& options_;

  std::mutex mutex_;
  std::condition_variable changed_;
  Sent& sent_;
  Clock::time_point began_;
  std::vector<Clock::time_point> due_;  // of each batch; in a closed loop: when it went
  std::vector<bool> acked_;
  uint64_t low_ = 0;    // all batches below are answered
  uint64_t limit_ = 0;  // open loop: batches that are due
  uint64_t curve_step_ = 1;
  size_t running_ = 0;
  bool over_ = false;
  absl::Status failed_;
};

}  // namespace homeward::bench

#endif  // HOMEWARD_TESTS_BENCH_PACE_H_
