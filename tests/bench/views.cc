// homeward_bench rebuild, await: the views made from the log again, and a server that comes back.
#include <iostream>
#include <memory>
#include <thread>

#include "services/cli/text.h"
#include "tests/bench/commands.h"
#include "tests/bench/timeline.h"
#include "tests/bench/world.h"

namespace homeward::bench {
namespace {

using cli::Cat;
using coordination::v1::Coordination;
using Clock = std::chrono::steady_clock;

constexpr char kAuditor[] = "auditor";
constexpr std::chrono::seconds kAwaitMax{600};
constexpr std::chrono::seconds kRebuildMax{1800};
constexpr std::chrono::milliseconds kPollInterval{50};

double SecondsSince(Clock::time_point from) { return std::chrono::duration<double>(Clock::now() - from).count(); }

template <typename Request, typename Response>
absl::Status AskViews(const Bench& bench, Coordination::Stub& stub,
                      grpc::Status (Coordination::Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                      Response* response) {
  Request request;
  request.mutable_context()->set_purpose(coordination::v1::PURPOSE_AUDIT);
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + kAwaitMax);
  Prepare(bench.target, kAuditor, &context);
  response->Clear();
  const grpc::Status status = (stub.*method)(&context, request, response);
  return status.ok() ? absl::OkStatus() : absl::InternalError(Cat("views: ", status.error_message()));
}

// From the order to rebuild until every view stands at the head again.
absl::Status Rebuild(const Bench& bench, Figures* figures) {
  auto channel = Connect(bench.target, kAuditor);
  if (!channel.ok()) return channel.status();
  const auto stub = Coordination::NewStub(*channel);
  coordination::v1::RebuildViewsResponse begun;
  coordination::v1::GetViewStatusResponse status;
  const double server_cpu = CpuOf(bench.target.pid);
  const Clock::time_point began = Clock::now();
  absl::Status asked = AskViews(bench, *stub, &Coordination::Stub::RebuildViews, &begun);
  bool done = false;
  while (asked.ok() && !done) {
    if (SecondsSince(began) > static_cast<double>(kRebuildMax.count())) return absl::DeadlineExceededError("rebuild");
    std::this_thread::sleep_for(kPollInterval);
    asked = AskViews(bench, *stub, &Coordination::Stub::GetViewStatus, &status);
    done = !status.rebuilding() && !status.views().empty();
    for (const coordination::v1::ViewStatus& view : status.views()) done = done && view.position() >= begun.position();
  }
  if (!asked.ok()) return asked;
  const double seconds = SecondsSince(began), events = static_cast<double>(begun.position());
  figures->Add("events", begun.position());
  figures->Add("seconds", seconds);
  figures->Add("events_per_s", events / seconds);
  figures->Add("server_us_per_event", (CpuOf(bench.target.pid) - server_cpu) * 1e6 / events);
  return absl::OkStatus();
}

// Says "ready", waits for a line with a position, then asks until the views answer there. `answered_at` is on the
// monotonic clock, which all processes of a machine share.
absl::Status Await(const Bench& bench, uint64_t copy, Figures* figures) {
  const absl::StatusOr<World> world = OpenWorld(bench.demo);
  if (!world.ok()) return world.status();
  std::cerr << "ready" << std::endl;
  uint64_t position = 0;
  if (!(std::cin >> position)) return absl::InvalidArgumentError("no position was given");
  absl::StatusOr<TimelineReader> reader = TimelineReader::Open(bench.target, *world);
  if (!reader.ok()) return reader.status();
  if (const absl::Status answered = reader->Await(copy, position, kAwaitMax); !answered.ok()) return answered;
  figures->Add("answered_at", std::chrono::duration<double>(Clock::now().time_since_epoch()).count());
  return absl::OkStatus();
}

}  // namespace

void AddRebuild(CLI::App& root, Bench& bench) {
  CLI::App* command = root.add_subcommand("rebuild", "Fold the whole log into new views");
  command->callback([&bench] { bench.run = [&bench](Figures* figures) { return Rebuild(bench, figures); }; });
}

void AddAwait(CLI::App& root, Bench& bench) {
  auto copy = std::make_shared<uint64_t>(0);
  CLI::App* command = root.add_subcommand("await", "Ask until a server that comes back answers");
  command->add_option("--copy", *copy, "Whose person is asked for");
  command->callback(
      [copy, &bench] { bench.run = [copy, &bench](Figures* figures) { return Await(bench, *copy, figures); }; });
}

}  // namespace homeward::bench
