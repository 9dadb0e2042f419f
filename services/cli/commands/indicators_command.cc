// homeward indicators: how plans stand.
#include <memory>
#include <ostream>

#include "CLI/CLI.hpp"
#include "services/cli/client/connection.h"
#include "services/cli/client/query.h"
#include "services/cli/commands/commands.h"
#include "services/cli/commands/view_footer.h"
#include "services/cli/render/json.h"
#include "services/cli/report/report.h"

namespace homeward::cli {
namespace {

struct Flags {
  ConnectionFlags connection;
  TimeFlags times;
  std::vector<std::string> plans, indicators;
  std::string area, from, until;
  bool restated = false, drill_down = false;
};

constexpr std::string_view kExamples =
    R"(  homeward indicators --plan s0 --identity ./certs/coordinator               how the plan stands today
  homeward indicators --plan s0 --as-at 2020-12-31 …                         as it stood then
  homeward indicators --indicator i1 --area adm.01 --from 2020-01-01 --until 2020-12-31 …
  homeward indicators --plan s0 --indicator i9 --drill-down …                each area below for itself
  homeward indicators --plan s1 --restated …                                 areas as they are drawn today

  Fewer than 10 people are not shown, nor what would tell them. Figures of enforcement are never broken down.)";

ExitCode RunIndicators(Session& session, const Flags& flags) {
  Asking asking;
  if (!asking.Open(session, flags.connection, flags.times)) return asking.exit();
  oversight::v1::GetIndicatorsRequest request;
  *request.mutable_context() = asking.context();
  if (asking.known_at().ByteSizeLong() > 0) *request.mutable_known_at() = asking.known_at();
  for (const std::string& plan : flags.plans) request.add_plan_codes(plan);
  for (const std::string& indicator : flags.indicators) request.add_indicator_codes(indicator);
  request.set_area(flags.area);
  if (!flags.from.empty() || !flags.until.empty()) {
    request.mutable_period()->set_from(flags.from);
    request.mutable_period()->set_until(flags.until);
  }
  request.set_restated(flags.restated);
  request.set_drill_down(flags.drill_down);
  oversight::v1::GetIndicatorsResponse response;
  if (!asking.Ask(asking.oversight(), &oversight::v1::Oversight::Stub::GetIndicators, request, &response))
    return asking.exit();
  if (session.json()) {
    session.out << ToJson(response) << '\n';
    return kExitOk;
  }
  ShowFigures(session, response.figures());
  TellAboutList(session, response, response.figures().empty());
  return kExitOk;
}

}  // namespace

void AddIndicatorsCommand(CLI::App& root, Session& session) {
  auto flags = std::make_shared<Flags>();
  CLI::App* command = root.add_subcommand("indicators", "Show how plans stand: figures against their targets");
  command->add_option("--plan", flags->plans, "This plan; may be repeated")->type_name("CODE")->allow_extra_args(false);
  command->add_option("--indicator", flags->indicators, "This indicator; may be repeated")
      ->type_name("CODE")
      ->allow_extra_args(false);
  command->add_option("--area", flags->area, "Of this area; without a plan, all plans in force there")
      ->type_name("AREA");
  CLI::Option* from = command->add_option("--from", flags->from, "First day")->type_name("DATE");
  command->add_option("--until", flags->until, "Last day")->type_name("DATE")->needs(from);
  command->add_flag("--restated", flags->restated, "Areas as they are drawn at the date asked about");
  command->add_flag("--drill-down", flags->drill_down, "One figure for each area below");
  AddQuestionFlags(*command, flags->connection, flags->times, session, kExamples);
  command->callback(
      [flags, &session] { session.command = [flags, &session] { return RunIndicators(session, *flags); }; });
}

}  // namespace homeward::cli
