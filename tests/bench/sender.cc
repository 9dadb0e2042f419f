#include "tests/bench/sender.h"

#include <algorithm>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

#include "google/protobuf/arena.h"
#include "grpcpp/generic/generic_stub.h"
#include "homeward/common/v1/publish.pb.h"
#include "services/cli/text.h"

namespace homeward::bench {
namespace {

using cli::Cat;
using Clock = std::chrono::steady_clock;

constexpr size_t kCurvePoints = 100;

class LaneStream;

// What all lanes share. Every method takes the mutex.
class Pace {
 public:
  Pace(const Load& load, const SendOptions& options, Sent* sent)
      : load_(load), options_(options), sent_(*sent), due_(load.batches.size()), acked_(load.batches.size()) {
    sent_.ack_ms.reserve(load.batches.size());
    uint64_t events = 0;
    for (const EncodedBatch& batch : load.batches) events += batch.events;
    curve_step_ = std::max<uint64_t>(1, events / kCurvePoints);
  }

  void Start(size_t lanes) {
    std::lock_guard lock(mutex_);
    running_ = lanes;
    began_ = Clock::now();
    if (options_.events_per_s > 0) {
      uint64_t before = 0;
      for (size_t i = 0; i < due_.size(); ++i) {
        due_[i] = began_ + std::chrono::duration_cast<Clock::duration>(
                               std::chrono::duration<double>(static_cast<double>(before) / options_.events_per_s));
        before += load_.batches[i].events;
      }
    }
  }

  bool open_loop() const { return options_.events_per_s > 0; }

  // Whether a lane with `in_flight` unanswered batches may send this one now.
  bool MayGo(uint32_t batch, uint32_t in_flight) {
    std::lock_guard lock(mutex_);
    if (over_) return false;
    if (open_loop()) return batch < limit_;
    if (options_.in_flight_each ? in_flight >= options_.in_flight : batch >= low_ + options_.in_flight) return false;
    due_[batch] = Clock::now();
    return true;
  }

  bool over() {
    std::lock_guard lock(mutex_);
    return over_;
  }

  // Whether lanes that wait may go on.
  bool Acked(uint32_t batch, uint64_t position) {
    const Clock::time_point now = Clock::now();
    std::lock_guard lock(mutex_);
    acked_[batch] = true;
    const uint64_t low = low_;
    while (low_ < acked_.size() && acked_[low_]) ++low_;
    sent_.events += load_.batches[batch].events;
    ++sent_.batches;
    sent_.last_position = std::max(sent_.last_position, position);
    sent_.last_ack = now;
    sent_.seconds = std::chrono::duration<double>(now - began_).count();
    sent_.ack_ms.push_back(std::chrono::duration<double, std::milli>(now - due_[batch]).count());
    if (sent_.events >= sent_.curve.size() * curve_step_) sent_.curve.emplace_back(sent_.events, sent_.seconds);
    if (options_.stop_after.count() > 0 && sent_.seconds >= options_.stop_after.count()) over_ = true;
    return low_ != low || over_;
  }

  void Fail(const std::string& why) {
    std::lock_guard lock(mutex_);
    if (failed_.ok()) failed_ = absl::InternalError(why);
    over_ = true;
    changed_.notify_all();
  }

  void Ended() {
    std::lock_guard lock(mutex_);
    --running_;
    changed_.notify_all();
  }

  // The clock's part in an open loop: wakes the lanes as batches become due. Waits until every lane has ended.
  absl::Status Wait(const std::vector<std::unique_ptr<LaneStream>>& lanes);

 private:
  const Load& load_;
  const SendOptions& options_;
  Sent& sent_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Clock::time_point> due_;
  std::vector<bool> acked_;
  uint64_t low_ = 0;    // all batches below are answered
  uint64_t limit_ = 0;  // open loop: batches that are due
  uint64_t curve_step_ = 1;
  size_t running_ = 0;
  bool over_ = false;
  absl::Status failed_;
  Clock::time_point began_;
};

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
    pace_.Ended();
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

absl::Status Pace::Wait(const std::vector<std::unique_ptr<LaneStream>>& lanes) {
  std::unique_lock lock(mutex_);
  bool cancelled = false;
  while (running_ > 0) {
    if (!failed_.ok() && !std::exchange(cancelled, true)) {
      lock.unlock();
      for (const auto& lane : lanes) lane->Cancel();
      lock.lock();
    } else if (open_loop() && limit_ < due_.size() && !over_) {
      changed_.wait_until(lock, due_[limit_]);
      const Clock::time_point now = Clock::now();
      const uint64_t before = limit_;
      while (limit_ < due_.size() && due_[limit_] <= now) ++limit_;
      if (limit_ == before) continue;
      lock.unlock();
      for (const auto& lane : lanes) lane->Pump();
      lock.lock();
    } else {
      changed_.wait(lock);
    }
  }
  return failed_;
}

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
  const absl::Status status = pace.Wait(lanes);
  sent->client_cpu = CpuOfThis() - client_cpu;
  sent->server_cpu = CpuOf(target.pid) - server_cpu;
  return status;
}

}  // namespace homeward::bench
