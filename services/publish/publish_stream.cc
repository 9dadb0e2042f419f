#include "services/publish/publish_stream.h"

#include <utility>

#include "services/errors/errors.h"
#include "services/limits.h"

namespace homeward::services {
namespace {

// A call that ends as it begins.
class RefusedStream : public PublishStream::Reactor {
 public:
  explicit RefusedStream(const absl::Status& status) { Finish(ToGrpcStatus(status)); }
  void OnDone() override { delete this; }
};

absl::Status Stopping() {
  return Refusal(absl::StatusCode::kUnavailable, "SERVER_STOPPING", "The server is going down.",
                 "Connect again and send every batch that was not answered, with the same ids.");
}

}  // namespace

PublishStream::Reactor* PublishStream::Begin(const Core& core, contract::Agency agency,
                                             const grpc::CallbackServerContext& context) {
  absl::StatusOr<Caller> caller = PublisherOf(core, agency, context);
  if (!caller.ok()) return new RefusedStream(caller.status());
  std::shared_ptr<PublishStream> stream(new PublishStream(core, agency, *std::move(caller), context.peer()));
  const auto key =
      core.streams.Add(StreamKind::kPublish, stream->caller_.spiffe_id, [weak = std::weak_ptr<PublishStream>(stream)] {
        if (const auto alive = weak.lock()) alive->Drain();
      });
  if (!key.ok()) return new RefusedStream(key.status());
  stream->key_ = *key;
  stream->self_ = stream;
  absl::MutexLock lock(&stream->mutex_);
  stream->Advance();
  return stream.get();
}

PublishStream::PublishStream(const Core& core, contract::Agency agency, Caller caller, std::string peer)
    : core_(core), agency_(agency), caller_(std::move(caller)), peer_(std::move(peer)) {}

void PublishStream::OnReadDone(bool ok) {
  uint64_t number;
  {
    absl::MutexLock lock(&mutex_);
    if (!ok) reads_done_ = true;
    if (!ok || finished_ || draining_ || broken_) return Advance();
    number = first_slot_ + slots_.size();
    slots_.emplace_back();
  }
  core_.peers.connections.Heard(peer_);
  // Outside the lock: this is the CPU of the whole call, and the answer may come before it returns.
  SubmitBatch(core_, agency_, caller_, reading_into_, [stream = self_, number](common::v1::BatchAnswer answer) {
    stream->Answered(number, std::move(answer));
  });
  reading_into_.Clear();
  absl::MutexLock lock(&mutex_);
  may_read_ = true;
  Advance();
}

void PublishStream::Answered(uint64_t number, common::v1::BatchAnswer answer) {
  grpc::ByteBuffer bytes = ToBytes(answer);
  absl::MutexLock lock(&mutex_);
  if (finished_) return;
  Slot& slot = slots_[number - first_slot_];
  slot.answer = std::move(bytes);
  slot.ready = true;
  Advance();
}

void PublishStream::OnWriteDone(bool ok) {
  absl::MutexLock lock(&mutex_);
  writing_ = false;
  slots_.pop_front();
  ++first_slot_;
  if (!ok) broken_ = true;
  Advance();
}

void PublishStream::OnCancel() {
  absl::MutexLock lock(&mutex_);
  broken_ = true;
  Advance();
}

void PublishStream::Drain() {
  absl::MutexLock lock(&mutex_);
  draining_ = true;
  Advance();
}

void PublishStream::Advance() {
  if (finished_) return;
  if (!writing_ && broken_) {
    finished_ = true;
    return Finish(grpc::Status::CANCELLED);
  }
  if (!writing_ && slots_.empty() && (reads_done_ || draining_)) {
    finished_ = true;
    return Finish(reads_done_ ? grpc::Status::OK : ToGrpcStatus(Stopping()));
  }
  if (!writing_ && !slots_.empty() && slots_.front().ready) {
    writing_ = true;
    StartWrite(&slots_.front().answer);
  }
  const bool open = !reads_done_ && !draining_ && !broken_;
  if (open && may_read_ && slots_.size() < kPublishInFlightMax) {
    may_read_ = false;
    StartRead(&reading_into_);
  }
}

void PublishStream::OnDone() {
  core_.streams.Remove(key_);
  const std::shared_ptr<PublishStream> last = std::move(self_);  // answers still under way may hold it a little longer
}

}  // namespace homeward::services
