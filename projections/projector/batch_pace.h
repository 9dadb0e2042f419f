// When a batch of live events is to be written: at once as long as few come. Where many come, those of kBatchPatience
// are written together, unless none comes for kBatchQuiet: as sorted files instead of row after row, and a subject that
// moves twice is derived once.
#ifndef HOMEWARD_PROJECTIONS_PROJECTOR_BATCH_PACE_H_
#define HOMEWARD_PROJECTIONS_PROJECTOR_BATCH_PACE_H_

#include <algorithm>
#include <chrono>
#include <cstddef>

#include "projections/limits.h"

namespace homeward::projections {

// Of one thread.
class BatchPace {
 public:
  using Clock = std::chrono::steady_clock;

  explicit BatchPace(Clock::time_point now = Clock::now()) : came_(now), written_(now), due_(now) {}

  // Some more are to be written.
  void Came(Clock::time_point now = Clock::now()) { came_ = now; }

  // So many were. How fast they came tells whether the next ones may wait.
  void Written(size_t events, Clock::time_point now = Clock::now()) {
    const std::chrono::duration<double> took = now - written_;
    const bool many = static_cast<double>(events) >= kManyEventsPerSecond * took.count();
    written_ = now;
    due_ = many ? now + kBatchPatience : now;
  }

  Clock::time_point due() const { return std::min(due_, came_ + kBatchQuiet); }

 private:
  Clock::time_point came_, written_, due_;
};

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_PROJECTOR_BATCH_PACE_H_
