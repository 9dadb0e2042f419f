// homeward_bench tree: what the tree costs for each event, on the records of an export: entry, leaf, nodes and tiles,
// as the committer makes them.
#include "eventstore/tree/tree.h"

#include <ctime>
#include <memory>

#include "eventstore/archive/export_reader.h"
#include "eventstore/record/record_parts.h"
#include "rocksdb/write_batch.h"
#include "services/cli/text.h"
#include "tests/bench/commands.h"

namespace homeward::bench {
namespace {

constexpr uint64_t kEventsMax = 1'000'000;
constexpr uint64_t kGroupEvents = 1024;  // one write batch each

struct TreeFlags {
  std::string directory;
};

// CPU seconds of this thread.
double ThreadCpu() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

// Records are read in groups beforehand; only what is done for the tree is counted. Taking the record apart is counted
// too, which the committer need not do: the figure flatters nobody.
absl::Status GrowTree(const TreeFlags& flags, Figures* figures) {
  absl::StatusOr<eventstore::ExportReader> reader = eventstore::ExportReader::Open(flags.directory);
  if (!reader.ok()) return reader.status();
  eventstore::Tree tree;
  eventstore::RecordParts parts;
  std::vector<std::string> group;
  double seconds = 0;
  bool whole = true;
  const auto grow = [&] {
    rocksdb::WriteBatch batch;
    const double began = ThreadCpu();
    for (const std::string& record : group) {
      whole = whole && eventstore::SplitRecord(record, &parts);
      tree.Append(eventstore::EntryOf(parts).Leaf(), [&](const eventstore::Tile& tile) {
        batch.Put(eventstore::Tile::Key(tile.level, tile.index), tile.Bytes());
      });
    }
    tree.Root();
    seconds += ThreadCpu() - began;
    group.clear();
  };
  uint64_t last = 0;
  const absl::Status read =
      reader->ForEach(1, kEventsMax, [&](eventstore::Position position, const eventstore::ExportedView& exported) {
        last = position.value;
        if (exported.withheld) whole = false;
        group.emplace_back(exported.record);
        if (group.size() == kGroupEvents) grow();
        return whole;
      });
  if (!read.ok() && !(absl::IsDataLoss(read) && last > 0)) return read;  // a shorter export ends before
  grow();
  if (!whole) return absl::DataLossError("the export withholds records, or holds damaged ones");
  figures->Add("events", tree.size());
  figures->Add("tree_us_per_event", seconds * 1e6 / static_cast<double>(tree.size()));
  return absl::OkStatus();
}

}  // namespace

void AddTree(CLI::App& root, Bench& bench) {
  auto flags = std::make_shared<TreeFlags>();
  CLI::App* command = root.add_subcommand("tree", "What the tree costs for each event of an export");
  command->add_option("--directory", flags->directory, "The export")->required();
  command->callback([flags, &bench] { bench.run = [flags](Figures* figures) { return GrowTree(*flags, figures); }; });
}

}  // namespace homeward::bench
