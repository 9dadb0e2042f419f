// homeward publish: sends an agency's events from files or a pipe.
#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "services/cli/client/agency_api.h"
#include "services/cli/client/connection.h"
#include "services/cli/client/errors.h"
#include "services/cli/commands/commands.h"
#include "services/cli/flags.h"
#include "services/cli/problem.h"
#include "services/cli/proofs/trust.h"
#include "services/cli/publish/progress.h"
#include "services/cli/publish/publisher.h"
#include "services/cli/publish/sending.h"
#include "services/cli/render/json.h"
#include "services/cli/signing/batch_signer.h"
#include "services/cli/text.h"
#include "services/cli/words.h"

namespace homeward::cli {
namespace {

struct Flags {
  ConnectionFlags connection;
  std::string agency;
  std::vector<std::string> files;
  std::string progress = "auto";
  int retry_seconds = kRetrySecondsDefault;
  SendingOptions sending;
  SigningOptions signing;
  std::string log_key;
};

constexpr std::string_view kExamples =
    R"(  homeward publish --identity ./certs/police police.jsonl
  homeward publish --identity ./certs/labour --validate-only labour.jsonl   record nothing
  homeward publish --identity ./certs/labour --resume labour.jsonl          after a break
  homeward publish --identity ./certs/programme deploy/rules/vn/*.jsonl     rule data
  casework-export | homeward publish --identity ./certs/police -            from a program

  A file holds one batch on each line, all of it recorded or nothing:
    {"events":[{"envelope":{…},"referralSent":{…}}]}
  Lines that begin with # are skipped. 'homeward events NAME' prints an example.
  The same file again is safe: what is recorded is answered as a duplicate.
  Exit codes: 0 all recorded, 3 a batch was refused, 4 denied, 5 not reachable)";

uint64_t FileBytes(const std::string& path) {
  struct stat facts {};
  return stat(path.c_str(), &facts) == 0 && S_ISREG(facts.st_mode) ? static_cast<uint64_t>(facts.st_size) : 0;
}

ProgressForm FormOf(const Session& session, const std::string& wished) {
  if (wished == "none") return ProgressForm::kNone;
  if (wished == "plain") return ProgressForm::kPlain;
  return session.err_terminal.interactive ? ProgressForm::kBar : ProgressForm::kPlain;
}

void Show(const Session& session, const Flags& flags, const SendingSummary& summary) {
  if (session.json()) {
    JsonWriter json;
    json.Open('{').Key("agency").Text(flags.agency).Key("validateOnly").Bool(flags.sending.validate_only);
    json.Key("batches").Number(summary.batches).Key("recorded").Number(summary.recorded);
    json.Key("duplicate").Number(summary.duplicate).Key("skipped").Number(summary.skipped);
    json.Key("refused").Number(summary.refused).Key("events").Number(summary.events);
    json.Key("lastPosition").Number(summary.last_position).Key("complete").Bool(summary.complete).Close('}');
    session.out << json.text() << '\n';
    return;
  }
  const auto part = [&session](uint64_t count, const Phrase& what) {
    return count == 0 ? std::string() : Cat(", ", count, " ", session.Say(what));
  };
  session.out << flags.agency << ": " << summary.batches << ' ' << session.Say(words::kBatches) << ", "
              << summary.recorded << ' '
              << session.Say(flags.sending.validate_only ? words::kWouldBeRecorded : words::kRecorded)
              << part(summary.duplicate, words::kDuplicate) << part(summary.skipped, words::kSkipped)
              << part(summary.refused, words::kRefused) << "; " << summary.events << ' ' << session.Say(words::kEvents);
  if (summary.last_position > 0)
    session.out << ", " << session.Say(words::kUpToPosition) << ' ' << summary.last_position;
  session.out << '\n';
}

// Opens key and journal, and holds the journal against the log. Null: told why not.
std::unique_ptr<BatchSigner> OpenSigner(const Session& session, const Connection& connection, const AgencyApi& api,
                                        Flags& flags, ExitCode* exit) {
  const auto refuse = [&](ExitCode code, const absl::Status& status, const char* reason, const char* next_step) {
    Problem problem = FromStatus(status, next_step);
    problem.exit = code;
    problem.reason = reason;
    *exit = Report(session, problem);
    return nullptr;
  };
  const absl::StatusOr<eventstore::VerifierKey> log = ReadVerifierKey(flags.log_key);
  if (!log.ok()) {
    return refuse(kExitUsage, log.status(), "USAGE", "Give --log-key the log's verifier key, or a file that holds it.");
  }
  flags.signing.origin = log->name;
  flags.signing.validate_only = flags.sending.validate_only;
  absl::StatusOr<std::unique_ptr<BatchSigner>> signer = BatchSigner::Open(flags.signing, api.agency);
  if (!signer.ok()) {
    return refuse(kExitFailure, signer.status(), "SIGNING_KEY",
                  "'homeward keygen FILE --name UNIT' makes a key; one process at a time signs with a journal.");
  }
  std::optional<record::v1::SignedBatch> last;
  uint64_t position = 0;
  const grpc::Status asked = LastSigned(connection, api, (*signer)->unit(), &last, &position);
  if (!asked.ok()) {
    *exit = Report(session, FromGrpcStatus(asked, connection.server()));
    return nullptr;
  }
  const absl::Status reconciled = (*signer)->Reconcile(last, position);
  if (absl::IsAborted(reconciled)) {
    return refuse(kExitRefused, reconciled, "OTHER_SIGNER",
                  "Use the journal that signed last. If there is none, begin one with --sign-state; if nobody of yours "
                  "signed it, let the key be revoked.");
  }
  if (absl::IsDataLoss(reconciled)) {
    return refuse(kExitFault, reconciled, "ACKNOWLEDGED_BATCH_MISSING",
                  "Keep the journal and ask for an export: 'homeward prove-omission' shows what it lacks.");
  }
  if (!reconciled.ok()) return refuse(kExitFailure, reconciled, "JOURNAL", "Mend the journal's disk or permissions.");
  return *std::move(signer);
}

ExitCode RunPublish(Session& session, Flags& flags) {
  absl::StatusOr<Connection> connection = Connection::Open(flags.connection);
  if (!connection.ok()) return Report(session, FromOpening(connection.status()));
  if (flags.agency.empty()) flags.agency = connection->role();
  absl::StatusOr<AgencyApi> api = FindAgencyApi(flags.agency);
  if (!api.ok()) {
    Problem problem = FromStatus(api.status(), "Use the certificate of an agency, or name one with --agency.");
    problem.reason = "USAGE";
    return Report(session, problem);
  }
  for (const std::string& file : flags.files) {
    if (file == "-" || std::ifstream(file, std::ios::binary)) continue;
    return Report(session, Problem{kExitFailure, "FILE", Cat("Cannot read ", file, "."), "", "",
                                   "Check the path; '-' reads from standard input."});
  }
  std::unique_ptr<BatchSigner> signer;
  if (!flags.signing.key_file.empty()) {
    ExitCode exit = kExitFailure;
    signer = OpenSigner(session, *connection, *api, flags, &exit);
    if (signer == nullptr) return exit;
    flags.sending.signer = signer.get();
  }
  flags.sending.publisher.retry_for = std::chrono::seconds(flags.retry_seconds);
  SendingSummary summary;
  ExitCode exit = kExitOk;
  for (const std::string& name : flags.files) {
    std::ifstream file;
    if (name != "-") file.open(name, std::ios::binary);
    flags.sending.file = name == "-" ? "" : name;
    summary.complete = false;
    Progress progress(session.err, session.err_terminal, FormOf(session, flags.progress), flags.agency,
                      FileBytes(name));
    const ExitCode sent =
        Send(session, *connection, *api, name == "-" ? std::cin : file, flags.sending, &progress, &summary);
    progress.Finish();
    exit = std::max(exit, sent);
    if (!summary.complete) break;  // the server is gone, or it was to end at a refusal
  }
  Show(session, flags, summary);
  return exit;
}

void AddFlags(CLI::App& command, Flags& flags) {
  command
      .add_option("FILE", flags.files, "JSON lines, one batch on each; - for standard input; several in their order")
      ->required();
  command.add_option("--agency", flags.agency, "Whose service; without it the one of your certificate")
      ->type_name("AGENCY");
  command.add_flag("--validate-only", flags.sending.validate_only, "Say what would be refused, record nothing");
  command.add_flag("--resume", flags.sending.resume, "Ask what is recorded of each source, and skip it");
  command.add_flag("--stop-on-refusal", flags.sending.stop_on_refusal, "End at the first batch that is refused");
  CLI::Option* sign =
      command.add_option("--sign", flags.signing.key_file, "Sign every batch with this key, one at a time")
          ->type_name("FILE");
  command
      .add_option("--sign-state", flags.signing.journal_file,
                  "Journal of signed batches; without it the key's file with .journal behind")
      ->type_name("FILE")
      ->needs(sign);
  sign->needs(command.add_option("--log-key", flags.log_key, "The log's verifier key, or a file that holds it")
                  ->type_name("KEY"));
  command.add_option("--in-flight", flags.sending.publisher.in_flight, "Batches that may wait for their answer")
      ->check(CLI::Range(1, kInFlightMax).description(""))
      ->type_name("COUNT")
      ->capture_default_str();
  command.add_option("--retry-for", flags.retry_seconds, "Give up after so long without any answer")
      ->check(CLI::Range(0, kRetrySecondsMax).description(""))
      ->type_name("SECONDS")
      ->capture_default_str();
  command.add_option("--progress", flags.progress, "auto: a bar on a terminal, else lines; plain: lines; none")
      ->check(CLI::IsMember({"auto", "plain", "none"}).description(""))
      ->type_name("FORM")
      ->capture_default_str();
}

}  // namespace

void AddPublishCommand(CLI::App& root, Session& session) {
  auto flags = std::make_shared<Flags>();
  CLI::App* command = root.add_subcommand("publish", "Publish an agency's events from a file or a program");
  AddFlags(*command, *flags);
  AddConnectionFlags(*command, flags->connection);
  AddOutputFlags(*command, session);
  AddExamples(*command, kExamples);
  command->callback([flags, &session] { session.command = [flags, &session] { return RunPublish(session, *flags); }; });
}

}  // namespace homeward::cli
