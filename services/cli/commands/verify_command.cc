// homeward verify: checks an export with nothing but pinned keys; no server and no certificate, unless its views are to
// be compared with a server's.
#include <algorithm>
#include <chrono>
#include <memory>
#include <ostream>

#include "CLI/CLI.hpp"
#include "eventstore/archive/verifier.h"
#include "eventstore/bytes/sha256.h"
#include "eventstore/files/files.h"
#include "services/cli/commands/commands.h"
#include "services/cli/commands/verify_views.h"
#include "services/cli/flags.h"
#include "services/cli/problem.h"
#include "services/cli/proofs/trust.h"
#include "services/cli/publish/progress.h"
#include "services/cli/render/json.h"
#include "services/cli/render/table.h"
#include "services/cli/render/text_width.h"
#include "services/cli/text.h"
#include "services/cli/words.h"

namespace homeward::cli {
namespace {

using eventstore::Fault;
using eventstore::LevelReport;
using eventstore::LevelState;
using eventstore::VerifierKey;
using eventstore::VerifyOptions;
using eventstore::VerifyReport;

struct Flags {
  std::string directory;
  std::string key;
  std::vector<std::string> witnesses;
  int quorum = -1;                 // all of the witnesses
  std::vector<std::string> known;  // files
  bool whole = false;
  ViewsFlags views;
};

struct Level {
  std::string_view name;  // in JSON
  const Phrase& title;
  const LevelReport& report;
};

constexpr std::string_view kExamples =
    R"(  homeward verify ./export --key log.example/homeward+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k
  homeward verify ./export --key log.vkey --witness pol.vkey --witness pro.vkey --quorum 1
  homeward verify ./export --key log.vkey --known ./last-month/checkpoint    not rolled back, not forked since
  homeward verify ./export --key log.vkey --views --identity ./certs/auditor  the server's views are the records' own
  homeward verify ./export --key log.vkey --output json

