// homeward export: the log as files that `homeward verify` checks without a server.
#include <memory>
#include <ostream>

#include "CLI/CLI.hpp"
#include "services/cli/client/query.h"
#include "services/cli/commands/commands.h"
#include "services/cli/flags.h"
#include "services/cli/problem.h"
#include "services/cli/proofs/exporting.h"
#include "services/cli/proofs/trust.h"
#include "services/cli/render/json.h"
#include "services/cli/text.h"
#include "services/cli/words.h"

namespace homeward::cli {
namespace {

struct Flags {
  ConnectionFlags connection;
  std::string directory, data, log_key;
};

constexpr std::string_view kExamples =
    R"(  homeward export ./evidence --identity ./certs/auditor --log-key log.vkey
  homeward export ./evidence --identity ./certs/auditor --log-key log.vkey    again: adds what is new
  homeward export ./evidence --data /var/lib/homeward                         of a stopped server, everything
  homeward verify ./evidence --key log.vkey
  homeward export htcds --help                                                persons as CSV of a standard

  C2SP tlog-tiles (checkpoint, tile/…), and the records beside them. It goes on where it was cut off. Whole records go
  to auditors whom the operator has given the mandate (export_mandates); else each is withheld and its place in the
  tree is proven all the same.)";

void Show(const Session& session, const ExportSummary& summary) {
  if (session.json()) {
    JsonWriter json;
    json.Open('{').Key("size").Number(summary.size).Key("added").Number(summary.added);
    json.Key("withheld").Number(summary.withheld).Close('}');
    session.out << json.text() << '\n';
    return;
  }
  session.out << session.Say(words::kExported) << ' ' << summary.size << ' ' << session.Say(words::kPositions) << ", "
              << summary.added << ' ' << session.Say(words::kNew);
  if (summary.withheld > 0) session.out << "; " << summary.withheld << ' ' << session.Say(words::kWithheld);
  session.out << '\n';
}

ExitCode RunExport(Session& session, const Flags& flags) {
  if (flags.directory.empty())
    return Report(session, Problem{kExitUsage, "USAGE", "DIR is required.", "", "", "See 'homeward export --help'."});
  ExportWish wish{flags.directory, std::nullopt};
  if (!flags.log_key.empty()) {
    eventstore::VerifierKey key;
    ExitCode unpinned = kExitOk;
    if (!PinLogKey(session, flags.log_key, &key, &unpinned)) return unpinned;
    wish.log = std::move(key);
  }
  const ProgressForm form = session.err_terminal.interactive ? ProgressForm::kBar : ProgressForm::kPlain;
  Progress progress(session.err, session.err_terminal, form, "export", 0);
  ExportSummary summary;
  ExitCode exit;
  if (!flags.data.empty()) {
    exit = ExportFromData(session, flags.data, wish, &progress, &summary);
  } else {
    Asking asking;
    if (!asking.Open(session, flags.connection, TimeFlags())) return asking.exit();
    exit = ExportFromServer(session, asking, wish, &progress, &summary);
  }
  progress.Finish();
  if (exit == kExitOk) Show(session, summary);
  return exit;
}

}  // namespace

void AddExportCommand(CLI::App& root, Session& session) {
  auto flags = std::make_shared<Flags>();
  CLI::App* command = root.add_subcommand("export", "Take the log home, to be verified without a server");
  command->add_option("DIR", flags->directory, "The export; made, or gone on with");
  command->add_option("--log-key", flags->log_key, "The log's verifier key, or a file that holds it")
      ->type_name("KEY|FILE");
  command->add_option("--data", flags->data, "From the data directory of a server that is not running")
      ->type_name("DIR");
  AddReadFlags(*command, flags->connection);
  AddConnectionFlags(*command, flags->connection);
  AddOutputFlags(*command, session);
  AddExamples(*command, kExamples);
  AddExportHtcdsCommand(*command, session);
  command->callback([flags, command, &session] {
    if (!command->get_subcommands().empty()) return;  // that one is run
    session.command = [flags, &session] { return RunExport(session, *flags); };
  });
}

}  // namespace homeward::cli
