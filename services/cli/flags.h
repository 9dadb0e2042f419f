// Flags that many commands share, so that they are called the same everywhere.
#ifndef HOMEWARD_SERVICES_CLI_FLAGS_H_
#define HOMEWARD_SERVICES_CLI_FLAGS_H_

#include <string_view>

#include "CLI/CLI.hpp"
#include "services/cli/session.h"

namespace homeward::cli {

// --output table|json, --lang en|vi, --wide.
void AddOutputFlags(CLI::App& command, Session& session);

// Help's last part: "Examples:" and one line each.
void AddExamples(CLI::App& command, std::string_view examples);

}  // namespace homeward::cli

#endif  // HOMEWARD_SERVICES_CLI_FLAGS_H_
