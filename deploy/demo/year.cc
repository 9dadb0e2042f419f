#include "deploy/demo/year.h"

#include <algorithm>
#include <filesystem>
#include <utility>
#include <vector>

#include "deploy/demo/draw.h"
#include "deploy/demo/files.h"
#include "deploy/rules/rules.h"
#include "tests/scenarios/script.h"

namespace homeward::demo {
namespace {

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

}  // namespace

absl::StatusOr<std::map<std::string, std::string>> GenerateFiles(const std::string& root, uint64_t seed) {
  auto ids = eventstore::PersonIds::Load(root + "/deploy/demo/person-id.key");
  if (!ids.ok()) return ids.status();
  auto provinces = ReadProvinces(root + "/deploy/demo/provinces.txt");
  if (!provinces.ok()) return provinces.status();
  const DrawOptions options{seed, *ids, *provinces};
  Year year;
  auto rules = rules::ReadRules(root + "/deploy/rules/vn");
  if (!rules.ok()) return rules.status();
  for (const scenario::Script& script : *rules) {
    if (absl::Status status = TakeAsWritten(script, &year); !status.ok()) return status;
  }
  for (const std::string& path : ScenarioFiles(root + "/deploy/demo")) {
    auto script = scenario::ReadScript(path);
    if (!script.ok()) return script.status();
    if (absl::Status status = TakeAsWritten(*script, &year); !status.ok()) return status;
  }
  for (const std::string& path : ScenarioFiles(root + "/tests/scenarios")) {
    auto script = scenario::ReadScript(path);
    if (!script.ok()) return script.status();
    if (absl::Status status = DrawJourney(*script, options, &year); !status.ok()) return status;
  }
  return RenderYear(std::move(year), seed);
}

}  // namespace homeward::demo
