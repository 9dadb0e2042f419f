// homeward overdue: what is late and who owes it; with --next what comes due.
#include <memory>
#include <ostream>

#include "CLI/CLI.hpp"
#include "services/cli/client/connection.h"
#include "services/cli/client/query.h"
#include "services/cli/commands/commands.h"
#include "services/cli/commands/view_footer.h"
#include "services/cli/render/clock_view.h"
#include "services/cli/render/json.h"
#include "services/cli/text.h"

namespace homeward::cli {
namespace {

using oversight::v1::ListDeadlinesRequest;
using oversight::v1::ListDeadlinesResponse;
using oversight::v1::Oversight;

constexpr int kDaysMax = 36'500;  // a century

struct Flags {
  ConnectionFlags connection;
  TimeFlags times;
  std::string of, province;
  std::vector<std::string> rules;
  int next_days = -1;  // not asked for
  bool counts = false;
  int limit = kRowsDefault;
};

constexpr std::string_view kExamples =
    R"(  homeward overdue --identity ./certs/labour --unit soc.01             what soc.01 owes and has not done in time
  homeward overdue --identity ./certs/coordinator --province 01        the same of a province
  homeward overdue --identity ./certs/coordinator --next 14            also what comes due in 14 days
  homeward overdue --identity ./certs/auditor --rule tip_check --counts  how one period is kept this year
  homeward overdue --identity ./certs/coordinator --as-at 2025-06-30   what was late on that day)";

ExitCode RunOverdue(Session& session, const Flags& flags) {
  Asking asking;
  if (!asking.Open(session, flags.connection, flags.times)) return asking.exit();
  ListDeadlinesRequest request;
  *request.mutable_context() = asking.context();
  *request.mutable_known_at() = asking.known_at();
  request.set_unit(flags.of);
  request.set_province(flags.province);
  for (const std::string& rule : flags.rules) request.add_rule_codes(rule);
  request.set_include_running(flags.next_days >= 0);
  request.set_within_days(flags.next_days < 0 ? 0 : flags.next_days);
  ListDeadlinesResponse response;
  if (!asking.AskPages<Oversight::Stub, ListDeadlinesRequest, ListDeadlinesResponse>(
          asking.oversight(), &Oversight::Stub::ListDeadlines, request, flags.limit,
          [](const ListDeadlinesResponse& page) { return page.clocks_size(); }, &response))
    return asking.exit();
  if (flags.counts) {  // once, not with every page
    request.set_with_counts(true);
    request.set_page_size(1);
    ListDeadlinesResponse counted;
    if (!asking.Ask(asking.oversight(), &Oversight::Stub::ListDeadlines, request, &counted)) return asking.exit();
    *response.mutable_counts() = counted.counts();
  }
  if (session.json()) {
    session.out << ToJson(response) << '\n';
    return kExitOk;
  }
  ShowClocks(session, response.clocks());
  if (!response.counts().empty()) {
    if (!response.clocks().empty()) session.out << '\n';
    ShowClockCounts(session, response.counts());
  }
  TellAboutList(session, response, response.clocks().empty());
  return kExitOk;
}

}  // namespace

void AddOverdueCommand(CLI::App& root, Session& session) {
  auto flags = std::make_shared<Flags>();
  CLI::App* command =
      root.add_subcommand("overdue", "Show what is late and who owes it, or with --next what comes due");
  const char* group = "Filter";
  command->add_option("--next", flags->next_days, "Also what comes due within so many days; 0: whenever")
      ->check(CLI::Range(0, kDaysMax).description(""))
      ->type_name("DAYS");
  command->add_flag("--counts", flags->counts, "How many by rule; of what ended, this year's");
  command->add_option("--of", flags->of, "What this unit owes, within yours or your province")
      ->type_name("UNIT")
      ->group(group);
  command->add_option("--province", flags->province, "For coordinators and auditors")->type_name("CODE")->group(group);
  command->add_option("--rule", flags->rules, "By this rule: tip_check, …; may be repeated")
      ->type_name("RULE")
      ->allow_extra_args(false)
      ->group(group);
  command->add_option("--limit", flags->limit, "Rows at most")
      ->check(CLI::Range(1, kRowsMax).description(""))
      ->type_name("ROWS")
      ->capture_default_str();
  AddQuestionFlags(*command, flags->connection, flags->times, session, kExamples);
  command->callback([flags, &session] { session.command = [flags, &session] { return RunOverdue(session, *flags); }; });
}

}  // namespace homeward::cli
