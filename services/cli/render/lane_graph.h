// Events below one another in order of time, each with a dot in its lane:
//
//   2025-03-03  ●        Victim rescued           pol.01
//   2025-03-03  │ ●      Immediate support given  pol.01
//   2025-03-12  │ │   ●  Case instituted          pol.01
#ifndef HOMEWARD_SERVICES_CLI_RENDER_LANE_GRAPH_H_
#define HOMEWARD_SERVICES_CLI_RENDER_LANE_GRAPH_H_

#include <vector>

#include "homeward/coordination/v1/views.pb.h"
#include "services/cli/session.h"

namespace homeward::cli {

// With `lanes` the four lanes are drawn, their names above. Corrected and retracted events are struck
// through, with what stands in their place below. The entries are given in order of time.
void ShowEntries(const Session& session, const std::vector<const coordination::v1::Entry*>& entries,
                 bool lanes);

}  // namespace homeward::cli

#endif  // HOMEWARD_SERVICES_CLI_RENDER_LANE_GRAPH_H_
