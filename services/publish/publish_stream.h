// The bidirectional Publish call of every agency service: one message in is one atomic batch, one answer out, in order.
#ifndef HOMEWARD_SERVICES_PUBLISH_PUBLISH_STREAM_H_
#define HOMEWARD_SERVICES_PUBLISH_PUBLISH_STREAM_H_

#include <deque>
#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"
#include "services/publish/batch.h"

namespace homeward::services {

// Lives from the call's beginning to OnDone and owns itself meanwhile; answers that come later find it gone.
//
// Backpressure is not reading: at most kPublishInFlightMax batches wait for the log or for the client to take their
// answers. A refused batch is answered and the stream goes on. When the client half-closes, every answer is sent, then
// OK. When the server stops, no more is read, what was proposed is answered, then UNAVAILABLE: send the rest again.
class PublishStream : public grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer> {
 public:
  using Reactor = grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>;

  // What gRPC's method handler returns. `core` outlives the call.
  static Reactor* Begin(const Core& core, contract::Agency agency, const grpc::CallbackServerContext& context);

  void OnReadDone(bool ok) override;
  void OnWriteDone(bool ok) override;
  void OnCancel() override;
  void OnDone() override;

 private:
  struct Slot {
    bool ready = false;
    grpc::ByteBuffer answer;
  };

  PublishStream(const Core& core, contract::Agency agency, Caller caller, std::string peer);
  void Drain();
  void Answered(uint64_t number, common::v1::BatchAnswer answer);
  void Advance() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);  // starts whatever can be started now

  const Core& core_;
  const contract::Agency agency_;
  const Caller caller_;
  const std::string peer_;               // the connection
  std::shared_ptr<PublishStream> self_;  // until OnDone
  OpenStreams::Key key_ = 0;

  grpc::ByteBuffer reading_into_;                   // gRPC's while a read is under way
  absl::Mutex mutex_;                               // held for a few instructions and calls that only hand work to gRPC
  std::deque<Slot> slots_ ABSL_GUARDED_BY(mutex_);  // batches read and not yet answered, in order
  uint64_t first_slot_ ABSL_GUARDED_BY(mutex_) = 0;  // number of slots_.front()
  bool may_read_ ABSL_GUARDED_BY(mutex_) = true;     // the last batch has been taken out of reading_into_
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  bool reads_done_ ABSL_GUARDED_BY(mutex_) = false;  // half-closed
  bool draining_ ABSL_GUARDED_BY(mutex_) = false;
  bool broken_ ABSL_GUARDED_BY(mutex_) = false;  // cancelled or the connection is gone
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace homeward::services

#endif  // HOMEWARD_SERVICES_PUBLISH_PUBLISH_STREAM_H_
