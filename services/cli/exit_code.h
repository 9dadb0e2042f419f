// What `homeward` tells the shell; documented in docs/cli.md and in --help.
#ifndef HOMEWARD_SERVICES_CLI_EXIT_CODE_H_
#define HOMEWARD_SERVICES_CLI_EXIT_CODE_H_

namespace homeward::cli {

enum ExitCode : int {
  kExitOk = 0,
  kExitFailure = 1,      // something broke: a file, a full disk, a bug
  kExitUsage = 2,        // the command line or the configuration is wrong
  kExitRefused = 3,      // the server refused it, or it is in conflict with what is recorded
  kExitDenied = 4,       // not allowed to this certificate, unit or purpose
  kExitUnreachable = 5,  // no answer: server down, wrong address, TLS not agreed, deadline passed
  kExitFault = 6,        // what was checked is not true: an export, a proof, a checkpoint
  kExitUnreadable = 7,   // what was to be checked cannot be read
};

}  // namespace homeward::cli

#endif  // HOMEWARD_SERVICES_CLI_EXIT_CODE_H_
