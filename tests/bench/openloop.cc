// homeward_bench openloop: publishing by the clock, and timelines asked for by the clock meanwhile.
#include <memory>
#include <thread>
#include <vector>

#include "tests/bench/commands.h"
#include "tests/bench/sender.h"
#include "tests/bench/timeline.h"
#include "tests/bench/world.h"

namespace homeward::bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds kAskTimeout{10};
constexpr uint64_t kStride = 7919;  // a prime: from one person to the next
constexpr uint64_t kAskers = 4;     // people who ask, each on a connection; a slow answer does not delay the others'

struct OpenLoopFlags {
  uint64_t first_copy = 0;
  double events_per_s = 10'000;
  double seconds = 10;
  uint32_t batch_events = 256;
  double asks_per_s = 0;
  std::vector<uint64_t> ask_first_copies;  // persons of these copies and of as many behind each
  uint64_t ask_copies = 1;
};

// Asks at fixed moments, each asker every fourth time.
class Askers {
 public:
  explicit Askers(const OpenLoopFlags& flags) : flags_(flags) {}

  absl::Status Start(const Target& target, const World& world) {
    for (uint64_t i = 0; i < kAskers; ++i) {
      absl::StatusOr<TimelineReader> reader = TimelineReader::Open(target, world);
      if (!reader.ok()) return reader.status();
      askers_.push_back({*std::move(reader)});
    }
    const Clock::time_point began = Clock::now();
    for (uint64_t i = 0; i < kAskers; ++i) {
      askers_[i].thread = std::thread([this, began, i] { askers_[i].status = Ask(began, i, &askers_[i]); });
    }
    return absl::OkStatus();
  }

  // Waits until all is answered.
  absl::Status Finish(Figures* figures) {
    std::vector<double> due_ms, call_ms;
    absl::Status status;
    for (Asker& asker : askers_) {
      asker.thread.join();
      status.Update(asker.status);
      due_ms.insert(due_ms.end(), asker.due_ms.begin(), asker.due_ms.end());
      call_ms.insert(call_ms.end(), asker.call_ms.begin(), asker.call_ms.end());
    }
    figures->AddPercentiles("timeline", due_ms);
    figures->AddPercentiles("timeline_call", call_ms);
    return status;
  }

 private:
  struct Asker {
    TimelineReader reader;
    std::thread thread;
    std::vector<double> due_ms, call_ms;  // to the answer, from when it was due to be asked for, and from when it was
    absl::Status status;
  };

  absl::Status Ask(Clock::time_point began, uint64_t first, Asker* asker) {
    const auto asks = static_cast<uint64_t>(flags_.asks_per_s * flags_.seconds);
    for (uint64_t i = first; i < asks; i += kAskers) {
      const std::chrono::duration<double> after(static_cast<double>(i) / flags_.asks_per_s);
      const Clock::time_point due = began + std::chrono::duration_cast<Clock::duration>(after);
      std::this_thread::sleep_until(due);
      // A person of each part of the log in turn, each once before any comes again.
      const uint64_t parts = flags_.ask_first_copies.size();
      const uint64_t copy = flags_.ask_first_copies[i % parts] + i / parts * kStride % flags_.ask_copies;
      const Clock::time_point went = Clock::now();
      const absl::Status asked = asker->reader.Ask(copy, 0, kAskTimeout);
      if (!asked.ok()) return asked;
      const Clock::time_point now = Clock::now();
      asker->due_ms.push_back(std::chrono::duration<double, std::milli>(now - due).count());
      asker->call_ms.push_back(std::chrono::duration<double, std::milli>(now - went).count());
    }
    return absl::OkStatus();
  }

  const OpenLoopFlags& flags_;
  std::vector<Asker> askers_;
};

absl::Status OpenLoop(const Bench& bench, const OpenLoopFlags& flags, Figures* figures) {
  const bool asks = flags.asks_per_s > 0;
  if (asks && flags.ask_first_copies.empty()) return absl::InvalidArgumentError("--asks needs --ask-first-copy");
  const absl::StatusOr<World> world = OpenWorld(bench.demo);
  if (!world.ok()) return world.status();
  LoadOptions wanted;
  wanted.first_copy = flags.first_copy;
  wanted.events = static_cast<uint64_t>(flags.events_per_s * flags.seconds);
  wanted.batch_events = flags.batch_events;
  const Load load = MakeLoad(world->year, world->person_ids, wanted);

  SendOptions options;
  options.events_per_s = flags.events_per_s;
  Sent sent;
  Askers askers(flags);
  if (asks) {
    if (const absl::Status started = askers.Start(bench.target, *world); !started.ok()) return started;
  }
  absl::Status status = Send(bench.target, load, options, &sent);
  if (asks) status.Update(askers.Finish(figures));
  figures->Add("next_copy", load.next_copy);
  figures->Add("last_position", sent.last_position);
  figures->Add("events", sent.events);
  figures->Add("events_per_s", static_cast<double>(sent.events) / sent.seconds);
  figures->Add("person_events", uint64_t{world->year.person_events});
  figures->AddPercentiles("openloop", sent.ack_ms);
  return status;
}

}  // namespace

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
