// Drives a server-streaming call: a worker polls the source, gRPC writes, and between new events nothing runs at all.
//
// One batch is polled while another is written, so that reading and sending go on side by side. A slow client is never
// dropped: beyond that one batch nothing is polled for it, so it costs little but its place. When the client cancels
// the call ends at the next step; when the server stops it ends with UNAVAILABLE, to be resumed after the last
// position.
#ifndef HOMEWARD_SERVICES_READING_PUMP_H_
#define HOMEWARD_SERVICES_READING_PUMP_H_

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "grpcpp/alarm.h"
#include "grpcpp/support/server_callback.h"
#include "services/errors/errors.h"
#include "services/reading/source.h"
#include "services/server/core.h"

namespace homeward::services {

// Owns itself from Begin to OnDone.
template <typename Response>
class Pump : public grpc::ServerWriteReactor<Response> {
 public:
  using Source = std::unique_ptr<PullSource<Response>>;
  using Opened = std::function<void(absl::StatusOr<Source>)>;
  // Decides whether the call may go on and calls `opened` once, on a worker, or at once with an error.
  using Opener = std::function<void(Opened opened)>;

  static grpc::ServerWriteReactor<Response>* Begin(const Core& core, std::string_view owner, const Opener& open) {
    std::shared_ptr<Pump> pump(new Pump(core));
    pump->self_ = pump;
    const auto key = core.streams.Add(StreamKind::kSubscription, owner, [weak = std::weak_ptr<Pump>(pump)] {
      if (const auto alive = weak.lock()) alive->Close(Stopping());
    });
    if (!key.ok()) {
      pump->Opening(key.status());
    } else {
      pump->key_ = *key;
      open([pump](absl::StatusOr<Source> source) { pump->Opening(std::move(source)); });
    }
    return pump.get();
  }

  void OnWriteDone(bool ok) override {
    absl::MutexLock lock(&mutex_);
    writing_ = false;
    if (!ok && closing_.ok()) closing_ = absl::CancelledError();
    Advance();
  }

  void OnCancel() override { Close(absl::CancelledError()); }

  void OnDone() override {
    core_.streams.Remove(key_);
    // On a worker: taking a reader out of its feed may wait for a lock.
    if (source_ != nullptr)
      core_.queries.SubmitAlways([source = std::shared_ptr<PullSource<Response>>(std::move(source_))] {});
    const std::shared_ptr<Pump> last = std::move(self_);
  }

 private:
  explicit Pump(const Core& core) : core_(core) {}

  static absl::Status Stopping() {
    return Refusal(absl::StatusCode::kUnavailable, "SERVER_STOPPING", "The server is going down.",
                   "Connect again and resume after the last position.");
  }

  void Opening(absl::StatusOr<Source> source) {
    absl::MutexLock lock(&mutex_);
    working_ = false;
    if (!source.ok()) return FinishNow(source.status());
    source_ = *std::move(source);
    if (!closing_.ok()) return FinishNow(closing_);
    StartWork();
  }

  void StartWork() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    working_ = true;
    woken_ = false;
    core_.queries.SubmitAlways([pump = self_] { pump->Work(); });
  }

  // On a worker, alone: polls what is to be written next, or waits for more.
  void Work() {
    std::vector<Response> polled;
    const absl::Status status = source_->Poll(&polled);
    const bool waits = status.ok() && polled.empty() && !source_->ended();
    if (waits) {
      const std::weak_ptr<Pump> weak(self_);
      source_->OnGrowth([weak] {
        if (const auto alive = weak.lock()) alive->Wake();
      });
      RestFor(source_->rests(), weak);
    }
    absl::MutexLock lock(&mutex_);
    working_ = false;
    if (waits && woken_ && closing_.ok()) return StartWork();
    if (!status.ok() || (polled.empty() && !waits)) ending_ = status;
    ahead_ = std::move(polled);
    Advance();
  }

  // Wakes also once that time has passed; the alarm of an earlier rest is forgotten. On a worker.
  void RestFor(std::optional<std::chrono::microseconds> time, const std::weak_ptr<Pump>& weak) {
    alarm_ = nullptr;
    if (!time.has_value()) return;
    alarm_ = std::make_unique<grpc::Alarm>();
    alarm_->Set(std::chrono::system_clock::now() + *time, [weak](bool rang) {
      if (const auto alive = weak.lock(); rang && alive) alive->Wake();
    });
  }

  // From the feed's thread: hands on, never runs anything itself.
  void Wake() {
    absl::MutexLock lock(&mutex_);
    woken_ = true;
    if (!working_ && ahead_.empty() && !finished_) StartWork();
  }

  void Close(const absl::Status& why) {
    absl::MutexLock lock(&mutex_);
    if (closing_.ok()) closing_ = why;
    Advance();
  }

  // Writes what there is, polls ahead, or ends; nothing while a write is under way.
  void Advance() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (writing_ || finished_) return;
    if (!closing_.ok()) return working_ ? void() : FinishNow(closing_);
    if (next_ < batch_.size()) return WriteNext();
    if (!ahead_.empty()) {
      batch_ = std::exchange(ahead_, {});
      next_ = 0;
      WriteNext();
      if (!ending_.has_value()) StartWork();
      return;
    }
    if (ending_.has_value() && !working_) FinishNow(*ending_);
  }

  void WriteNext() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    writing_ = true;
    this->StartWrite(&batch_[next_++]);
  }

  void FinishNow(const absl::Status& status) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (finished_) return;
    finished_ = true;
    this->Finish(ToGrpcStatus(status));
  }

  const Core& core_;
  std::shared_ptr<Pump> self_;  // until OnDone
  OpenStreams::Key key_ = 0;
  Source source_;                       // the worker's while working_
  std::unique_ptr<grpc::Alarm> alarm_;  // the same; while it rests
  absl::Mutex mutex_;                   // held for a few instructions and calls that only hand work to gRPC
  std::vector<Response> batch_ ABSL_GUARDED_BY(mutex_);  // gRPC reads batch_[next_ - 1] while writing_
  size_t next_ ABSL_GUARDED_BY(mutex_) = 0;
  std::vector<Response> ahead_ ABSL_GUARDED_BY(mutex_);         // polled, to be written once batch_ is
  std::optional<absl::Status> ending_ ABSL_GUARDED_BY(mutex_);  // nothing more comes: how the call ends
  bool working_ ABSL_GUARDED_BY(mutex_) = true;                 // opening, polling, or queued for it
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  bool woken_ ABSL_GUARDED_BY(mutex_) = false;
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Status closing_ ABSL_GUARDED_BY(mutex_);  // not OK: why the call is to end
};

}  // namespace homeward::services

#endif  // HOMEWARD_SERVICES_READING_PUMP_H_
