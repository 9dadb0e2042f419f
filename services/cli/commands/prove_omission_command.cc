// homeward prove-omission: what an export lacks of an agency's own signed batches.
#include <memory>
#include <ostream>
#include <vector>

#include "CLI/CLI.hpp"
#include "eventstore/archive/omission.h"
#include "eventstore/archive/verifier.h"
#include "services/cli/commands/commands.h"
#include "services/cli/flags.h"
#include "services/cli/problem.h"
#include "services/cli/proofs/trust.h"
#include "services/cli/render/json.h"
#include "services/cli/render/table.h"
#include "services/cli/signing/journal.h"
#include "services/cli/text.h"
#include "services/cli/words.h"

namespace homeward::cli {
namespace {

using eventstore::MissingBatch;
using eventstore::OmissionReport;

struct Flags {
  std::vector<std::string> journals;
  std::string directory;
  std::string log_key;
};

constexpr std::string_view kExamples =
    R"(  homeward prove-omission --batches pol.key.journal --export ./export --log-key log.vkey
  homeward prove-omission --batches *.journal --export ./export --log-key log.vkey --output json > evidence.json

  A journal is what 'homeward publish --sign' keeps. Each of its batches that the log acknowledged must be in the export
  where it was acknowledged, and no sequence may be missing before a later one. What is shown rests on the log's own
  signature under the export: the tree is checked first.
  Ends with 0 if nothing is missing, 6 if something is, 7 if export or journal cannot be read.)";

absl::StatusOr<std::vector<eventstore::OwnBatch>> ReadJournals(const std::vector<std::string>& paths) {
  std::vector<eventstore::OwnBatch> own;
  for (const std::string& path : paths) {
    absl::StatusOr<JournalContent> content = JournalContent::Read(path);
    if (!content.ok()) return content.status();
    for (JournalBatch& batch : content->batches) {
      if (batch.state == JournalBatch::State::kRefused) continue;
      own.push_back({std::move(batch.batch), batch.position});
    }
  }
  return own;
}

std::string Evidence(const Session& session, const MissingBatch& missing) {
  std::string text;
  const auto add = [&text](const std::string& part) { text += Cat(text.empty() ? "" : "; ", part); };
  if (missing.position != 0) add(Cat(session.Say(words::kAcknowledgedAt), " ", missing.position));
  if (missing.found != 0) add(Cat(session.Say(words::kLiesAt), " ", missing.found));
  if (missing.followed_by != 0) {
    add(Cat(session.Say(missing.named_by_next ? words::kNamedBy : words::kFollowedBy), " ", missing.followed_by, " (",
            session.Say(words::kPosition), " ", missing.followed_at, ")"));
  }
  return text;
}

void ShowJson(const Session& session, const OmissionReport& report, const eventstore::LogCheckpoint& checkpoint) {
  JsonWriter json;
  json.Open('{').Key("origin").Text(checkpoint.origin).Key("size").Number(checkpoint.size);
  json.Key("batches").Number(report.own).Key("found").Number(report.found).Key("beyondTheEnd").Number(report.beyond);
  json.Key("unanswered").Number(report.unanswered).Key("missing").Open('[');
  for (const MissingBatch& missing : report.missing) {
    json.Open('{').Key("unit").Text(missing.unit).Key("sequence").Number(missing.sequence);
    json.Key("events").Number(missing.events).Key("acknowledgedAt").Number(missing.position);
    json.Key("foundAt").Number(missing.found).Key("followedBy").Number(missing.followed_by);
    json.Key("followedAt").Number(missing.followed_at).Key("namedByNext").Bool(missing.named_by_next).Close('}');
  }
  session.out << json.Close(']').Close('}').text() << '\n';
}

void ShowTable(const Session& session, const OmissionReport& report, const eventstore::LogCheckpoint& checkpoint) {
  session.out << checkpoint.origin << ", " << checkpoint.size << ' ' << session.Say(words::kEvents) << ": "
              << report.own << ' ' << session.Say(words::kSignedBatches) << ", " << report.found << ' '
              << session.Say(words::kFound);
  if (report.beyond > 0) session.out << ", " << report.beyond << ' ' << session.Say(words::kBeyondTheEnd);
  if (report.unanswered > 0) session.out << ", " << report.unanswered << ' ' << session.Say(words::kNeverAnswered);
  session.out << ", " << report.missing.size() << ' ' << session.Say(words::kMissing) << '\n';
  if (report.missing.empty()) return;
  Table table({{std::string(session.Say(words::kUnit))},
               {std::string(session.Say(words::kSequence)), Align::kRight},
               {std::string(session.Say(words::kEvents)), Align::kRight},
               {std::string(session.Say(words::kEvidence)), Align::kLeft, true}});
  for (const MissingBatch& missing : report.missing) {
    table.AddRow({{missing.unit},
                  {std::to_string(missing.sequence), Tone::kBad},
                  {missing.events == 0 ? "" : std::to_string(missing.events)},
                  {Evidence(session, missing)}});
  }
  table.Print(session.out, session.out_terminal);
}

ExitCode RunProveOmission(const Session& session, const Flags& flags) {
  const auto unreadable = [&](const absl::Status& status, const char* next_step) {
    Problem problem = FromStatus(status, next_step);
    problem.exit = kExitUnreadable;
    problem.reason = "UNREADABLE";
    return Report(session, problem);
  };
  const absl::StatusOr<eventstore::VerifierKey> log = ReadVerifierKey(flags.log_key);
  if (!log.ok()) {
    Problem problem = FromStatus(log.status(), "Give --log-key the log's verifier key, or a file that holds it.");
    problem.exit = kExitUsage;
    problem.reason = "USAGE";
    return Report(session, problem);
  }
  const absl::StatusOr<std::vector<eventstore::OwnBatch>> own = ReadJournals(flags.journals);
  if (!own.ok()) return unreadable(own.status(), "Name journals of 'homeward publish --sign'.");
  eventstore::VerifyOptions options;
  options.log = *log;
  const absl::StatusOr<eventstore::VerifyReport> verified = eventstore::VerifyExport(flags.directory, options);
  if (!verified.ok()) return unreadable(verified.status(), "Name the folder of an export.");
  if (verified->tree.state != eventstore::LevelState::kOk) {
    return unreadable(absl::DataLossError(Cat(flags.directory, ": this is not what the log has signed")),
                      "See 'homeward verify': an export that does not hold shows nothing of the log.");
  }
  const absl::StatusOr<eventstore::ExportReader> reader = eventstore::ExportReader::Open(flags.directory);
  if (!reader.ok()) return unreadable(reader.status(), "Name the folder of an export.");
  const absl::StatusOr<OmissionReport> report = eventstore::FindOmissions(*reader, verified->checkpoint.size, *own);
  if (!report.ok()) return unreadable(report.status(), "Fetch the export again.");
  if (session.json()) {
    ShowJson(session, *report, verified->checkpoint);
  } else {
    ShowTable(session, *report, verified->checkpoint);
  }
  return report->missing.empty() ? kExitOk : kExitFault;
}

}  // namespace

void AddProveOmissionCommand(CLI::App& root, Session& session) {
  auto flags = std::make_shared<Flags>();
  CLI::App* command = root.add_subcommand("prove-omission", "Show what an export lacks of your own signed batches");
  command->add_option("--batches", flags->journals, "Journal of signed batches; may be repeated")
      ->type_name("FILE")
      ->required();
  command->add_option("--export", flags->directory, "The export")->type_name("DIR")->required();
  command->add_option("--log-key", flags->log_key, "The log's verifier key, or a file that holds it")
      ->type_name("KEY")
      ->required();
  AddOutputFlags(*command, session);
  AddExamples(*command, kExamples);
  command->callback(
      [flags, &session] { session.command = [flags, &session] { return RunProveOmission(session, *flags); }; });
}

}  // namespace homeward::cli
