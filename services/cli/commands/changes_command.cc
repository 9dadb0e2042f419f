// homeward changes: what moved since yesterday, or since a position or a time.
#include <memory>
#include <ostream>

#include "CLI/CLI.hpp"
#include "services/cli/client/changes.h"
#include "services/cli/client/connection.h"
#include "services/cli/commands/commands.h"
#include "services/cli/commands/view_footer.h"
#include "services/cli/render/day_view.h"
#include "services/cli/render/json.h"
#include "services/cli/text.h"

namespace homeward::cli {
namespace {

struct Flags {
  ConnectionFlags connection;
  TimeFlags times;
  std::string since;
  int limit = kRowsDefault;
};

constexpr std::string_view kExamples =
    R"(  homeward changes --identity ./certs/labour --unit soc.01                  what moved in the last 24 hours
  homeward changes --since 2025-06-30 --identity ./certs/coordinator        since that day began
  homeward changes --since 812 --output json --identity ./certs/labour      since that position, to go on from)";

ExitCode RunChanges(Session& session, const Flags& flags) {
  Asking asking;
  if (!asking.Open(session, flags.connection, flags.times)) return asking.exit();
  coordination::v1::KnownAt since = DayBefore(asking.context());
  if (!flags.since.empty() && !asking.ReadTime(flags.since, &since)) return asking.exit();
  coordination::v1::ListChangesResponse response;
  if (!AskChanges(asking, since, flags.limit, &response)) return asking.exit();
  if (session.json()) {
    session.out << ToJson(response) << '\n';
    return kExitOk;
  }
  ShowChanges(session, response);
  session.out.flush();
  const bool nothing = response.exchanges().empty() && response.cases().empty() && response.persons().empty();
  if (nothing) session.err << session.Say(words::kNothing) << '\n';
  if (response.more()) session.err << session.Say(words::kMoreRows) << '\n';
  TellPosition(session, response);
  return kExitOk;
}

}  // namespace

void AddChangesCommand(CLI::App& root, Session& session) {
  auto flags = std::make_shared<Flags>();
  CLI::App* command = root.add_subcommand("changes", "Show what moved since yesterday, or since a position or date");
  command->add_option("--since", flags->since, "After this position or time; without it the last 24 hours")
      ->type_name("POSITION|DATE");
  command->add_option("--limit", flags->limit, "Rows at most, about")
      ->check(CLI::Range(1, kRowsMax).description(""))
      ->type_name("ROWS")
      ->capture_default_str();
  AddQuestionFlags(*command, flags->connection, flags->times, session, kExamples);
  command->callback([flags, &session] { session.command = [flags, &session] { return RunChanges(session, *flags); }; });
}

}  // namespace homeward::cli
