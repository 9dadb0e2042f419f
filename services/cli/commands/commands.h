// The subcommands. Each function adds one to the root: its flags, its help with examples, and what it runs.
#ifndef HOMEWARD_SERVICES_CLI_COMMANDS_COMMANDS_H_
#define HOMEWARD_SERVICES_CLI_COMMANDS_COMMANDS_H_

#include "CLI/CLI.hpp"
#include "services/cli/session.h"

namespace homeward::cli {

// `session` must outlive the parse and the run. The parse sets session.command.
void AddServeCommand(CLI::App& root, Session& session);
void AddPublishCommand(CLI::App& root, Session& session);
void AddWatchCommand(CLI::App& root, Session& session);
void AddInboxCommand(CLI::App& root, Session& session);
void AddOverdueCommand(CLI::App& root, Session& session);
void AddTodayCommand(CLI::App& root, Session& session);
void AddChangesCommand(CLI::App& root, Session& session);
void AddReferralsCommand(CLI::App& root, Session& session);
void AddCaseCommand(CLI::App& root, Session& session);
void AddVictimCommand(CLI::App& root, Session& session);
void AddIndicatorsCommand(CLI::App& root, Session& session);
void AddReportCommand(CLI::App& root, Session& session);
void AddDiffCommand(CLI::App& root, Session& session);
void AddWhyCommand(CLI::App& root, Session& session);
void AddReplayCommand(CLI::App& root, Session& session);
void AddCheckpointCommand(CLI::App& root, Session& session);
void AddProveCommand(CLI::App& root, Session& session);
void AddWitnessCommand(CLI::App& root, Session& session);
void AddExportCommand(CLI::App& root, Session& session);
void AddExportHtcdsCommand(CLI::App& export_command, Session& session);  // below it
void AddImportCommand(CLI::App& root, Session& session);
void AddRebuildCommand(CLI::App& root, Session& session);
void AddBackupCommand(CLI::App& root, Session& session);
void AddCheckCommand(CLI::App& root, Session& session);
void AddRestoreCommand(CLI::App& root, Session& session);
void AddStatusCommand(CLI::App& root, Session& session);
void AddEventsCommand(CLI::App& root, Session& session);
void AddVerifyCommand(CLI::App& root, Session& session);
void AddProveOmissionCommand(CLI::App& root, Session& session);
void AddKeygenCommand(CLI::App& root, Session& session);
void AddDevCertsCommand(CLI::App& root, Session& session);

}  // namespace homeward::cli

#endif  // HOMEWARD_SERVICES_CLI_COMMANDS_COMMANDS_H_
