// Runs one scenario one way.
//
//   homeward_scenario_run written tests/scenarios/J1.scenario
//
// Prints every difference as file:line and exits with 1 if there is any.
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <iostream>
#include <map>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "tests/scenarios/modes.h"

namespace homeward::scenario {
namespace {

constexpr uint64_t kDefaultSeed = 20260101;

// Memory where there is some to spare: what is written here need not last.
std::string ScratchRoot() {
  constexpr char kMemory[] = "/dev/shm";
  constexpr uint64_t kSpareMin = 256u << 20;  // bytes
  std::error_code error;
  const auto space = std::filesystem::space(kMemory, error);
  if (!error && space.available >= kSpareMin) return kMemory;
  return std::filesystem::temp_directory_path().string();
}

int Run(const std::string& mode, const std::string& path) {
  static const std::map<std::string, std::function<Failures(const Plan&, const RunOptions&)>> modes = {
      {"written", RunWritten}, {"merges", RunMerges},   {"twice", RunTwice},
      {"known", RunKnown},     {"origins", RunOrigins}, {"rebuilt", RunRebuilt}};
  const auto run = modes.find(mode);
  auto ids = eventstore::PersonIds::Load(HOMEWARD_SOURCE_DIR "/deploy/demo/person-id.key");
  auto script = ReadScript(path);
  if (run == modes.end() || !ids.ok() || !script.ok()) {
    std::cerr << "usage: homeward_scenario_run written|merges|twice|known|rebuilt|origins FILE\n"
              << ids.status() << "\n"
              << script.status() << "\n";
    return 2;
  }
  auto plan = Prepare(*script, {*ids, HOMEWARD_SOURCE_DIR "/deploy/rules/vn"});
  if (!plan.ok()) {
    std::cerr << plan.status().message() << "\n";
    return 1;
  }
  RunOptions options{.person_ids = *ids, .seed = kDefaultSeed};
  if (const char* seed = std::getenv("HOMEWARD_SEED")) {
    if (!absl::SimpleAtoi(seed, &options.seed)) std::cerr << "HOMEWARD_SEED is no number\n";
  }
  std::string scratch = absl::StrCat(ScratchRoot(), "/homeward-scenario-XXXXXX");
  if (mkdtemp(scratch.data()) == nullptr) {
    std::cerr << "no scratch folder\n";
    return 2;
  }
  options.scratch = scratch;
  const Failures failures = run->second(*plan, options);
  std::filesystem::remove_all(scratch);
  for (const std::string& failure : failures) std::cout << failure << "\n";
  std::cout << plan->script.name << " " << mode << ": "
            << (failures.empty() ? "holds" : absl::StrCat(failures.size(), " differences")) << " ("
            << plan->batches.size() << " batches, seed " << options.seed << ")\n";
  return failures.empty() ? 0 : 1;
}

}  // namespace
}  // namespace homeward::scenario

int main(int argc, char** argv) { return homeward::scenario::Run(argc == 3 ? argv[1] : "", argc == 3 ? argv[2] : ""); }