  Ends with 0 if nothing is wrong, 6 if something is (it says where and what), 7 if the export cannot be read.)";

absl::StatusOr<VerifyOptions> Options(const Flags& flags) {
  VerifyOptions options;
  absl::StatusOr<VerifierKey> log = ReadVerifierKey(flags.key);
  if (!log.ok()) return log.status();
  options.log = *std::move(log);
  for (const std::string& text : flags.witnesses) {
    absl::StatusOr<VerifierKey> witness = ReadVerifierKey(text);
    if (!witness.ok()) return witness.status();
    options.witnesses.push_back(*std::move(witness));
  }
  const int all = static_cast<int>(options.witnesses.size());
  options.quorum = flags.quorum < 0 ? all : flags.quorum;
  if (options.quorum > all) {
    return absl::InvalidArgumentError(Cat("a quorum of ", options.quorum, " needs as many --witness, not ", all));
  }
  options.whole = flags.whole;
  for (const std::string& path : flags.known) {
    absl::StatusOr<std::string> checkpoint = eventstore::ReadFile(path);
    if (!checkpoint.ok()) return checkpoint.status();
    options.known.push_back(*std::move(checkpoint));
  }
  return options;
}

// `views`: null where they were not asked about.
std::vector<Level> Levels(const VerifyReport& report, const ViewsCheck* views) {
  std::vector<Level> levels{{"tree", words::kTreeAndSignatures, report.tree},
                            {"records", words::kRecords, report.records},
                            {"agencies", words::kAgencySignatures, report.agencies},
                            {"order", words::kOrder, report.order}};
  if (views != nullptr) levels.push_back({"views", words::kViews, views->report});
  return levels;
}

bool Fine(const VerifyReport& report, const ViewsCheck* views) {
  return report.ok() && (views == nullptr || views->report.state != LevelState::kFailed);
}

void ShowJson(const Session& session, const VerifyReport& report, const ViewsCheck* views, double seconds) {
  const eventstore::LogCheckpoint& checkpoint = report.checkpoint;
  JsonWriter json;
  json.Open('{')
      .Key("ok")
      .Bool(Fine(report, views))
      .Key("origin")
      .Text(checkpoint.origin)
      .Key("size")
      .Number(checkpoint.size);
  json.Key("root").Text(eventstore::ToHex(eventstore::AsBytes(checkpoint.root)));
  json.Key("witnesses").Number(static_cast<uint64_t>(report.witnesses));
  json.Key("milliseconds").Number(static_cast<uint64_t>(seconds * 1000)).Key("levels").Open('[');
  for (const Level& level : Levels(report, views)) {
    const LevelReport& said = level.report;
    json.Open('{').Key("level").Text(level.name).Key("state");
    json.Text(said.state == LevelState::kOk ? "ok" : said.state == LevelState::kFailed ? "failed" : "notChecked");
    json.Key("checked").Number(said.checked).Key("skipped").Number(said.skipped);
    if (!said.note.empty()) json.Key("note").Text(said.note);
    json.Key("faultCount").Number(said.fault_count).Key("faults").Open('[');
    for (const Fault& fault : said.faults) {
      json.Open('{');
      if (fault.position != 0) json.Key("position").Number(fault.position);
      json.Key("what").Text(fault.what).Close('}');
    }
    json.Close(']').Close('}');
  }
  json.Close(']');
  if (views != nullptr) {
    json.Key("views").Open('{');
    for (const auto& [view, digest] : views->views.digests) json.Key(view).Text(digest);
    json.Close('}');
  }
  session.out << json.Close('}').text() << '\n';
}

Cell State(const Session& session, const LevelReport& report) {
  switch (report.state) {
    case LevelState::kOk:
      return {std::string(session.Say(words::kOk)), Tone::kGood};
    case LevelState::kFailed:
      return {std::string(session.Say(words::kFailed)), Tone::kBad};
    case LevelState::kNotChecked:
      break;
  }
  return {std::string(session.Say(words::kNotChecked)), Tone::kNotice};
}

std::string Details(const Session& session, const LevelReport& report) {
  std::string text;
  if (const Fault* fault = report.First(); fault != nullptr) {
    if (fault->position != 0) text = Cat(session.Say(words::kPosition), " ", fault->position, ": ");
    text += CleanText(fault->what);
    if (report.fault_count > 1) {
      text += Cat(" (", report.fault_count - 1, " ", session.Say(words::kMore), ")");
    }
  }
  if (!report.note.empty()) text += Cat(text.empty() ? "" : "; ", report.note);
  return text;
}

void ShowTable(const Session& session, const VerifyReport& report, const ViewsCheck* views) {
  const eventstore::LogCheckpoint& checkpoint = report.checkpoint;
  session.out << session.Paint(CleanText(checkpoint.origin), Tone::kStrong) << "  " << checkpoint.size << ' '
              << session.Say(words::kEvents) << "  "
              << session.Paint(eventstore::ToHex(eventstore::AsBytes(checkpoint.root)), Tone::kDim) << "\n\n";
  Table table({{""},
               {""},
               {std::string(session.Say(words::kChecked)), Align::kRight},
               {std::string(session.Say(words::kNotes)), Align::kLeft, true}});
  int number = 0;
  for (const Level& level : Levels(report, views)) {
    std::string details = Details(session, level.report);
    if (++number == 1 && report.witnesses > 0) {
      details += Cat(details.empty() ? "" : "; ", report.witnesses, " ", session.Say(words::kCosigned));
    }
    table.AddRow({{Cat(number, " ", session.Say(level.title))},
                  State(session, level.report),
                  {Cat(level.report.checked), Tone::kDim},
                  {details}});
  }
  table.Print(session.out, session.out_terminal);
  if (views == nullptr || views->views.digests.empty()) return;
  Table digests(
      {{std::string(session.Say(words::kView))}, {std::string(session.Say(words::kDigest)), Align::kLeft, true}});
  for (const auto& [view, digest] : views->views.digests) digests.AddRow({{view}, {digest, Tone::kDim}});
  session.out << '\n';
  digests.Print(session.out, session.out_terminal);
}

// What is wrong stays readable: one line for each fault, in full.
void ShowFaults(const Session& session, const VerifyReport& report, const ViewsCheck* views) {
  for (const Level& level : Levels(report, views)) {
    for (const Fault& fault : level.report.faults) {
      session.err << session.Say(level.title) << ": ";
      if (fault.position != 0) session.err << session.Say(words::kPosition) << ' ' << fault.position << ": ";
      session.err << CleanText(fault.what) << '\n';  // some of it is the forger's own text
    }
  }
}

ExitCode RunVerify(const Session& session, const Flags& flags) {
  absl::StatusOr<VerifyOptions> options = Options(flags);
  if (!options.ok()) {
    Problem problem =
        FromStatus(options.status(), "Pin the log's key as you were given it, never as the export names it.");
    problem.reason = problem.exit == kExitUsage ? "KEY" : "FILE";
    return Report(session, problem);
  }
  const ProgressForm form = session.err_terminal.interactive ? ProgressForm::kBar : ProgressForm::kPlain;
  Progress progress(session.err, session.err_terminal, form, "verify", 100);
  const auto begun = std::chrono::steady_clock::now();
  const auto seconds = [&] { return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count(); };
  options->progress = [&](uint64_t done, uint64_t total) {
    const auto rate = static_cast<uint64_t>(static_cast<double>(done) / std::max(seconds(), 0.001));
    progress.Update(done * 100 / total, Cat(done, " / ", total, " ", session.Say(words::kEvents), ", ", rate, "/s"));
  };
  const absl::StatusOr<VerifyReport> report = eventstore::VerifyExport(flags.directory, *options);
  const double taken = seconds();
  if (!report.ok()) {
    progress.Finish();
    Problem problem = FromStatus(report.status(), "Name a folder that 'homeward export' finished.");
    problem.exit = kExitUnreadable;
    problem.reason = "UNREADABLE";
    return Report(session, problem);
  }
  ViewsCheck check;
  const ViewsCheck* views = nullptr;
  if (flags.views.wanted) views = &check;
  if (flags.views.wanted && !report->ok()) {
    check.report.state = LevelState::kNotChecked;
    check.report.note = "views of a log that is not whole say nothing";
  } else if (flags.views.wanted) {
    check = CheckViews(session, flags.views, flags.directory, report->checkpoint.size, [&](uint64_t done) {
      progress.Update(done * 100 / report->checkpoint.size,
                      Cat(session.Say(words::kViews), " ", done, " / ", report->checkpoint.size));
    });
  }
  progress.Finish();
  if (check.exit != kExitOk) return check.exit;
  if (session.json()) {
    ShowJson(session, *report, views, taken);
  } else {
    ShowTable(session, *report, views);
    ShowFaults(session, *report, views);
  }
  return Fine(*report, views) ? kExitOk : kExitFault;
}

}  // namespace

