// The drawn year as files: one for each agency, a batch a line, in order of recorded time.
#ifndef HOMEWARD_DEPLOY_DEMO_FILES_H_
#define HOMEWARD_DEPLOY_DEMO_FILES_H_

#include <cstdint>
#include <map>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "deploy/demo/draw.h"

namespace homeward::demo {

// File name → content, of all agencies and highlights.txt. Counts each source's events from 1 into source_sequence.
// FAILED_PRECONDITION: a home stream's own order is not that of its recorded times.
absl::StatusOr<std::map<std::string, std::string>> RenderYear(Year year, uint64_t seed);

// The batch as one line of a file: the service's PublishRequest in proto3 JSON. Counts its events on from `sequence`,
// unless they are rules.
absl::StatusOr<std::string> RenderBatch(DrawnBatch batch, uint64_t* sequence);

// "01" or "04 border" a line.
absl::StatusOr<std::vector<Province>> ReadProvinces(const std::string& path);

}  // namespace homeward::demo

#endif  // HOMEWARD_DEPLOY_DEMO_FILES_H_
