// One item of the log: a JSON line for programs, a line of columns for people.
#ifndef HOMEWARD_SERVICES_CLI_RENDER_LOG_LINE_H_
#define HOMEWARD_SERVICES_CLI_RENDER_LOG_LINE_H_

#include "homeward/audit/v1/audit.pb.h"
#include "services/cli/session.h"

namespace homeward::cli {

// For people, CaughtUp and FellBehind go to stderr: they are talk.
void WriteLogLine(const Session& session, const audit::v1::ReplayItem& item);

}  // namespace homeward::cli

#endif  // HOMEWARD_SERVICES_CLI_RENDER_LOG_LINE_H_
