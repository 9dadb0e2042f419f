// homeward_bench floor, about: bare RocksDB under the store's own options, and what this was built with.
#include <filesystem>
#include <memory>

#include "eventstore/bytes/bytes.h"
#include "eventstore/rocks/options.h"
#include "rocksdb/convenience.h"
#include "rocksdb/version.h"
#include "rocksdb/write_batch.h"
#include "tests/bench/commands.h"
#include "tests/bench/load.h"
#include "tests/bench/world.h"

namespace homeward::bench {
namespace {

using Clock = std::chrono::steady_clock;

struct FloorFlags {
  std::string folder;
  uint64_t events = 100'000;
  uint64_t batch_events = 256;
  std::string only_role;
};

// The same bytes, each event one value under its position, synced once a batch. The folder is made and removed.
absl::Status Floor(const Bench& bench, const FloorFlags& flags, Figures* figures) {
  const absl::StatusOr<World> world = OpenWorld(bench.demo);
  if (!world.ok()) return world.status();
  const std::vector<std::string> events = MakeEvents(world->year, world->person_ids, flags.events, flags.only_role);
  std::filesystem::remove_all(flags.folder);
  std::vector<double> write_ms;
  double seconds = 0;
  {
    const auto options = eventstore::DatabaseOptions("floor", nullptr);
    auto database = eventstore::Database::Open(flags.folder, options, {{"log", eventstore::FamilyKind::kAppend}});
    if (!database.ok()) return database.status();
    (*database)->Keep();
    rocksdb::WriteOptions synced;
    synced.sync = true;
    rocksdb::WriteBatch batch;
    const Clock::time_point began = Clock::now();
    for (uint64_t i = 0; i < events.size();) {
      const Clock::time_point from = Clock::now();
      batch.Clear();
      for (uint64_t last = std::min<uint64_t>(i + flags.batch_events, events.size()); i < last; ++i) {
        batch.Put((*database)->family(1), eventstore::Be64(i + 1), events[i]);
      }
      const rocksdb::Status written = (*database)->db().Write(synced, &batch);
      if (!written.ok()) return absl::InternalError(written.ToString());
      write_ms.push_back(std::chrono::duration<double, std::milli>(Clock::now() - from).count());
    }
    seconds = std::chrono::duration<double>(Clock::now() - began).count();
  }
  std::filesystem::remove_all(flags.folder);
  figures->Add("events", static_cast<uint64_t>(events.size()));
  figures->Add("events_per_s", static_cast<double>(events.size()) / seconds);
  figures->AddPercentiles("write", write_ms);
  return absl::OkStatus();
}

absl::Status About(Figures* figures) {
  figures->Add("rocksdb", rocksdb::GetRocksVersionAsString());
  std::string compressions;
  for (const rocksdb::CompressionType type : rocksdb::GetSupportedCompressions()) {
    std::string name;
    if (rocksdb::GetStringFromCompressionType(&name, type).ok())
      compressions += (compressions.empty() ? "" : " ") + name;
  }
  figures->Add("rocksdb_build", rocksdb::GetRocksBuildInfoAsString("rocksdb", /*verbose=*/false));
  figures->Add("rocksdb_compressions", compressions);
  figures->Add("compiler", std::string("g++ " __VERSION__));
  figures->Add("flags", std::string(HOMEWARD_BENCH_FLAGS));
  return absl::OkStatus();
}

}  // namespace

void AddFloor(CLI::App& root, Bench& bench) {
  auto flags = std::make_shared<FloorFlags>();
  CLI::App* command = root.add_subcommand("floor", "Put the same bytes into bare RocksDB");
  command->add_option("--folder", flags->folder, "Made and removed")->required();
  command->add_option("--events", flags->events, "Events");
  command->add_option("--batch", flags->batch_events, "Events of a synced batch");
  command->add_option("--role", flags->only_role, "This agency's events alone");
  command->callback(
      [flags, &bench] { bench.run = [flags, &bench](Figures* figures) { return Floor(bench, *flags, figures); }; });
}

void AddAbout(CLI::App& root, Bench& bench) {
  CLI::App* command = root.add_subcommand("about", "Say what this was built with");
  command->callback([&bench] { bench.run = [](Figures* figures) { return About(figures); }; });
}

}  // namespace homeward::bench
