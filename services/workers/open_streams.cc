#include "services/workers/open_streams.h"

#include <utility>
#include <vector>

#include "proto/contract/text.h"
#include "services/errors/errors.h"
#include "services/limits.h"

namespace homeward::services {
namespace {

absl::Status ServerStopping() {
  return Refusal(absl::StatusCode::kUnavailable, "SERVER_STOPPING", "The server is going down.",
                 "Connect again in a moment and go on after what was answered.");
}

}  // namespace

absl::StatusOr<OpenStreams::Key> OpenStreams::Add(StreamKind kind, std::string_view owner,
                                                  std::function<void()> drain) {
  absl::MutexLock lock(&mutex_);
  if (draining_) return ServerStopping();
  if (kind == StreamKind::kSubscription && Count(kind) >= kWatchersMax) {
    return Refusal(absl::StatusCode::kResourceExhausted, "TOO_MANY_SUBSCRIPTIONS",
                   "The server has as many open subscriptions as it takes.",
                   "Use one subscription for several views, or try again later.");
  }
  if (!owner.empty()) {
    int& open = owned_[std::string(owner)];
    if (open >= kStreamsPerCertificateMax) {
      return Refusal(absl::StatusCode::kResourceExhausted, "TOO_MANY_STREAMS",
                     contract::Cat("This certificate has ", open, " streams open, as many as it may."),
                     "End those that you no longer need; one stream carries any number of batches or events.");
    }
    ++open;
  }
  ++Count(kind);
  const Key key = next_++;
  streams_.emplace(key, Stream{kind, std::string(owner), std::move(drain)});
  return key;
}

void OpenStreams::Remove(Key key) {
  std::function<void()> dropped;  // destroyed outside the lock: it may own the call
  absl::MutexLock lock(&mutex_);
  const auto found = streams_.find(key);
  if (found == streams_.end()) return;
  --Count(found->second.kind);
  if (const auto owned = owned_.find(found->second.owner); owned != owned_.end() && --owned->second == 0) {
    owned_.erase(owned);
  }
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
