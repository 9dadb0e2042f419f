// homeward_bench ack: how long an acknowledgement takes in a closed loop.
#include <memory>

#include "tests/bench/commands.h"
#include "tests/bench/sender.h"
#include "tests/bench/world.h"

namespace homeward::bench {
namespace {

constexpr char kBusiestRole[] = "labour";

struct AckFlags {
  uint64_t first_copy = 0;
  uint32_t clients = 1;
  double seconds = 10;
};

// Each client has a connection and a copy of its own, and one event in flight.
absl::Status Ack(const Bench& bench, const AckFlags& flags, Figures* figures) {
  const absl::StatusOr<World> world = OpenWorld(bench.demo);
  if (!world.ok()) return world.status();
  LoadOptions wanted;
  wanted.first_copy = flags.first_copy;
  wanted.only_role = kBusiestRole;
  wanted.by_copy = true;
  wanted.batch_events = 1;
  wanted.copies = flags.clients;
  const Load load = MakeLoad(world->year, world->person_ids, wanted);
  SendOptions options;
  options.in_flight = 1;
  options.in_flight_each = true;
  options.stop_after = std::chrono::duration<double>(flags.seconds);
  Sent sent;
  if (const absl::Status status = Send(bench.target, load, options, &sent); !status.ok()) return status;
  figures->Add("next_copy", load.next_copy);
  figures->Add("last_position", sent.last_position);
  figures->Add("events", sent.events);
  figures->Add("events_per_s", static_cast<double>(sent.events) / sent.seconds);
  figures->AddPercentiles("ack", sent.ack_ms);
  return absl::OkStatus();
}

}  // namespace

void AddAck(CLI::App& root, Bench& bench) {
  auto flags = std::make_shared<AckFlags>();
  CLI::App* command = root.add_subcommand("ack", "Clients with one event each in flight");
  command->add_option("--first-copy", flags->first_copy, "Number of the first copy");
  command->add_option("--clients", flags->clients, "Connections");
  command->add_option("--seconds", flags->seconds, "At most");
  command->callback(
      [flags, &bench] { bench.run = [flags, &bench](Figures* figures) { return Ack(bench, *flags, figures); }; });
}

}  // namespace homeward::bench
