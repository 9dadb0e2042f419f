// The whole of the demo: journeys and rules of a source tree in, files out.
#ifndef HOMEWARD_DEPLOY_DEMO_YEAR_H_
#define HOMEWARD_DEPLOY_DEMO_YEAR_H_

#include <cstdint>
#include <map>
#include <string>

#include "absl/status/statusor.h"

namespace homeward::demo {

inline constexpr uint64_t kDefaultSeed = 20260101;

// File name → content of everything that is generated in deploy/demo. `root` is the source tree with the journeys
// (tests/scenarios), rules (deploy/rules), provinces and demo key (deploy/demo). The same seed gives the same bytes.
absl::StatusOr<std::map<std::string, std::string>> GenerateFiles(const std::string& root, uint64_t seed);

}  // namespace homeward::demo

#endif  // HOMEWARD_DEPLOY_DEMO_YEAR_H_
