#include "tests/bench/sender.h"

#include <memory>
#include <mutex>
#include <utility>

#include "grpcpp/generic/generic_stub.h"
#include "homeward/common/v1/publish.pb.h"
#include "services/cli/text.h"
#include "tests/bench/pace.h"

namespace homeward::bench {
namespace {

using cli::Cat;

// One stream on a connection of its own. Answers come in the order of the batches.
class LaneStream : public grpc::ClientBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer> {
 public:
  LaneStream(const Target& target, const Load& load, const Lane& lane, std::shared_ptr<grpc::Channel> channel,
             Pace& pace, std::vector<std::unique_ptr<LaneStream>>& all)
      : load_(load), lane_(lane), stub_(std::move(channel)), pace_(pace), all_(all) {
    Prepare(target, lane.role, &context_);
  }

  void Start() {
    stub_.PrepareBidiStreamingCall(&context_, PublishMethod(lane_.role), grpc::StubOptions(), this);
    AddHold();  // others wake this lane
    StartRead(&answer_);
    StartCall();
  }

  // Sends the next batch if it may go and none is being written. Any thread.
  void Pump() {
    std::lock_guard lock(mutex_);
    PumpLocked();
  }

  void Cancel() { context_.TryCancel(); }

 private:
  void PumpLocked() {
    if (writing_ || closed_) return;
    if (next_ < lane_.batches.size() && pace_.MayGo(lane_.batches[next_], next_ - answered_)) {
      const EncodedBatch& batch = load_.batches[lane_.batches[next_++]];
      const grpc::Slice slice(batch.bytes.data(), batch.bytes.size(), grpc::Slice::STATIC_SLICE);
      out_ = grpc::ByteBuffer(&slice, 1);
      writing_ = true;
      StartWrite(&out_);
    } else if (next_ == lane_.batches.size() || pace_.over()) {
      closed_ = true;
      StartWritesDone();
      RemoveHold();
    }
  }

  void OnWriteDone(bool ok) override {
    std::lock_guard lock(mutex_);
    writing_ = false;
    if (ok) PumpLocked();
  }

  void OnReadDone(bool ok) override {
    if (!ok) {
      std::lock_guard lock(mutex_);
      if (!closed_) {
        closed_ = true;
        RemoveHold();
      }
      return;
    }
    const bool wake = Take();
    StartRead(&answer_);
    if (!wake) return Pump();
    for (const auto& lane : all_) lane->Pump();
  }

  // True if other lanes may go on too.
  bool Take() {
    grpc::Slice slice;
    common::v1::BatchAnswer& answer = parsed_;
    if (!answer_.DumpToSingleSlice(&slice).ok() ||
        !answer.ParseFromArray(slice.begin(), static_cast<int>(slice.size()))) {
      pace_.Fail("an answer cannot be read");
      return true;
    }
    const uint32_t batch = lane_.batches[answered_];
    if (answer.tag() != batch || answer.has_refusal() || answer.duplicate() ||
        answer.count() != load_.batches[batch].events || answer.first_position() == 0) {
      pace_.Fail(Cat(lane_.role, ": batch ", batch, " is not recorded: ", answer.refusal().ShortDebugString(),
                     answer.duplicate() ? " duplicate" : "", " count ", answer.count(), " tag ", answer.tag()));
      return true;
    }
    {
      std::lock_guard lock(mutex_);
      ++answered_;
    }
    return pace_.Acked(batch, answer.first_position() + answer.count() - 1);
  }

  void OnDone(const grpc::Status& status) override {
    if (!status.ok()) pace_.Fail(Cat(lane_.role, ": the stream ended: ", status.error_message()));
    if (status.ok() && answered_ != next_) pace_.Fail(Cat(lane_.role, ": ", next_ - answered_, " unanswered"));
    pace_.LaneEnded();
  }

  const Load& load_;
  const Lane& lane_;
  grpc::TemplatedGenericStub<grpc::ByteBuffer, grpc::ByteBuffer> stub_;
  grpc::ClientContext context_;
  Pace& pace_;
  std::vector<std::unique_ptr<LaneStream>>& all_;
  std::mutex mutex_;  // before the pace's own
  grpc::ByteBuffer out_, answer_;
  common::v1::BatchAnswer parsed_;  // keeps its memory from answer to answer
  size_t next_ = 0, answered_ = 0;  // in lane_.batches
  bool writing_ = false, closed_ = false;
};

}  // namespace

absl::Status Send(const Target& target, const Load& load, const SendOptions& options, Sent* sent) {
  Pace pace(load, options, sent);
  std::vector<std::unique_ptr<LaneStream>> lanes;
  for (const Lane& lane : load.lanes) {
    auto channel = Connect(target, lane.role);
    if (!channel.ok()) return channel.status();
    lanes.push_back(std::make_unique<LaneStream>(target, load, lane, *channel, pace, lanes));
  }
  const double client_cpu = CpuOfThis(), server_cpu = CpuOf(target.pid);
  pace.Start(lanes.size());
  for (const auto& lane : lanes) lane->Start();
  for (const auto& lane : lanes) lane->Pump();
  const absl::Status status = pace.Wait(
      [&] {
        for (const auto& lane : lanes) lane->Pump();
      },
      [&] {
        for (const auto& lane : lanes) lane->Cancel();
      });
  sent->client_cpu = CpuOfThis() - client_cpu;
  sent->server_cpu = CpuOf(target.pid) - server_cpu;
  return status;
}

}  // namespace homeward::bench
