// Clocks: what is late and who owes it, and how many there are by rule.
#ifndef HOMEWARD_SERVICES_CLI_RENDER_CLOCK_VIEW_H_
#define HOMEWARD_SERVICES_CLI_RENDER_CLOCK_VIEW_H_

#include "google/protobuf/repeated_field.h"
#include "homeward/oversight/v1/clocks.pb.h"
#include "services/cli/session.h"

namespace homeward::cli {

void ShowClocks(const Session& session, const google::protobuf::RepeatedPtrField<oversight::v1::Clock>& clocks);
void ShowClockCounts(const Session& session,
                     const google::protobuf::RepeatedPtrField<oversight::v1::ClockCount>& counts);

}  // namespace homeward::cli

#endif  // HOMEWARD_SERVICES_CLI_RENDER_CLOCK_VIEW_H_
