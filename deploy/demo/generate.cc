// Draws the demo's year of synthetic events and writes one file for each agency.
//
//   homeward_demo_generate --out deploy/demo
//
// The files are committed; a test checks that this program still writes the same bytes.
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>

#include "CLI/CLI.hpp"
#include "absl/strings/str_cat.h"
#include "deploy/demo/year.h"

namespace {

absl::Status Write(const std::string& folder, const std::string& root, uint64_t seed) {
  auto files = homeward::demo::GenerateFiles(root, seed);
  if (!files.ok()) return files.status();
  std::filesystem::create_directories(folder);
  for (const auto& [name, content] : *files) {
    std::ofstream file(std::filesystem::path(folder) / name, std::ios::binary);
    if (!(file << content).flush()) return absl::UnavailableError(absl::StrCat(folder, "/", name, ": not written"));
  }
  std::cout << files->size() << " files of seed " << seed << " written to " << folder << "\n";
  return absl::OkStatus();
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Draws the demo's year of synthetic events from the test journeys, one file for each agency.");
  std::string out, root = HOMEWARD_SOURCE_DIR;
  uint64_t seed = homeward::demo::kDefaultSeed;
  app.add_option("--out", out, "folder that takes the files")->required();
  app.add_option("--seed", seed, "the same seed writes the same bytes")->capture_default_str();
  app.add_option("--root", root, "source tree with the journeys, rules and demo key")->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  if (const absl::Status status = Write(out, root, seed); !status.ok()) {
    std::cerr << "homeward_demo_generate: " << status.message() << "\n";
    return 1;
  }
  return 0;
}
