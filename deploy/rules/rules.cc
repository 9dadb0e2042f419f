#include "deploy/rules/rules.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "absl/strings/str_cat.h"
#include "deploy/demo/draw.h"
#include "deploy/demo/files.h"

namespace homeward::rules {
namespace {

std::string Header(const scenario::Script& script) {
  return absl::StrCat("# ", script.title, ".\n# Written from ", script.name,
                      ".rules, where every row has its source; correct it there.\n"
                      "# One atomic batch a line: homeward.programme.v1.PublishRequest in proto3 JSON.\n");
}

}  // namespace

absl::StatusOr<std::vector<scenario::Script>> ReadRules(const std::string& folder) {
  std::vector<std::string> files;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    if (entry.path().extension() == ".rules") files.push_back(entry.path().string());
  }
  if (error) return absl::NotFoundError(absl::StrCat(folder, ": ", error.message()));
  std::sort(files.begin(), files.end());
  std::vector<scenario::Script> scripts;
  for (const std::string& file : files) {
    auto script = scenario::ReadScript(file);
    if (!script.ok()) return script.status();
    if (!script->rules || script->name != std::filesystem::path(file).stem().string()) {
      return absl::InvalidArgumentError(absl::StrCat(file, ": must begin with 'rules' and its own name"));
    }
    scripts.push_back(*std::move(script));
  }
  return scripts;
}

absl::StatusOr<std::map<std::string, std::string>> RenderRules(const std::string& folder) {
  auto scripts = ReadRules(folder);
  if (!scripts.ok()) return scripts.status();
  std::map<std::string, std::string> files;
  for (const scenario::Script& script : *scripts) {
    demo::Year year;
    if (absl::Status status = demo::TakeAsWritten(script, &year); !status.ok()) return status;
    std::string& file = files[script.name + ".jsonl"];
    file = Header(script);
    for (demo::DrawnBatch& batch : year.batches) {
      auto line = demo::RenderBatch(std::move(batch), nullptr);
      if (!line.ok()) return line.status();
      absl::StrAppend(&file, *line, "\n");
    }
  }
  return files;
}

}  // namespace homeward::rules
