// homeward rebuild: folds the log from zero into new views beside the old ones.
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <iostream>
#include <memory>
#include <thread>

#include "CLI/CLI.hpp"
#include "services/cli/client/connection.h"
#include "services/cli/client/query.h"
#include "services/cli/commands/commands.h"
#include "services/cli/flags.h"
#include "services/cli/publish/progress.h"
#include "services/cli/render/json.h"
#include "services/cli/text.h"
#include "services/cli/words.h"

namespace homeward::cli {
namespace {

using coordination::v1::Coordination;

constexpr std::chrono::milliseconds kPollInterval{200};

struct Flags {
  ConnectionFlags connection;
  bool yes = false;
  bool no_wait = false;
};

constexpr std::string_view kExamples =
    R"(  homeward rebuild --identity ./certs/auditor
  homeward rebuild --identity ./certs/programme --yes --output json
  homeward status --identity ./certs/auditor --digests    before and after: the digests must be equal

  The log is not touched. While it runs, the old views answer; then the new ones take their place.)";

bool Confirmed(Session& session, const Flags& flags) {
  if (flags.yes || isatty(STDIN_FILENO) != 1) return true;
  session.err << session.Say(words::kConfirmRebuild) << " [y/N] " << std::flush;
  std::string answer;
  std::getline(std::cin, answer);
  return answer == "y" || answer == "Y" || answer == "c" || answer == "C";  // có
}

// Follows the rebuild to its end; false if it failed or cannot be asked about.
bool Wait(Session& session, Asking& asking, uint64_t goal) {
  const ProgressForm form = session.err_terminal.interactive ? ProgressForm::kBar : ProgressForm::kPlain;
  Progress progress(session.err, session.err_terminal, form, "rebuild", goal);
  const auto begun = std::chrono::steady_clock::now();
  while (true) {
    coordination::v1::GetViewStatusRequest request;
    *request.mutable_context() = asking.context();
    coordination::v1::GetViewStatusResponse status;
    if (!asking.Ask(asking.coordination(), &Coordination::Stub::GetViewStatus, request, &status))
      return false;
    const uint64_t folded = status.rebuilding() ? std::min(status.rebuilt_position(), goal) : goal;
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begun;
    const auto rate = static_cast<uint64_t>(static_cast<double>(folded) / std::max(seconds.count(), 0.001));
    progress.Update(folded, Cat(folded, " / ", goal, " ", session.Say(words::kEvents), ", ", rate, "/s"));
    if (!status.rebuild_failure().empty()) {
      progress.Finish();
      session.err << session.Say(words::kRebuildFailed) << ' ' << status.rebuild_failure() << '\n';
      return false;
    }
    if (!status.rebuilding()) break;
    std::this_thread::sleep_for(kPollInterval);
  }
  progress.Finish();
  return true;
}

ExitCode RunRebuild(Session& session, const Flags& flags) {
  Asking asking;
  if (!asking.Open(session, flags.connection, TimeFlags())) return asking.exit();
  if (!Confirmed(session, flags)) return kExitFailure;
  coordination::v1::RebuildViewsRequest request;
  *request.mutable_context() = asking.context();
  coordination::v1::RebuildViewsResponse response;
  if (!asking.Ask(asking.coordination(), &Coordination::Stub::RebuildViews, request, &response))
    return asking.exit();
  if (!flags.no_wait && !Wait(session, asking, response.position()))
    return asking.exit() == kExitOk ? kExitFailure : asking.exit();
  if (session.json()) {
    session.out << ToJson(response) << '\n';
  } else {
    session.out << session.Say(flags.no_wait ? words::kRebuilding : words::kRebuilt) << ' '
                << session.Say(words::kUpToPosition) << ' ' << response.position() << '\n';
  }
  return kExitOk;
}

}  // namespace

void AddRebuildCommand(CLI::App& root, Session& session) {
  auto flags = std::make_shared<Flags>();
  CLI::App* command = root.add_subcommand("rebuild", "Fold the log from zero into new views");
  command->add_flag("-y,--yes", flags->yes, "Do not ask");
  command->add_flag("--no-wait", flags->no_wait, "End once it has begun");
  AddReadFlags(*command, flags->connection);
  AddConnectionFlags(*command, flags->connection);
  AddOutputFlags(*command, session);
  AddExamples(*command, kExamples);
  command->callback(
      [flags, &session] { session.command = [flags, &session] { return RunRebuild(session, *flags); }; });
}

}  // namespace homeward::cli
