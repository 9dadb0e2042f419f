#include "deploy/demo/year.h"

#include <algorithm>
#include <filesystem>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "deploy/demo/draw.h"
#include "deploy/demo/files.h"
#include "tests/scenarios/script.h"

namespace homeward::demo {
namespace {

constexpr char kRulesStart[] = "2025-01-02";

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

// Each province has a coordinator.
std::string CoordinatorScript(const std::vector<Province>& provinces) {
  std::string text = absl::StrCat("scenario coordinators Who coordinates where\nstart ", kRulesStart, "\nunit gov.01\n");
  for (const Province& province : provinces) {
    absl::StrAppend(&text, "gov.01 @0 CoordinatorAssigned coordinator=crd.", province.code, " province=", province.code,
                    " effective_from=2025-01-01 article=Programme_default\n");
  }
  return text;
}

absl::Status TakeRules(const std::string& root, const DrawOptions& options, Year* year) {
  for (const std::string& path : ScenarioFiles(root + "/deploy/rules")) {
    auto script = scenario::ReadScript(path);
    if (!script.ok()) return script.status();
    if (absl::Status status = TakeScript(*script, options, year); !status.ok()) return status;
  }
  auto coordinators = scenario::ParseScript("coordinators", CoordinatorScript(options.provinces));
  return coordinators.ok() ? TakeScript(*coordinators, options, year) : coordinators.status();
}

}  // namespace

absl::StatusOr<std::map<std::string, std::string>> GenerateFiles(const std::string& root, uint64_t seed) {
  auto ids = eventstore::PersonIds::Load(root + "/deploy/demo/person-id.key");
  if (!ids.ok()) return ids.status();
  auto provinces = ReadProvinces(root + "/deploy/demo/provinces.txt");
  if (!provinces.ok()) return provinces.status();
  const DrawOptions options{seed, *ids, *provinces};
  Year year;
  if (absl::Status status = TakeRules(root, options, &year); !status.ok()) return status;
  for (const std::string& path : ScenarioFiles(root + "/tests/scenarios")) {
    auto script = scenario::ReadScript(path);
    if (!script.ok()) return script.status();
    if (absl::Status status = DrawJourney(*script, options, &year); !status.ok()) return status;
  }
  return RenderYear(std::move(year), seed);
}

}  // namespace homeward::demo
