// Draws the demo's year of synthetic events and writes one file for each agency; or writes the rule data.
//
//   homeward_demo_generate --out deploy/demo
//   homeward_demo_generate --rules deploy/rules/vn
//
// The files are committed; a test checks that this program still writes the same bytes.
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <string>

#include "CLI/CLI.hpp"
#include "absl/strings/str_cat.h"
#include "deploy/demo/year.h"
#include "deploy/rules/rules.h"

namespace {

using Files = absl::StatusOr<std::map<std::string, std::string>>;

absl::Status Write(const std::string& folder, const Files& files) {
  if (!files.ok()) return files.status();
  std::filesystem::create_directories(folder);
  for (const auto& [name, content] : *files) {
    std::ofstream file(std::filesystem::path(folder) / name, std::ios::binary);
    if (!(file << content).flush()) return absl::UnavailableError(absl::StrCat(folder, "/", name, ": not written"));
  }
  std::cout << files->size() << " files written to " << folder << "\n";
  return absl::OkStatus();
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Draws the demo's year of synthetic events from the test journeys, one file for each agency.");
  std::string out, rules, root = HOMEWARD_SOURCE_DIR;
  uint64_t seed = homeward::demo::kDefaultSeed;
  CLI::Option* year = app.add_option("--out", out, "folder that takes the year's files");
  app.add_option("--rules", rules, "folder of .rules files, which takes their .jsonl files")->excludes(year);
  app.add_option("--seed", seed, "the same seed writes the same bytes")->capture_default_str();
  app.add_option("--root", root, "source tree with the journeys, rules and demo key")->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  if (out.empty() && rules.empty()) {
    std::cerr << "homeward_demo_generate: say --out FOLDER or --rules FOLDER\n";
    return 1;
  }
  const absl::Status status = out.empty() ? Write(rules, homeward::rules::RenderRules(rules))
                                          : Write(out, homeward::demo::GenerateFiles(root, seed));
  if (!status.ok()) {
    std::cerr << "homeward_demo_generate: " << status.message() << "\n";
    return 1;
  }
  return 0;
}
