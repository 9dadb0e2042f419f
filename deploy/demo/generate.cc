// Draws the demo's year of synthetic events and writes one file for each agency.
//
//   homeward_demo_generate --out deploy/demo
//
// The files are committed; tests/scenarios checks that this program still writes the same bytes.
#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/strings/str_cat.h"
#include "deploy/demo/draw.h"
#include "deploy/demo/files.h"
#include "tests/scenarios/script.h"

namespace homeward::demo {
namespace {

constexpr uint64_t kDefaultSeed = 20260101;

struct Paths {
  std::string out;
  std::string root = HOMEWARD_SOURCE_DIR;
};

// Scenario files of a folder: J2 before J10, then by name.
std::vector<std::string> ScenarioFiles(const std::string& folder) {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".scenario") files.push_back(entry.path().string());
  }
  std::sort(files.begin(), files.end(), [](const std::string& a, const std::string& b) {
    return std::make_pair(a.size(), a) < std::make_pair(b.size(), b);
  });
  return files;
}

absl::Status Generate(const Paths& paths, uint64_t seed) {
  auto key = ReadKey(paths.root + "/deploy/demo/person-id.key");
  if (!key.ok()) return key.status();
  auto provinces = ReadProvinces(paths.root + "/deploy/demo/provinces.txt");
  if (!provinces.ok()) return provinces.status();
  const DrawOptions options{seed, *key, *provinces};
  Year year;
  for (const std::string& path : ScenarioFiles(paths.root + "/deploy/rules")) {
    auto script = scenario::ReadScript(path);
    if (!script.ok()) return script.status();
    if (absl::Status status = TakeScript(*script, options, &year); !status.ok()) return status;
  }
  for (const std::string& path : ScenarioFiles(paths.root + "/tests/scenarios")) {
    auto script = scenario::ReadScript(path);
    if (!script.ok()) return script.status();
    if (absl::Status status = DrawJourney(*script, options, &year); !status.ok()) return status;
  }
  size_t events = 0;
  for (const DrawnBatch& batch : year.batches) events += batch.events.size();
  const size_t batches = year.batches.size();
  auto files = RenderYear(std::move(year), seed);
  if (!files.ok()) return files.status();
  std::filesystem::create_directories(paths.out);
  for (const auto& [name, content] : *files) {
    std::ofstream file(std::filesystem::path(paths.out) / name, std::ios::binary);
    if (!(file << content).flush()) return absl::UnavailableError(absl::StrCat(paths.out, "/", name, ": not written"));
  }
  std::cout << events << " events in " << batches << " batches, seed " << seed << ", written to " << paths.out << "\n";
  return absl::OkStatus();
}

}  // namespace
}  // namespace homeward::demo

int main(int argc, char** argv) {
  CLI::App app("Draws the demo's year of synthetic events from the test journeys, one file for each agency.");
  homeward::demo::Paths paths;
  uint64_t seed = homeward::demo::kDefaultSeed;
  app.add_option("--out", paths.out, "folder that takes the files")->required();
  app.add_option("--seed", seed, "the same seed writes the same bytes")->capture_default_str();
  app.add_option("--root", paths.root, "source tree with the journeys, rules and demo key")->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  if (const absl::Status status = homeward::demo::Generate(paths, seed); !status.ok()) {
    std::cerr << "homeward_demo_generate: " << status.message() << "\n";
    return 1;
  }
  return 0;
}
