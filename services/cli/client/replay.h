// The log as it is read by `replay` and `watch log`: from a position on, filtered, item by item.
#ifndef HOMEWARD_SERVICES_CLI_CLIENT_REPLAY_H_
#define HOMEWARD_SERVICES_CLI_CLIENT_REPLAY_H_

#include <string>
#include <vector>

#include "homeward/audit/v1/audit.pb.h"
#include "services/cli/client/query.h"
#include "services/cli/session.h"

namespace homeward::cli {

// Plain data: what the flags say.
struct ReplayWish {
  uint64_t from = 0;
  uint64_t to = 0;
  bool follow = false;
  std::vector<std::string> subjects, types, publishers;
  std::string incarnation;
  int retry_seconds = 0;
};

// Writes every item to the session: JSON lines, or one line for people.
ExitCode Replay(Session& session, Asking& asking, const ReplayWish& wish);

}  // namespace homeward::cli

#endif  // HOMEWARD_SERVICES_CLI_CLIENT_REPLAY_H_
