// homeward export htcds: persons as rows of the Human Trafficking Case Data Standard.
#include <memory>
#include <ostream>

#include "CLI/CLI.hpp"
#include "eventstore/files/files.h"
#include "proto/contract/contract.h"
#include "services/cli/client/query.h"
#include "services/cli/commands/commands.h"
#include "services/cli/csv.h"
#include "services/cli/htcds/export_row.h"
#include "services/cli/htcds/fields.h"
#include "services/cli/render/answer_text.h"
#include "services/cli/render/dates.h"
#include "services/cli/render/json.h"
#include "services/cli/text.h"
#include "services/cli/words.h"

namespace homeward::cli {
namespace {

constexpr size_t kPersonsMax = 1000;  // of one export; each is a look that is kept

struct Flags {
  ConnectionFlags connection;
  TimeFlags times;
  std::vector<std::string> persons;
  std::string to;
  bool fields = false;
};

constexpr std::string_view kExamples =
    R"(  homeward export htcds --person p0123456789abcdefghjkmnpqrs --identity ./certs/labour --unit soc.01 --to x.csv
  homeward export htcds --person p… --person p… --identity ./certs/coordinator --unit crd.01
  homeward export htcds --fields > docs/htcds.md      what maps to what, and what does not

  One row a person, in the order asked for. What you may not see is an empty cell; each look is kept in the access
  record. docs/htcds.md has the fields.)";

constexpr Phrase kRows{"persons", "người"};
constexpr Phrase kFilled{"cells filled", "ô có dữ liệu"};
constexpr Phrase kMasked{"not shown to you", "không hiển thị với bạn"};

struct Summary {
  uint64_t persons = 0, filled = 0, masked = 0, position = 0;
  int64_t as_at_us = 0;
};

// All timelines as of one position and one date: the first answer's.
bool AskAll(Asking& asking, const Flags& flags, std::string* csv, Summary* summary) {
  std::string unit;  // whose row it is: an agency's own; for whoever supervises, the person's responsible unit
  if (contract::Contract::Get().FindAgencyByRole(asking.connection().role()) != nullptr)
    unit = flags.connection.unit.empty() ? asking.connection().unit() : flags.connection.unit;
  coordination::v1::GetVictimTimelineRequest request;
  *request.mutable_context() = asking.context();
  if (asking.known_at().ByteSizeLong() > 0) *request.mutable_known_at() = asking.known_at();
  *csv = CsvLine(htcds::ExportHeader());
  for (const std::string& person : flags.persons) {
    request.set_person(person);
    coordination::v1::GetVictimTimelineResponse response;
    if (!asking.Ask(asking.coordination(), &coordination::v1::Coordination::Stub::GetVictimTimeline, request,
                    &response))
      return false;
    request.mutable_known_at()->set_position(response.position());
    request.mutable_known_at()->clear_time();
    *request.mutable_context()->mutable_as_at() = response.as_at();
    request.mutable_context()->set_incarnation(response.incarnation());  // of another log it would mean something else
    const htcds::ExportedRow row = htcds::ExportRow(response.timeline(), unit);
    *csv += CsvLine(row.cells);
    ++summary->persons;
    summary->filled += static_cast<uint64_t>(row.filled);
    summary->masked += static_cast<uint64_t>(row.masked);
    summary->position = response.position();
    summary->as_at_us = Micros(response.as_at());
  }
  return true;
}

void Show(const Session& session, const Summary& summary) {
  session.out.flush();
  if (session.json()) {
    JsonWriter json;
    json.Open('{').Key("persons").Number(summary.persons).Key("filled").Number(summary.filled);
    json.Key("masked").Number(summary.masked).Key("position").Number(summary.position);
    json.Key("asAt").Text(ShowInstant(summary.as_at_us)).Close('}');
    session.err << json.text() << '\n';
    return;
  }
  session.err << summary.persons << ' ' << session.Say(kRows) << ", " << summary.filled << ' ' << session.Say(kFilled)
              << ", " << summary.masked << ' ' << session.Say(kMasked) << "; " << session.Say(words::kPosition) << ' '
              << summary.position << ", " << session.Say(words::kAsAt) << ' ' << ShowDateTime(summary.as_at_us) << '\n';
}

ExitCode RunExportHtcds(Session& session, const Flags& flags) {
  if (flags.fields) {
    session.out << htcds::Page();
    return kExitOk;
  }
  if (flags.persons.empty() || flags.persons.size() > kPersonsMax) {
    return Report(session, Problem{kExitUsage, "USAGE",
                                   flags.persons.empty() ? std::string("No person is named.")
                                                         : Cat("More than ", kPersonsMax, " persons are named."),
                                   "", "", "Give --person once for each row, or --fields."});
  }
  Asking asking;
  if (!asking.Open(session, flags.connection, flags.times)) return asking.exit();
  std::string csv;
  Summary summary;
  if (!AskAll(asking, flags, &csv, &summary)) return asking.exit();
  if (flags.to.empty()) {
    session.out << csv;
  } else if (absl::Status status = eventstore::ReplaceFile(flags.to, csv, eventstore::Secrecy::kOwnerOnly);
             !status.ok()) {
    return Report(session, FromStatus(status, "Check the path and the disk."));
  }
  Show(session, summary);
  return kExitOk;
}

}  // namespace

void AddExportHtcdsCommand(CLI::App& export_command, Session& session) {
  auto flags = std::make_shared<Flags>();
  CLI::App* command =
      export_command.add_subcommand("htcds", "Persons as rows of the Human Trafficking Case Data Standard (CSV)");
  command->add_option("--person", flags->persons, "A person's pseudonym; once for each row")
      ->type_name("ID")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  command->add_option("--to", flags->to, "Into this file, readable by its owner only; without it to standard output")
      ->type_name("FILE");
  command->add_flag("--fields", flags->fields, "In place of persons: the table of fields, as docs/htcds.md");
  AddQuestionFlags(*command, flags->connection, flags->times, session, kExamples);
  command->callback(
      [flags, &session] { session.command = [flags, &session] { return RunExportHtcds(session, *flags); }; });
}

}  // namespace homeward::cli
