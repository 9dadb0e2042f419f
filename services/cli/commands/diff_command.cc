// homeward diff: what a view shows otherwise at a later position, and which events made it so.
#include <memory>
#include <ostream>

#include "CLI/CLI.hpp"
#include "services/cli/client/connection.h"
#include "services/cli/client/query.h"
#include "services/cli/commands/commands.h"
#include "services/cli/commands/list_pages.h"
#include "services/cli/flags.h"
#include "services/cli/render/origin_view.h"
#include "services/cli/text.h"

namespace homeward::cli {
namespace {

using coordination::v1::Coordination;

struct Flags {
  ConnectionFlags connection;
  TimeFlags times;
  std::string from, to, subject, of;
  std::vector<std::string> views;
  int limit = kRowsDefault;
};

constexpr std::string_view kExamples =
    R"(  homeward diff --identity ./certs/labour --unit soc.01 --from 2025-06-30 --to 2025-07-01
  homeward diff --identity ./certs/auditor --from 800 --to 812            which rows twelve events changed
  homeward diff --identity ./certs/auditor --from 800 --view referrals    the exchanges alone, up to now
  homeward diff --identity ./certs/labour --from 0 --to 812 --subject person:p0123456789abcdefghjkmnpqrs

  Both sides for one date (--as-at): what the log said in between, not what the calendar did. Letters at the end of
  a line name the events below that moved it.)";

ExitCode RunDiff(Session& session, const Flags& flags) {
  Asking asking;
  if (!asking.Open(session, flags.connection, flags.times)) return asking.exit();
  coordination::v1::ListDifferencesRequest request;
  *request.mutable_context() = asking.context();
  if (!asking.ReadTime(flags.from, request.mutable_from())) return asking.exit();
  if (!flags.to.empty() && !asking.ReadTime(flags.to, request.mutable_to())) return asking.exit();
  for (const std::string& view : flags.views) request.add_views(view);
  request.set_subject(flags.subject);
  request.set_unit(flags.of);
  return ShowList<coordination::v1::ListDifferencesRequest, coordination::v1::ListDifferencesResponse,
                  coordination::v1::Difference>(
      session, asking, &Coordination::Stub::ListDifferences, request, flags.limit,
      &coordination::v1::ListDifferencesResponse::differences,
      [&session](const auto& differences) { ShowDifferences(session, differences); });
}

}  // namespace

void AddDiffCommand(CLI::App& root, Session& session) {
  auto flags = std::make_shared<Flags>();
  CLI::App* command = root.add_subcommand("diff", "Show what the views show otherwise since, and which events did it");
  command->add_option("--from", flags->from, "As known then; 0: before the first event")
      ->type_name("POSITION|DATE")
      ->required();
  command->add_option("--to", flags->to, "As known then; without it now")->type_name("POSITION|DATE");
  const char* filter = "Filter";
  command->add_option("--view", flags->views, "referrals, cases, victims, service_users or screenings; may be repeated")
      ->check(CLI::IsMember({"referrals", "cases", "victims", "service_users", "screenings"}).description(""))
      ->type_name("VIEW")
      ->allow_extra_args(false)
      ->group(filter);
  command->add_option("--subject", flags->subject, "One alone: referral:…, case:…, person:p…")
      ->type_name("KIND:ID")
      ->group(filter);
  command->add_option("--of", flags->of, "Only rows that name this unit or one below it")
      ->type_name("UNIT")
      ->group(filter);
  command->add_option("--limit", flags->limit, "Rows at most")
      ->check(CLI::Range(1, kRowsMax).description(""))
      ->type_name("ROWS")
      ->capture_default_str();
  AddReadFlags(*command, flags->connection);
  AddAsAtFlags(*command, flags->times);
  AddConnectionFlags(*command, flags->connection);
  AddOutputFlags(*command, session);
  AddExamples(*command, kExamples);
  command->callback([flags, &session] { session.command = [flags, &session] { return RunDiff(session, *flags); }; });
}

}  // namespace homeward::cli
