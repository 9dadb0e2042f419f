// The long-lived calls of this server: counts them, and asks them to end when the server goes down.
#ifndef HOMEWARD_SERVICES_WORKERS_OPEN_STREAMS_H_
#define HOMEWARD_SERVICES_WORKERS_OPEN_STREAMS_H_

#include <array>
#include <cstdint>
#include <functional>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/synchronization/mutex.h"

namespace homeward::services {

enum class StreamKind { kPublish, kSubscription, kWait };  // kWait: a query that waits for min_position

// Thread-safe.
class OpenStreams {
 public:
  using Key = uint64_t;

  // 0 if the server is draining, or subscriptions have reached kWatchersMax. `drain` asks the call to end soon; it is
  // called at most once, on the draining thread, and must not block.
  Key Add(StreamKind kind, std::function<void()> drain);
  void Remove(Key key);

  void DrainAll();
  int count(StreamKind kind) const;

 private:
  int& Count(StreamKind kind) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return counts_[static_cast<size_t>(kind)]; }

  struct Stream {
    StreamKind kind;
    std::function<void()> drain;
  };
  mutable absl::Mutex mutex_;
  bool draining_ ABSL_GUARDED_BY(mutex_) = false;
  Key next_ ABSL_GUARDED_BY(mutex_) = 1;
  std::array<int, 3> counts_ ABSL_GUARDED_BY(mutex_) = {};  // by kind
  absl::flat_hash_map<Key, Stream> streams_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace homeward::services

#endif  // HOMEWARD_SERVICES_WORKERS_OPEN_STREAMS_H_
