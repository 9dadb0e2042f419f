// What a server-streaming call pulls its messages from.
#ifndef HOMEWARD_SERVICES_READING_SOURCE_H_
#define HOMEWARD_SERVICES_READING_SOURCE_H_

#include <chrono>
#include <functional>
#include <optional>
#include <vector>

#include "absl/status/status.h"

namespace homeward::services {

// One thread at a time calls it, always a worker.
template <typename Response>
class PullSource {
 public:
  virtual ~PullSource() = default;

  // Appends some responses; none when there is nothing new. May read the disk.
  virtual absl::Status Poll(std::vector<Response>* responses) = 0;
  // Calls `wake` once, when there may be more; at once if there already is. `wake` comes on any thread.
  virtual void OnGrowth(std::function<void()> wake) = 0;
  // After how long there may be more without growth, as of the last Poll; none: never. Then `wake` comes at the latest.
  virtual std::optional<std::chrono::microseconds> rests() const { return std::nullopt; }
  // True once Poll will never give more: the call ends with OK.
  virtual bool ended() const { return false; }
};

}  // namespace homeward::services

#endif  // HOMEWARD_SERVICES_READING_SOURCE_H_
