// homeward_bench ack, openloop: how long an acknowledgement takes, in a closed and in an open loop.
#include <memory>
#include <thread>

#include "tests/bench/commands.h"
#include "tests/bench/sender.h"
#include "tests/bench/timeline.h"
#include "tests/bench/world.h"

namespace homeward::bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr char kBusiestRole[] = "labour";
constexpr std::chrono::seconds kAskTimeout{10};
constexpr uint64_t kStride = 7919;  // a prime: from one person to the next

struct AckFlags {
  uint64_t first_copy = 0;
  uint32_t clients = 1;
  double seconds = 10;
};

struct OpenLoopFlags {
  uint64_t first_copy = 0;
  double events_per_s = 10'000;
  double seconds = 10;
  uint32_t batch_events = 256;
  double asks_per_s = 0;
  std::vector<uint64_t> ask_first_copies;  // persons of these copies and of as many behind each
  uint64_t ask_copies = 1;
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

// Asks at fixed moments until `until`; milliseconds from the moment that an answer was due to be asked for.
absl::Status AskOnTime(TimelineReader& reader, const OpenLoopFlags& flags, std::vector<double>* milliseconds) {
  const Clock::time_point began = Clock::now();
  const auto asks = static_cast<uint64_t>(flags.asks_per_s * flags.seconds);
  for (uint64_t i = 0; i < asks; ++i) {
    const Clock::time_point due = began + std::chrono::duration_cast<Clock::duration>(
                                              std::chrono::duration<double>(static_cast<double>(i) / flags.asks_per_s));
    std::this_thread::sleep_until(due);
    // A person of each part of the log in turn, each once before any comes again.
    const uint64_t parts = flags.ask_first_copies.size();
    const uint64_t copy = flags.ask_first_copies[i % parts] + i / parts * kStride % flags.ask_copies;
    const absl::Status asked = reader.Ask(copy, 0, kAskTimeout);
    if (!asked.ok()) return asked;
    milliseconds->push_back(std::chrono::duration<double, std::milli>(Clock::now() - due).count());
  }
  return absl::OkStatus();
}

absl::Status OpenLoop(const Bench& bench, const OpenLoopFlags& flags, Figures* figures) {
  if (flags.asks_per_s > 0 && flags.ask_first_copies.empty()) {
    return absl::InvalidArgumentError("--asks needs --ask-first-copy");
  }
  const absl::StatusOr<World> world = OpenWorld(bench.demo);
  if (!world.ok()) return world.status();
  LoadOptions wanted;
  wanted.first_copy = flags.first_copy;
  wanted.events = static_cast<uint64_t>(flags.events_per_s * flags.seconds);
  wanted.batch_events = flags.batch_events;
  const Load load = MakeLoad(world->year, world->person_ids, wanted);
  absl::StatusOr<TimelineReader> reader = TimelineReader::Open(bench.target, *world);
  if (!reader.ok()) return reader.status();

  SendOptions options;
  options.events_per_s = flags.events_per_s;
  Sent sent;
  std::vector<double> asked_ms;
  absl::Status asked;
  std::thread asking([&] {
    if (flags.asks_per_s > 0) asked = AskOnTime(*reader, flags, &asked_ms);
  });
  const absl::Status status = Send(bench.target, load, options, &sent);
  asking.join();
  if (!status.ok()) return status;
  if (!asked.ok()) return asked;
  figures->Add("next_copy", load.next_copy);
  figures->Add("last_position", sent.last_position);
  figures->Add("events", sent.events);
  figures->Add("events_per_s", static_cast<double>(sent.events) / sent.seconds);
  figures->Add("person_events", uint64_t{world->year.person_events});
  figures->AddPercentiles("openloop", sent.ack_ms);
  if (!asked_ms.empty()) figures->AddPercentiles("timeline", asked_ms);
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

void AddOpenLoop(CLI::App& root, Bench& bench) {
  auto flags = std::make_shared<OpenLoopFlags>();
  CLI::App* command = root.add_subcommand("openloop", "Publish by the clock, and ask for timelines meanwhile");
  command->add_option("--first-copy", flags->first_copy, "Number of the first copy");
  command->add_option("--rate", flags->events_per_s, "Events each second");
  command->add_option("--seconds", flags->seconds, "How long");
  command->add_option("--batch", flags->batch_events, "Events of a batch");
  command->add_option("--asks", flags->asks_per_s, "Timelines each second");
  command->add_option("--ask-first-copy", flags->ask_first_copies, "Persons of these copies and the following ones");
  command->add_option("--ask-copies", flags->ask_copies, "So many copies from each")->check(CLI::PositiveNumber);
  command->callback(
      [flags, &bench] { bench.run = [flags, &bench](Figures* figures) { return OpenLoop(bench, *flags, figures); }; });
}

}  // namespace homeward::bench
