// The long-lived calls of this server: counts them, and asks them to end when the server goes down.
#ifndef HOMEWARD_SERVICES_WORKERS_OPEN_STREAMS_H_
#define HOMEWARD_SERVICES_WORKERS_OPEN_STREAMS_H_

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"

namespace homeward::services {

enum class StreamKind { kPublish, kSubscription, kWait };  // kWait: a query that waits for min_position

// Thread-safe.
class OpenStreams {
 public:
  using Key = uint64_t;

  // UNAVAILABLE (SERVER_STOPPING) once draining; RESOURCE_EXHAUSTED if subscriptions have reached kWatchersMax
  // (TOO_MANY_SUBSCRIPTIONS), or the owner's streams kStreamsPerCertificateMax (TOO_MANY_STREAMS). `owner`: SPIFFE id;
  // empty: counted for nobody. `drain` asks the call to end soon; it is called at most once, on the draining thread,
  // and must not block.
  absl::StatusOr<Key> Add(StreamKind kind, std::string_view owner, std::function<void()> drain);
  void Remove(Key key);  // 0: nothing

  void DrainAll();
  int count(StreamKind kind) const;

 private:
  int& Count(StreamKind kind) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return counts_[static_cast<size_t>(kind)]; }

  struct Stream {
    StreamKind kind;
    std::string owner;
    std::function<void()> drain;
  };
  mutable absl::Mutex mutex_;
  bool draining_ ABSL_GUARDED_BY(mutex_) = false;
  Key next_ ABSL_GUARDED_BY(mutex_) = 1;
  std::array<int, 3> counts_ ABSL_GUARDED_BY(mutex_) = {};               // by kind
  absl::flat_hash_map<std::string, int> owned_ ABSL_GUARDED_BY(mutex_);  // streams by owner
  absl::flat_hash_map<Key, Stream> streams_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace homeward::services

#endif  // HOMEWARD_SERVICES_WORKERS_OPEN_STREAMS_H_
