// homeward_bench govern, publish: the whole way of an event, from gRPC to the views.
#include <memory>

#include "homeward/common/v1/publish.pb.h"
#include "tests/bench/commands.h"
#include "tests/bench/sender.h"
#include "tests/bench/timeline.h"
#include "tests/bench/world.h"

namespace homeward::bench {
namespace {

constexpr std::chrono::seconds kViewsWait{600};

struct PublishFlags {
  uint64_t first_copy = 0;
  uint64_t events = 100'000;
  uint32_t batch_events = 256;
  uint32_t in_flight = 96;
  bool until_killed = false;
};

// Governance goes in as it stands in the file, a batch a line.
absl::Status Govern(const Bench& bench, Figures* figures) {
  const absl::StatusOr<World> world = OpenWorld(bench.demo);
  if (!world.ok()) return world.status();
  Load load;
  load.lanes.push_back({"programme", {}});
  for (const std::string& request : world->year.governance) {
    common::v1::RawBatch batch;
    if (!batch.ParseFromString(request)) return absl::InternalError("governance cannot be read");
    batch.set_tag(load.batches.size());
    load.memory.push_back(batch.SerializeAsString());
    load.lanes[0].batches.push_back(static_cast<uint32_t>(load.batches.size()));
    load.batches.push_back({load.memory.back(), static_cast<uint32_t>(batch.events_size()), 0});
  }
  Sent sent;
  const absl::Status status = Send(bench.target, load, SendOptions(), &sent);
  figures->Add("events", sent.events);
  return status;
}

std::string CurveJson(const Sent& sent) {
  std::string json = "[";
  for (const auto& [events, seconds] : sent.curve)
    json += absl::StrFormat("%s[%d, %.6f]", json.size() > 1 ? ", " : "", events, seconds);
  return json + "]";
}

absl::Status Publish(const Bench& bench, const PublishFlags& flags, Figures* figures) {
  const absl::StatusOr<World> world = OpenWorld(bench.demo);
  if (!world.ok()) return world.status();
  LoadOptions wanted;
  wanted.first_copy = flags.first_copy;
  wanted.events = flags.events;
  wanted.batch_events = flags.batch_events;
  const Load load = MakeLoad(world->year, world->person_ids, wanted);
  absl::StatusOr<TimelineReader> reader = TimelineReader::Open(bench.target, *world);
  if (!reader.ok()) return reader.status();

  SendOptions options;
  options.in_flight = flags.in_flight;
  Sent sent;
  const double server_cpu = CpuOf(bench.target.pid);
  const absl::Status status = Send(bench.target, load, options, &sent);
  figures->Add("next_copy", load.next_copy);
  figures->Add("last_position", sent.last_position);
  figures->Add("events", sent.events);
  if (!status.ok()) return flags.until_killed && sent.events > 0 ? absl::OkStatus() : status;
  const absl::Status seen = reader->Await(flags.first_copy, sent.last_position, kViewsWait);
  if (!seen.ok()) return seen;
  const std::chrono::duration<double, std::milli> lag = std::chrono::steady_clock::now() - sent.last_ack;
  const double events = static_cast<double>(sent.events);
  figures->Add("seconds", sent.seconds);
  figures->Add("events_per_s", events / sent.seconds);
  figures->Add("client_us_per_event", sent.client_cpu * 1e6 / events);
  figures->Add("server_us_per_event", (CpuOf(bench.target.pid) - server_cpu) * 1e6 / events);
  figures->Add("server_us_per_event_to_ack", sent.server_cpu * 1e6 / events);
  figures->Add("views_lag_ms", lag.count());
  figures->Add("mean_event_bytes", static_cast<double>(load.event_bytes) / static_cast<double>(load.events));
  figures->Add("copies", load.copies);
  figures->Add("streams", load.streams);
  figures->Add("open_streams", load.open_streams);
  figures->AddPercentiles("batch_ack", sent.ack_ms);
  figures->Raw("curve", CurveJson(sent));
  return absl::OkStatus();
}

}  // namespace

void AddGovern(CLI::App& root, Bench& bench) {
  CLI::App* command = root.add_subcommand("govern", "Publish the programme's events, once and first");
  command->callback([&bench] { bench.run = [&bench](Figures* figures) { return Govern(bench, figures); }; });
}

void AddPublish(CLI::App& root, Bench& bench) {
  auto flags = std::make_shared<PublishFlags>();
  CLI::App* command = root.add_subcommand("publish", "Publish copies of the year, each agency in its own order");
  command->add_option("--first-copy", flags->first_copy, "Number of the first copy; next_copy of the run before");
  command->add_option("--events", flags->events, "At least so many, in whole copies");
  command->add_option("--batch", flags->batch_events, "Events of a batch");
  command->add_option("--in-flight", flags->in_flight, "Batches without an answer, over all streams");
  command->add_flag("--until-killed", flags->until_killed, "A server that goes away is no failure");
  command->callback(
      [flags, &bench] { bench.run = [flags, &bench](Figures* figures) { return Publish(bench, *flags, figures); }; });
}

}  // namespace homeward::bench
