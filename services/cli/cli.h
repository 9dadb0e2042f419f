// The whole command line as one call.
#ifndef HOMEWARD_SERVICES_CLI_CLI_H_
#define HOMEWARD_SERVICES_CLI_CLI_H_

#include <string>
#include <vector>

#include "services/cli/exit_code.h"
#include "services/cli/session.h"

namespace homeward::cli {

// Parses the arguments (without the program's name) and runs the command. For tests: writes only to the
// session.
ExitCode Run(std::vector<std::string> arguments, Session& session);

// What main() returns; looks at the real stdout and stderr.
int Main(int argc, char** argv);

}  // namespace homeward::cli

#endif  // HOMEWARD_SERVICES_CLI_CLI_H_
