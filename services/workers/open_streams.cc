#include "services/workers/open_streams.h"

#include <utility>
#include <vector>

#include "services/limits.h"

namespace homeward::services {

OpenStreams::Key OpenStreams::Add(StreamKind kind, std::function<void()> drain) {
  absl::MutexLock lock(&mutex_);
  if (draining_) return 0;
  if (kind == StreamKind::kSubscription && Count(kind) >= kWatchersMax) return 0;
  ++Count(kind);
  const Key key = next_++;
  streams_.emplace(key, Stream{kind, std::move(drain)});
  return key;
}

void OpenStreams::Remove(Key key) {
  std::function<void()> dropped;  // destroyed outside the lock: it may own the call
  absl::MutexLock lock(&mutex_);
  const auto found = streams_.find(key);
  if (found == streams_.end()) return;
  --Count(found->second.kind);
  dropped = std::move(found->second.drain);
  streams_.erase(found);
}

void OpenStreams::DrainAll() {
  std::vector<std::function<void()>> drains;
  {
    absl::MutexLock lock(&mutex_);
    draining_ = true;
    for (auto& [key, stream] : streams_) drains.push_back(stream.drain);
  }
  for (const auto& drain : drains) drain();
}

int OpenStreams::count(StreamKind kind) const {
  absl::MutexLock lock(&mutex_);
  return counts_[static_cast<size_t>(kind)];
}

}  // namespace homeward::services
