// The default sequencer: first come, first served, bounded by count and by bytes.
#include <condition_variable>
#include <deque>
#include <mutex>
#include <utility>

#include "eventstore/limits.h"
#include "eventstore/reason.h"
#include "eventstore/sequencer.h"

namespace homeward::eventstore {
namespace {

class InProcessSequencer : public Sequencer {
 public:
  explicit InProcessSequencer(uint64_t last_token) : last_token_(last_token) {}

  absl::Status Submit(Prepared& prepared) override {
    {
      std::lock_guard lock(mutex_);
      if (closed_) return absl::UnavailableError("the log is closing");
      // A single proposal larger than the whole limit still passes an empty queue.
      if (queue_.size() >= kQueueProposals || (!queue_.empty() && bytes_ + prepared.bytes > kQueueBytes)) {
        return WithReason(absl::ResourceExhaustedError("too many proposals are waiting; send it again shortly"),
                          kQueueFull);
      }
      bytes_ += prepared.bytes;
      queue_.push_back({++last_token_, std::move(prepared)});
    }
    grown_.notify_one();
    return absl::OkStatus();
  }

  std::optional<Ordered> Next(bool wait) override {
    std::unique_lock lock(mutex_);
    if (wait) grown_.wait(lock, [this] { return closed_ || !queue_.empty(); });
    if (queue_.empty()) return std::nullopt;
    std::optional<Ordered> next = std::move(queue_.front());
    queue_.pop_front();
    bytes_ -= next->prepared.bytes;
    return next;
  }

  void Close() override {
    {
      std::lock_guard lock(mutex_);
      closed_ = true;
    }
    grown_.notify_all();
  }

  size_t length() const override {
    std::lock_guard lock(mutex_);
    return queue_.size();
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable grown_;
  std::deque<Ordered> queue_;
  size_t bytes_ = 0;
  uint64_t last_token_;
  bool closed_ = false;
};

}  // namespace

std::unique_ptr<Sequencer> MakeInProcessSequencer(uint64_t last_token) {
  return std::make_unique<InProcessSequencer>(last_token);
}

}  // namespace homeward::eventstore
