// homeward report: a period's figures of an area.
#include <memory>
#include <ostream>

#include "CLI/CLI.hpp"
#include "services/cli/client/connection.h"
#include "services/cli/client/query.h"
#include "services/cli/commands/commands.h"
#include "services/cli/commands/view_footer.h"
#include "services/cli/render/json.h"
#include "services/cli/report/report.h"
#include "services/cli/text.h"

namespace homeward::cli {
namespace {

struct Flags {
  ConnectionFlags connection;
  TimeFlags times;
  std::string area, compare_to;
  std::string form = "table";
  int year = 0, half = 0;
  bool restated = false;
};

constexpr std::string_view kExamples =
    R"(  homeward report --area adm.33 --year 2018 --identity ./certs/coordinator             the annual report
  homeward report --area adm.33 --year 2018 --half 1 …                                 the first six months
  homeward report --area adm.33 --year 2018 --form html --lang vi … > bao-cao.html     a page to print
  homeward report --area adm.33 --year 2018 --form csv … > report.csv                  for a spreadsheet
  homeward report --area adm.33 --year 2018 --known-at 812 …                           as it was given then
  homeward report --area adm.33 --year 2018 --compare-to 812 …                         what is other since, and why

  A report is of the log up to a position, which it names. To hand it in, publish a PeriodicReportSubmitted with that
  position and the hash of the figures: whoever asks later sees whether the log still gives them.)";

// Months of the half: all of the year where none is asked for.
void SetPeriod(const Flags& flags, oversight::v1::Period* period) {
  period->set_from(Cat(flags.year, flags.half == 2 ? "-07-01" : "-01-01"));
  period->set_until(Cat(flags.year, flags.half == 1 ? "-06-30" : "-12-31"));
}

ExitCode RunReport(Session& session, const Flags& flags) {
  Asking asking;
  if (!asking.Open(session, flags.connection, flags.times)) return asking.exit();
  oversight::v1::GetReportRequest request;
  *request.mutable_context() = asking.context();
  if (asking.known_at().ByteSizeLong() > 0) *request.mutable_known_at() = asking.known_at();
  request.set_area(flags.area);
  SetPeriod(flags, request.mutable_period());
  request.set_restated(flags.restated);
  if (!flags.compare_to.empty() && !asking.ReadTime(flags.compare_to, request.mutable_compare_to()))
    return asking.exit();
  oversight::v1::GetReportResponse response;
  if (!asking.Ask(asking.oversight(), &oversight::v1::Oversight::Stub::GetReport, request, &response))
    return asking.exit();
  if (session.json()) {
    session.out << ToJson(response) << '\n';
  } else if (flags.form == "csv") {
    session.out << ReportCsv(session, response);
  } else if (flags.form == "html") {
    session.out << ReportHtml(session, response);
  } else {
    ShowReport(session, response);
    TellPosition(session, response);
  }
  return kExitOk;
}

}  // namespace

void AddReportCommand(CLI::App& root, Session& session) {
  auto flags = std::make_shared<Flags>();
  CLI::App* command = root.add_subcommand("report", "Write the six-month or annual report of an area");
  command->add_option("--area", flags->area, "Of this area")->type_name("AREA")->required();
  command->add_option("--year", flags->year, "Of this year")
      ->check(CLI::Range(2000, 2200).description(""))
      ->type_name("YEAR")
      ->required();
  command->add_option("--half", flags->half, "Its first or second six months; else the year")
      ->check(CLI::Range(1, 2).description(""))
      ->type_name("1|2");
  command->add_option("--form", flags->form, "table: for people; csv: for spreadsheets; html: a page to print")
      ->check(CLI::IsMember({"table", "csv", "html"}).description(""))
      ->type_name("FORM")
      ->capture_default_str();
  command->add_flag("--restated", flags->restated, "Areas as they are drawn at the date asked about");
  command->add_option("--compare-to", flags->compare_to, "What is other since this position or time, and why")
      ->type_name("POSITION");
  AddQuestionFlags(*command, flags->connection, flags->times, session, kExamples);
  command->callback([flags, &session] { session.command = [flags, &session] { return RunReport(session, *flags); }; });
}

}  // namespace homeward::cli
