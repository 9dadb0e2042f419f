// homeward check: whether a backup, or the data of a stopped server, is whole.
#include <filesystem>
#include <memory>
#include <string>

#include "CLI/CLI.hpp"
#include "eventstore/backup.h"
#include "services/cli/backup/showing.h"
#include "services/cli/commands/commands.h"
#include "services/cli/flags.h"
#include "services/cli/text.h"
#include "services/cli/words.h"

namespace homeward::cli {
namespace {

struct Flags {
  std::string directory, scratch;
};

constexpr std::string_view kExamples =
    R"(  homeward check /backup/monday
  homeward check /var/lib/homeward                  of a server that is not running
  homeward check /media/backup --scratch /tmp/check  where nothing can be written beside it

  Every file is held against its digest, every table against its checksums, every record against the log's tree, the
  tree against what the head witness saw. Nothing is changed. Ends with 0 if all is sound, 6 if something is damaged
  (it says which file or position), 7 if there is nothing to check.)";

ExitCode RunCheck(const Session& session, const Flags& flags) {
  const std::string scratch = flags.scratch.empty() ? Cat(flags.directory, ".check") : flags.scratch;
  const bool backup = std::filesystem::exists(Cat(flags.directory, "/", eventstore::kManifestFile));
  BackupTalk talk(session, "check");
  const auto held = backup ? eventstore::CheckBackup(flags.directory, scratch, talk.Hear())
                           : eventstore::CheckData(flags.directory, scratch, talk.Hear());
  talk.Finish();
  if (!held.ok()) return ReportBackup(session, held.status());
  ShowHeld(session, words::kSound, flags.directory, *held);
  return kExitOk;
}

}  // namespace

void AddCheckCommand(CLI::App& root, Session& session) {
  auto flags = std::make_shared<Flags>();
  CLI::App* command = root.add_subcommand("check", "Whether a backup, or a stopped server's data, is whole");
  command->add_option("DIR", flags->directory, "A backup or a data directory")->required();
  command
      ->add_option("--scratch", flags->scratch,
                   "A folder to be made for the logs while they are read; without it beside DIR")
      ->type_name("DIR");
  AddOutputFlags(*command, session);
  AddExamples(*command, kExamples);
  command->callback([flags, &session] { session.command = [flags, &session] { return RunCheck(session, *flags); }; });
}

}  // namespace homeward::cli
