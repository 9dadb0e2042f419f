#include "services/reading/reach.h"

#include <algorithm>
#include <atomic>
#include <memory>
#include <utility>

#include "grpcpp/alarm.h"
#include "services/errors/errors.h"
#include "services/limits.h"

namespace homeward::services {
namespace {

// Whoever comes first, the views, the clock or the server's end, ends the wait.
class Wait : public std::enable_shared_from_this<Wait> {
 public:
  Wait(const Core& core, std::function<void(absl::Status)> then) : core_(core), then_(std::move(then)) {}

  void Begin(eventstore::Position position, std::chrono::system_clock::time_point deadline) {
    const auto self = shared_from_this();
    const auto key = core_.streams.Add(StreamKind::kWait, "", [weak = weak_from_this()] {
      if (const auto wait = weak.lock()) wait->End(Stopping());
    });
    if (!key.ok()) return End(Stopping());
    key_ = *key;
    token_ = core_.views.OnReach(position, [self] { self->End(absl::OkStatus()); });
    alarm_.Set(deadline, [self](bool expired) {
      if (expired) self->End(TooLate());
    });
    if (ended_) alarm_.Cancel();  // it ended before there was an alarm to cancel
  }

 private:
  static absl::Status Stopping() {
    return Refusal(absl::StatusCode::kUnavailable, "SERVER_STOPPING", "The server is going down.",
                   "Ask again in a moment.");
  }

  static absl::Status TooLate() {
    return Refusal(absl::StatusCode::kDeadlineExceeded, "VIEW_BEHIND", "The view has not reached min_position in time.",
                   "Ask again, or without min_position for what the view has.");
  }

  void End(absl::Status status) {
    if (ended_.exchange(true)) return;
    // On a worker: the views' thread must not run queries, and nothing may be taken back while it is being called.
    core_.queries.SubmitAlways([self = shared_from_this(), status = std::move(status)] {
      self->core_.streams.Remove(self->key_);
      self->core_.views.CancelOnReach(self->token_);
      self->alarm_.Cancel();
      self->then_(status);
      self->then_ = nullptr;
    });
  }

  const Core& core_;
  std::function<void(absl::Status)> then_;
  std::atomic<bool> ended_ = false;
  std::atomic<OpenStreams::Key> key_ = 0;
  std::atomic<uint64_t> token_ = 0;
  grpc::Alarm alarm_;
};

}  // namespace

void WhenReached(const Core& core, eventstore::Position min_position, std::chrono::system_clock::time_point deadline,
                 std::function<void(absl::Status)> then) {
  if (min_position <= core.views.position()) return then(absl::OkStatus());
  if (min_position > core.store.head().position) {
    return then(Refusal(absl::StatusCode::kOutOfRange, "POSITION_BEYOND_HEAD",
                        "min_position lies beyond the log's head.", "Use a position that this log has answered."));
  }
  const auto latest = std::chrono::system_clock::now() + kMinPositionWaitMax;
  std::make_shared<Wait>(core, std::move(then))->Begin(min_position, std::min(deadline, latest));
}

}  // namespace homeward::services
