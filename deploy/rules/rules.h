// Rule data as files: what stands in "deploy/rules/vn/TOPIC.rules", in the language of tests/scenarios, is what
// "homeward publish" loads from "TOPIC.jsonl" beside it.
#ifndef HOMEWARD_DEPLOY_RULES_RULES_H_
#define HOMEWARD_DEPLOY_RULES_RULES_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tests/scenarios/script.h"

namespace homeward::rules {

// Every topic of the folder, in the order in which they are published: by name, plans last.
absl::StatusOr<std::vector<scenario::Script>> ReadRules(const std::string& folder);

// "TOPIC.jsonl" → its content, one batch a line. The same rows give the same bytes, whatever stands beside them.
absl::StatusOr<std::map<std::string, std::string>> RenderRules(const std::string& folder);

}  // namespace homeward::rules

#endif  // HOMEWARD_DEPLOY_RULES_RULES_H_