void AddVerifyCommand(CLI::App& root, Session& session) {
  auto flags = std::make_shared<Flags>();
  CLI::App* command = root.add_subcommand("verify", "Check an export: nothing changed, removed or inserted; no server");
  command->add_option("EXPORT", flags->directory, "The export's folder")->required()->type_name("");
  command->add_option("--log-key,--key", flags->key, "The log's verifier key, or a file that holds it")
      ->required()
      ->type_name("VKEY");
  command->add_option("--witness", flags->witnesses, "A witness's verifier key, or its file; may be repeated")
      ->type_name("VKEY")
      ->allow_extra_args(false);
  command->add_option("--quorum", flags->quorum, "How many of the witnesses must have cosigned; all unless said")
      ->check(CLI::NonNegativeNumber.description(""))
      ->type_name("N");
  command
      ->add_option("--known", flags->known, "A checkpoint seen before, to find a rollback or a fork; may be repeated")
      ->type_name("FILE")
      ->allow_extra_args(false);
  command->add_flag("--whole", flags->whole, "Nothing may be withheld: for the operator's own export");
  AddViewsFlags(*command, flags->views);
  AddOutputFlags(*command, session);
  AddExamples(*command, kExamples);
  command->callback([flags, &session] { session.command = [flags, &session] { return RunVerify(session, *flags); }; });
}

}  // namespace homeward::cli
