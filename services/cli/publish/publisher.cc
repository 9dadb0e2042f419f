#include "services/cli/publish/publisher.h"

#include <algorithm>
#include <utility>

#include "grpcpp/client_context.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/impl/codegen/proto_utils.h"

namespace homeward::cli {

using common::v1::BatchAnswer;

namespace {
constexpr std::chrono::seconds kSilenceCheck{1};
}  // namespace

// One attempt. All its state is guarded by the publisher's mutex; gRPC's reactions take it, none runs under
// it.
class Publisher::Stream : public grpc::ClientBidiReactor<grpc::ByteBuffer, BatchAnswer> {
 public:
  explicit Stream(Publisher& publisher) : publisher_(publisher), stub_(publisher.connection_.channel()) {}

  void Start() {
    publisher_.connection_.Prepare(&context_, /*streams=*/true);
    stub_.PrepareBidiStreamingCall(&context_, publisher_.method_, grpc::StubOptions(), this);
    std::lock_guard lock(publisher_.mutex_);  // so that the end cannot come before the beginning is noted
    publisher_.stream_ = this;
    AddHold();  // Submit() writes from another thread
    StartRead(&answer_);
    StartCall();
    Pump();
  }

  // Writes the next batch if none is being written. Under the mutex.
  void Pump() {
    if (writing_ || broken_ || half_closed_) return;
    if (sent_ < publisher_.pending_.size()) {
      writing_ = true;
      current_ = publisher_.pending_[sent_++].bytes;  // a reference count, no copy
      StartWrite(&current_);
    } else if (publisher_.closing_) {
      half_closed_ = true;
      StartWritesDone();
      LetGo();
    }
  }

  // Under the mutex.
  void Cancel() {
    broken_ = true;
    context_.TryCancel();
    LetGo();
  }

  bool done() const { return done_; }
  grpc::Status status() const { return try_again_.ok() ? status_ : try_again_; }

 private:
  void OnWriteDone(bool ok) override {
    std::lock_guard lock(publisher_.mutex_);
    writing_ = false;
    if (!ok) broken_ = true;
    if (!ok) LetGo();
    Pump();
  }

  void OnReadDone(bool ok) override {
    std::unique_lock lock(publisher_.mutex_);
    if (!ok || broken_) {
      broken_ = true;
      LetGo();
      return;
    }
    if (publisher_.pending_.empty() || sent_ == 0) {  // an answer to nothing: not our server
      Cancel();
      return;
    }
    if (publisher_.TakeAnswer(answer_) == Verdict::kTryAgain) {
      try_again_ = grpc::Status(grpc::StatusCode::UNAVAILABLE, answer_.refusal().message());
      Cancel();
      return;
    }
    const Answered answered{publisher_.pending_.front().line, publisher_.pending_.front().events, answer_};
    publisher_.pending_.pop_front();
    --sent_;
    publisher_.changed_.notify_all();
    lock.unlock();
    publisher_.on_answer_(answered);  // reads come one at a time, so do these calls
    lock.lock();
    answer_.Clear();
    if (!broken_) StartRead(&answer_);
  }

  void OnDone(const grpc::Status& status) override {
    std::lock_guard lock(publisher_.mutex_);
    status_ = status;
    done_ = true;
    publisher_.stream_ = nullptr;
    publisher_.changed_.notify_all();
  }

  void LetGo() {
    if (std::exchange(held_, false)) RemoveHold();
  }

