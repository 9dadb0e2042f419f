// homeward restore: a data directory from a backup.
#include <memory>
#include <ostream>
#include <string>

#include "CLI/CLI.hpp"
#include "eventstore/backup.h"
#include "services/cli/backup/showing.h"
#include "services/cli/commands/commands.h"
#include "services/cli/flags.h"
#include "services/cli/words.h"

namespace homeward::cli {
namespace {

struct Flags {
  std::string directory, data;
};

constexpr std::string_view kExamples =
    R"(  homeward restore /backup/monday --data /var/lib/homeward

  The backup is checked on the way. The log gets a new incarnation: who reads with a position from before is told up to
  where it is still the same log, and publishers send again what was recorded behind the backup (docs/operations.md).)";

ExitCode RunRestore(const Session& session, const Flags& flags) {
  BackupTalk talk(session, "restore");
  const auto held = eventstore::RestoreBackup(flags.directory, flags.data, talk.Hear());
  talk.Finish();
  if (!held.ok()) return ReportBackup(session, held.status());
  ShowHeld(session, words::kRestored, flags.data, *held);
  if (!session.json()) session.err << session.Say(words::kPutBackKeys) << '\n';
  return kExitOk;
}

}  // namespace

void AddRestoreCommand(CLI::App& root, Session& session) {
  auto flags = std::make_shared<Flags>();
  CLI::App* command = root.add_subcommand("restore", "Make a data directory from a backup");
  command->add_option("BACKUP", flags->directory, "Its folder")->required();
  command->add_option("--data", flags->data, "The data directory; it may hold keys, but no log")
      ->required()
      ->type_name("DIR");
  AddOutputFlags(*command, session);
  AddExamples(*command, kExamples);
  command->callback([flags, &session] { session.command = [flags, &session] { return RunRestore(session, *flags); }; });
}

}  // namespace homeward::cli
