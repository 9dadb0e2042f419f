// homeward replay: the log itself, in its one order.
#include <memory>

#include "CLI/CLI.hpp"
#include "services/cli/client/connection.h"
#include "services/cli/client/follow.h"
#include "services/cli/client/query.h"
#include "services/cli/client/replay.h"
#include "services/cli/commands/commands.h"
#include "services/cli/commands/replay_flags.h"
#include "services/cli/flags.h"

namespace homeward::cli {
namespace {

struct Flags {
  ConnectionFlags connection;
  ReplayWish wish;
};

constexpr std::string_view kExamples =
    R"(  homeward replay --identity ./certs/auditor > log.jsonl              the whole log, one event a line
  homeward replay --identity ./certs/auditor --subject person:p0123456789abcdefghjkmnpqrs
  homeward replay --identity ./certs/auditor --type CaseInstituted --publisher police --from 500
  homeward replay --identity ./certs/auditor --from 812 --follow      go on with what comes
  homeward replay --identity ./certs/police --output table            an agency gets its own events

  Without --output it writes JSON lines into a pipe or file, and columns on a terminal. What you may not read comes
  as a gap with its positions, never as silence.)";

ExitCode RunReplay(Session& session, const Flags& flags) {
  Asking asking;
  if (!asking.Open(session, flags.connection, TimeFlags())) return asking.exit();
  return Replay(session, asking, flags.wish);
}

}  // namespace

void AddReplayCommand(CLI::App& root, Session& session) {
  auto flags = std::make_shared<Flags>();
  CLI::App* command = root.add_subcommand("replay", "Read the log itself, from any position on");
  AddReplayFlags(*command, flags->wish);
  command->add_option("--from", flags->wish.from, "First position; without it the first of all")
      ->type_name("POSITION");
  command->add_option("--to", flags->wish.to, "Last position")->type_name("POSITION");
  command->add_flag("--follow", flags->wish.follow, "Go on with what is appended");
  AddReadFlags(*command, flags->connection);
  AddConnectionFlags(*command, flags->connection);
  AddOutputFlags(*command, session);
  AddExamples(*command, kExamples);
  command->callback([flags, command, &session] {
    if (command->count("--output") == 0 && !session.out_terminal.interactive) session.output = "json";
    session.command = [flags, &session] { return RunReplay(session, *flags); };
  });
}

}  // namespace homeward::cli