  Publisher& publisher_;
  grpc::TemplatedGenericStub<grpc::ByteBuffer, BatchAnswer> stub_;
  grpc::ClientContext context_;
  grpc::ByteBuffer current_;
  BatchAnswer answer_;
  size_t sent_ = 0;  // of pending_, those written on this stream
  bool held_ = true;
  bool writing_ = false;
  bool broken_ = false;
  bool half_closed_ = false;
  bool done_ = false;
  grpc::Status status_;
  grpc::Status try_again_;
};

Publisher::Publisher(const Connection& connection, std::string method, Options options, OnAnswer on_answer,
                     OnRetry on_retry)
    : connection_(connection),
      method_(std::move(method)),
      options_(options),
      on_answer_(std::move(on_answer)),
      on_retry_(std::move(on_retry)),
      last_progress_(std::chrono::steady_clock::now()),
      thread_([this] { Run(); }) {}

Publisher::~Publisher() {
  Stop();
  if (thread_.joinable()) thread_.join();
}

bool Publisher::Submit(const Batch& batch) {
  const grpc::Slice slice(batch.bytes);
  std::unique_lock lock(mutex_);
  changed_.wait(lock,
                [this] { return ended_ || stopped_ || pending_.size() < static_cast<size_t>(options_.in_flight); });
  if (ended_ || stopped_) return false;
  // Silence counts from when there is something to answer.
  if (pending_.empty()) last_progress_ = std::chrono::steady_clock::now();
  pending_.push_back({batch.line, batch.events, grpc::ByteBuffer(&slice, 1)});
  if (stream_ != nullptr) stream_->Pump();
  changed_.notify_all();
  return true;
}

bool Publisher::WaitUntilIdle() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return ended_ || stopped_ || pending_.empty(); });
  return !ended_ && !stopped_;
}

void Publisher::Stop() {
  std::lock_guard lock(mutex_);
  stopped_ = true;
  closing_ = true;
  if (stream_ != nullptr) stream_->Cancel();
  changed_.notify_all();
}

grpc::Status Publisher::Finish() {
  {
    std::unique_lock lock(mutex_);
    closing_ = true;
    if (stream_ != nullptr) stream_->Pump();
    changed_.notify_all();
    changed_.wait(lock, [this] { return ended_; });
  }
  if (thread_.joinable()) thread_.join();
  return status_;
}

Publisher::Verdict Publisher::TakeAnswer(const BatchAnswer& answer) {
  const auto code = static_cast<grpc::StatusCode>(answer.refusal().code());
  // Not refused for good: the server is full, or cannot say whether it was recorded. The same batch again is
  // safe.
  const bool transient = code == grpc::StatusCode::RESOURCE_EXHAUSTED || code == grpc::StatusCode::UNAVAILABLE;
  if (transient) return Verdict::kTryAgain;
  last_progress_ = std::chrono::steady_clock::now();
  return Verdict::kAnswered;
}

bool Publisher::MayRetry(const grpc::Status& status) const {
  switch (status.error_code()) {
    case grpc::StatusCode::OK:  // ended with batches unanswered: the server is going down
    case grpc::StatusCode::UNAVAILABLE:
    case grpc::StatusCode::CANCELLED:
    case grpc::StatusCode::RESOURCE_EXHAUSTED:
    case grpc::StatusCode::DEADLINE_EXCEEDED:
      return true;
    default:
      return false;
  }
}

grpc::Status Publisher::RunStream() {
  Stream stream(*this);
  stream.Start();
  std::unique_lock lock(mutex_);
  // A server that takes batches and never answers is as good as gone.
  while (!changed_.wait_for(lock, kSilenceCheck, [&stream] { return stream.done(); })) {
    const bool silent = std::chrono::steady_clock::now() - last_progress_ > options_.retry_for;
    if (!pending_.empty() && silent) stream.Cancel();
  }
  return stream.status();
}

void Publisher::Run() {
  std::chrono::milliseconds backoff = kBackoffMin / 2;  // doubled before the first wait
  while (true) {
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return closing_ || !pending_.empty(); });
      if (stopped_ || pending_.empty()) {
        ended_ = true;
        changed_.notify_all();
        return;
      }
    }
    const auto begun = std::chrono::steady_clock::now();
    const grpc::Status status = RunStream();
    std::unique_lock lock(mutex_);
    if (stopped_ || (closing_ && pending_.empty())) continue;  // ends above
    if (pending_.empty() && MayRetry(status)) continue;        // lost while idle: nothing is due
    const auto now = std::chrono::steady_clock::now();
    if (!MayRetry(status) || now - last_progress_ > options_.retry_for) {
      status_ = status.ok() ? grpc::Status(grpc::StatusCode::UNAVAILABLE, "the server ended the stream") : status;
      ended_ = true;
      changed_.notify_all();
      return;
    }
    backoff = last_progress_ > begun ? kBackoffMin : std::min(backoff * 2, kBackoffMax);
    lock.unlock();
    on_retry_(status, backoff);
    lock.lock();
    changed_.wait_for(lock, backoff, [this] { return stopped_; });
  }
}

}  // namespace homeward::cli
