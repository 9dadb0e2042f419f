// Filters of the log, for `replay` and `watch log`.
#ifndef HOMEWARD_SERVICES_CLI_COMMANDS_REPLAY_FLAGS_H_
#define HOMEWARD_SERVICES_CLI_COMMANDS_REPLAY_FLAGS_H_

#include "CLI/CLI.hpp"
#include "services/cli/client/replay.h"

namespace homeward::cli {

void AddReplayFlags(CLI::App& command, ReplayWish& wish);

// How long a lost connection is tried again.
void AddRetryFlag(CLI::App& command, int& retry_seconds);

}  // namespace homeward::cli

#endif  // HOMEWARD_SERVICES_CLI_COMMANDS_REPLAY_FLAGS_H_
