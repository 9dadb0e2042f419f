// homeward_bench replay: the log from its beginning, over one stream.
#include <condition_variable>
#include <memory>
#include <mutex>

#include "grpcpp/generic/generic_stub.h"
#include "homeward/audit/v1/audit.grpc.pb.h"
#include "proto/contract/wire.h"
#include "services/cli/text.h"
#include "tests/bench/commands.h"

namespace homeward::bench {
namespace {

using audit::v1::ReplayItem;
using cli::Cat;
using contract::WireField;
using contract::WireWalk;
using Clock = std::chrono::steady_clock;

constexpr char kAuditor[] = "auditor";
constexpr char kMethod[] = "/homeward.audit.v1.Audit/Replay";

struct ReplayFlags {
  uint64_t to_position = 0;
  bool parse = false;
};

// What has been read so far: every position once, none left out.
struct Reading {
  uint64_t position = 0;
  std::string wrong;  // empty: nothing

  void Take(uint64_t next) {
    if (next != position + 1 && wrong.empty()) wrong = Cat("position ", next, " after ", position);
    position = next;
  }
  void Missing() {
    if (wrong.empty()) wrong = Cat("a gap behind position ", position);
  }
};

// Finds the positions in a ReplayResponse's bytes and passes over the rest, as one does who hands the log on.
class Walker {
 public:
  explicit Walker(Reading& reading) : reading_(reading) {}

  void Take(std::string_view response) {
    WireWalk items(response);
    for (WireField item; items.Next(&item);) {
      WireWalk kinds(item.body);
      WireField kind;
      if (!kinds.Next(&kind)) continue;
      if (kind.number == ReplayItem::kGapFieldNumber) reading_.Missing();
      if (kind.number == ReplayItem::kEventFieldNumber) TakeEvent(kind.body);
    }
    if (!items.ok()) reading_.wrong = "bytes that are no message";
  }

 private:
  void TakeEvent(std::string_view event) {
    WireWalk fields(event);
    WireField field;
    uint64_t position = 0;
    if (fields.Next(&field) && field.number == common::v1::RecordedEvent::kPositionFieldNumber) {
      for (size_t i = field.whole.size() - 1; i > 0; --i) position = position << 7 | (field.whole[i] & 127);
    }
    reading_.Take(position);
  }

  Reading& reading_;
};

class Parser {
 public:
  explicit Parser(Reading& reading) : reading_(reading) {}

  void Take(std::string_view response) {
    if (!parsed_.ParseFromArray(response.data(), static_cast<int>(response.size()))) {
      reading_.wrong = "bytes that are no message";
    }
    for (const ReplayItem& item : parsed_.items()) {
      if (item.has_gap()) reading_.Missing();
      if (item.has_event()) reading_.Take(item.event().position());
    }
  }

 private:
  Reading& reading_;
  audit::v1::ReplayResponse parsed_;  // keeps its memory from message to message
};

// One call of Replay to its end.
class Reader : public grpc::ClientBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer> {
 public:
  Reader(std::shared_ptr<grpc::Channel> channel, bool parse)
      : stub_(std::move(channel)), parse_(parse), walker_(reading_), parser_(reading_) {}

  absl::Status Run(const Target& target, const audit::v1::ReplayRequest& request) {
    Prepare(target, kAuditor, &context_);
    const grpc::Slice slice(request.SerializeAsString());
    out_ = grpc::ByteBuffer(&slice, 1);
    stub_.PrepareBidiStreamingCall(&context_, kMethod, grpc::StubOptions(), this);
    StartWriteLast(&out_, grpc::WriteOptions());
    StartRead(&in_);
    StartCall();
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return done_; });
    if (!reading_.wrong.empty()) return absl::DataLossError(reading_.wrong);
    if (!status_.ok()) return absl::InternalError(Cat("replay: ", status_.error_message()));
    return reading_.position > 0 ? absl::OkStatus() : absl::DataLossError("replay gave nothing");
  }

  uint64_t position() const { return reading_.position; }

 private:
  void OnReadDone(bool ok) override {
    grpc::Slice slice;
    if (!ok || !in_.DumpToSingleSlice(&slice).ok()) return;
    const std::string_view bytes(reinterpret_cast<const char*>(slice.begin()), slice.size());
    parse_ ? parser_.Take(bytes) : walker_.Take(bytes);
    if (!reading_.wrong.empty()) context_.TryCancel();
    StartRead(&in_);
  }

  void OnDone(const grpc::Status& status) override {
    std::lock_guard lock(mutex_);
    status_ = status;
    done_ = true;
    changed_.notify_all();
  }

  grpc::TemplatedGenericStub<grpc::ByteBuffer, grpc::ByteBuffer> stub_;
  grpc::ClientContext context_;
  const bool parse_;
  Reading reading_;
  Walker walker_;
  Parser parser_;
  grpc::ByteBuffer out_, in_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool done_ = false;
  grpc::Status status_;
};

absl::Status Replay(const Bench& bench, const ReplayFlags& flags, Figures* figures) {
  auto channel = Connect(bench.target, kAuditor);
  if (!channel.ok()) return channel.status();
  audit::v1::ReplayRequest request;
  request.mutable_context()->set_purpose(coordination::v1::PURPOSE_AUDIT);
  request.set_from_position(1);
  request.set_to_position(flags.to_position);
  Reader reader(*channel, flags.parse);
  const double server_cpu = CpuOf(bench.target.pid), client_cpu = CpuOfThis();
  const Clock::time_point began = Clock::now();
  if (const absl::Status read = reader.Run(bench.target, request); !read.ok()) return read;
  const double seconds = std::chrono::duration<double>(Clock::now() - began).count();
  const auto events = static_cast<double>(reader.position());
  figures->Add("events", reader.position());
  figures->Add("seconds", seconds);
  figures->Add("events_per_s", events / seconds);
  figures->Add("server_us_per_event", (CpuOf(bench.target.pid) - server_cpu) * 1e6 / events);
  figures->Add("client_us_per_event", (CpuOfThis() - client_cpu) * 1e6 / events);
  return absl::OkStatus();
}

}  // namespace

void AddReplay(CLI::App& root, Bench& bench) {
  auto flags = std::make_shared<ReplayFlags>();
  CLI::App* command =
      root.add_subcommand("replay", "Read the log from its beginning and check that nothing is missing");
  command->add_option("--to", flags->to_position, "Last position; without it all");
  command->add_flag("--parse", flags->parse, "Parse every message, not only find the positions");
  command->callback(
      [flags, &bench] { bench.run = [flags, &bench](Figures* figures) { return Replay(bench, *flags, figures); }; });
}

}  // namespace homeward::bench
