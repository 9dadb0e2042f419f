// homeward case: cases and how far they have come, or one of them.
#include <memory>
#include <ostream>

#include "CLI/CLI.hpp"
#include "services/cli/client/connection.h"
#include "services/cli/client/query.h"
#include "services/cli/commands/commands.h"
#include "services/cli/commands/list_pages.h"
#include "services/cli/commands/view_footer.h"
#include "services/cli/render/case_view.h"
#include "services/cli/render/json.h"
#include "services/cli/text.h"

namespace homeward::cli {
namespace {

using coordination::v1::Coordination;

struct Flags {
  ConnectionFlags connection;
  TimeFlags times;
  std::string id;
  std::string of;
  std::string province;
  std::vector<std::string> stages;
  bool ended = false;
  int limit = kRowsDefault;
};

constexpr std::string_view kExamples =
    R"(  homeward case --identity ./certs/prosecution --unit pro.01             all open cases of pro.01
  homeward case --identity ./certs/coordinator --province 01 --stage C3  those under investigation
  homeward case 01955975-4d00-7000-8000-000000000007 --identity ./certs/police --unit pol.01
  homeward case ID --known-at 812 …                                      as the log knew it then

  Stages: T1 tip received … T4, C1 instituted … C10 final)";

ExitCode ShowOne(Session& session, const Flags& flags, Asking& asking) {
  coordination::v1::GetCaseRequest request;
  *request.mutable_context() = asking.context();
  request.set_id(flags.id);
  if (asking.known_at().ByteSizeLong() > 0) *request.mutable_known_at() = asking.known_at();
  coordination::v1::GetCaseResponse response;
  if (!asking.Ask(asking.coordination(), &Coordination::Stub::GetCase, request, &response)) return asking.exit();
  if (session.json()) {
    session.out << ToJson(response) << '\n';
    return kExitOk;
  }
  ShowCase(session, response.progress());
  TellPosition(session, response);
  return kExitOk;
}

ExitCode ShowAll(Session& session, const Flags& flags, Asking& asking) {
  coordination::v1::ListCasesRequest request;
  *request.mutable_context() = asking.context();
  request.set_unit(flags.of);
  request.set_province(flags.province);
  for (const std::string& stage : flags.stages) request.add_stages(stage);
  request.set_include_ended(flags.ended);
  *request.mutable_known_at() = asking.known_at();
  return ShowList<coordination::v1::ListCasesRequest, coordination::v1::ListCasesResponse,
                  coordination::v1::CaseProgress>(session, asking, &Coordination::Stub::ListCases, request, flags.limit,
                                                  &coordination::v1::ListCasesResponse::cases,
                                                  [&session](const auto& cases) { ShowCases(session, cases); });
}

ExitCode RunCase(Session& session, const Flags& flags) {
  Asking asking;
  if (!asking.Open(session, flags.connection, flags.times)) return asking.exit();
  return flags.id.empty() ? ShowAll(session, flags, asking) : ShowOne(session, flags, asking);
}

}  // namespace

void AddCaseCommand(CLI::App& root, Session& session) {
  auto flags = std::make_shared<Flags>();
  CLI::App* command = root.add_subcommand("case", "Show how far cases have come, or one case with its events");
  command->add_option("ID", flags->id, "One case, or a tip");
  const char* filter = "Filter";
  command->add_option("--of", flags->of, "This unit has the file or takes part")->type_name("UNIT")->group(filter);
  command->add_option("--province", flags->province, "For coordinators and auditors")->type_name("CODE")->group(filter);
  command->add_option("--stage", flags->stages, "At this stage: T1 … C10; may be repeated")
      ->type_name("STAGE")
      ->allow_extra_args(false)
      ->group(filter);
  command->add_flag("--ended", flags->ended, "Those too that have come to rest")->group(filter);
  command->add_option("--limit", flags->limit, "Rows at most")
      ->check(CLI::Range(1, kRowsMax).description(""))
      ->type_name("ROWS")
      ->capture_default_str();
  AddQuestionFlags(*command, flags->connection, flags->times, session, kExamples);
  command->callback([flags, &session] { session.command = [flags, &session] { return RunCase(session, *flags); }; });
}

}  // namespace homeward::cli
