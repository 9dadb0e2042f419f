#include "services/cli/cli.h"

#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <memory>

#include "CLI/CLI.hpp"
#include "services/cli/commands/commands.h"
#include "services/cli/help_format.h"
#include "services/cli/problem.h"
#include "services/cli/suggest.h"
#include "services/cli/text.h"
#include "services/cli/version.h"

namespace homeward::cli {
namespace {

constexpr std::string_view kFooter = R"(
Start here:
  homeward dev-certs ./certs                  certificates for trying it out
  homeward serve --data ./data --tls ./certs  the server, on this machine only
  homeward events                             what may be published
  homeward COMMAND --help                     examples of each command

Exit codes: 0 ok, 1 failure, 2 usage, 3 refused or conflict, 4 denied, 5 not reachable,
  6 what was checked is not true, 7 nothing to check
)";

void AddCommands(CLI::App& root, Session& session) {
  AddServeCommand(root, session);
  AddPublishCommand(root, session);
  AddTodayCommand(root, session);
  AddReferralsCommand(root, session);
  AddInboxCommand(root, session);
  AddOverdueCommand(root, session);
  AddCaseCommand(root, session);
  AddVictimCommand(root, session);
  AddChangesCommand(root, session);
  AddIndicatorsCommand(root, session);
  AddReportCommand(root, session);
  AddDiffCommand(root, session);
  AddWhyCommand(root, session);
  AddWatchCommand(root, session);
  AddReplayCommand(root, session);
  AddCheckpointCommand(root, session);
  AddProveCommand(root, session);
  AddWitnessCommand(root, session);
  AddExportCommand(root, session);
  AddImportCommand(root, session);
  AddStatusCommand(root, session);
  AddRebuildCommand(root, session);
  AddBackupCommand(root, session);
  AddCheckCommand(root, session);
  AddRestoreCommand(root, session);
  AddVerifyCommand(root, session);
  AddProveOmissionCommand(root, session);
  AddEventsCommand(root, session);
  AddDevCertsCommand(root, session);
  AddKeygenCommand(root, session);
}

void Describe(CLI::App& root) {
  root.set_help_flag("-h,--help", "Explain the command and show examples");
  root.set_version_flag("--version", std::string(kVersion), "Print the version");
  root.formatter(std::make_shared<HelpFormat>());
  root.require_subcommand(1);
  root.footer(std::string(kFooter));
}

// CLI11 would say that a command is missing; say which word was not understood.
bool IsUnknownCommand(const CLI::App& root, const std::vector<std::string>& arguments, Problem* problem) {
  const std::string& word = arguments.front();
  std::vector<std::string> names;
  for (const CLI::App* command : root.get_subcommands([](const CLI::App*) { return true; })) {
    names.push_back(command->get_name());
  }
  if (word.empty() || word[0] == '-' || std::find(names.begin(), names.end(), word) != names.end())
    return false;
  const std::string nearest = Nearest(word, names);
  *problem =
      Problem{kExitUsage,
              "USAGE",
              Cat("There is no command '", word, "'."),
              "",
              "",
              nearest.empty() ? "See 'homeward --help'." : Cat("Did you mean 'homeward ", nearest, "'?")};
  return true;
}

}  // namespace

ExitCode Run(std::vector<std::string> arguments, Session& session) {
  CLI::App root("Homeward: the record that agencies share of each survivor's way home", "homeward");
  Describe(root);
  AddCommands(root, session);
  if (arguments.empty()) arguments.emplace_back("--help");
  if (Problem problem; IsUnknownCommand(root, arguments, &problem)) return Report(session, problem);
  std::reverse(arguments.begin(), arguments.end());  // as CLI11 wants them
  try {                                              // CLI11 speaks in exceptions; they end here
    root.parse(std::move(arguments));
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) {
      root.exit(error, session.out, session.err);
      return kExitOk;
    }
    const std::vector<CLI::App*> chosen = root.get_subcommands();
    const std::string help =
        chosen.empty() ? "homeward --help" : Cat("homeward ", chosen.front()->get_name(), " --help");
    return Report(session, Problem{kExitUsage, "USAGE", error.what(), "", "", Cat("See '", help, "'.")});
  }
  return session.command();
}

int Main(int argc, char** argv) {
  std::ios::sync_with_stdio(false);
  Session session(std::cout, std::cerr, DetectTerminal(STDOUT_FILENO), DetectTerminal(STDERR_FILENO));
  const ExitCode exit = Run(std::vector<std::string>(argv + 1, argv + argc), session);
  std::cout.flush();
  if (!std::cout) {
    return Report(session, Problem{kExitFailure, "OUTPUT", "The output could not be written.", "", "",
                                   "Check the disk or the program behind the pipe."});
  }
  return exit;
}

}  // namespace homeward::cli
