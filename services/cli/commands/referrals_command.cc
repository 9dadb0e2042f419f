// homeward referrals: the board, or one referral with its events.
#include <memory>
#include <ostream>

#include "CLI/CLI.hpp"
#include "services/cli/client/connection.h"
#include "services/cli/client/query.h"
#include "services/cli/commands/commands.h"
#include "services/cli/commands/exchange_flags.h"
#include "services/cli/commands/list_pages.h"
#include "services/cli/commands/view_footer.h"
#include "services/cli/render/exchange_view.h"
#include "services/cli/render/json.h"
#include "services/cli/text.h"

namespace homeward::cli {
namespace {

using coordination::v1::Coordination;

struct Flags {
  ConnectionFlags connection;
  TimeFlags times;
  ExchangeFlags exchange;
  std::string id;
  int limit = kRowsDefault;
};

constexpr std::string_view kExamples =
    R"(  homeward referrals --identity ./certs/labour --unit soc.01
  homeward referrals --identity ./certs/coordinator --unit crd.01 --province 01 --overdue
  homeward referrals --identity ./certs/police --unit pol.01 --direction out --state expired --closed
  homeward referrals 01955975-4d00-7000-8000-000000000002 --identity ./certs/labour --unit soc.01
  homeward referrals ID --kind handover --known-at 2025-03-10 …       one handover, as known then
  homeward referrals --known-at 812 …                                 the board as the log knew it then)";

ExitCode ShowOne(Session& session, const Flags& flags, Asking& asking) {
  coordination::v1::GetReferralRequest request;
  *request.mutable_context() = asking.context();
  request.set_id(flags.id);
  if (!flags.exchange.kinds.empty()) request.set_kind(KindNamed(flags.exchange.kinds.front()));
  if (asking.known_at().ByteSizeLong() > 0) *request.mutable_known_at() = asking.known_at();
  coordination::v1::GetReferralResponse response;
  if (!asking.Ask(asking.coordination(), &Coordination::Stub::GetReferral, request, &response)) return asking.exit();
  if (session.json()) {
    session.out << ToJson(response) << '\n';
    return kExitOk;
  }
  ShowExchange(session, response.referral());
  TellPosition(session, response);
  return kExitOk;
}

ExitCode ShowAll(Session& session, const Flags& flags, Asking& asking) {
  coordination::v1::ListReferralsRequest request;
  *request.mutable_context() = asking.context();
  *request.mutable_filter() = ToFilter(flags.exchange);
  *request.mutable_known_at() = asking.known_at();
  return ShowList<coordination::v1::ListReferralsRequest, coordination::v1::ListReferralsResponse,
                  coordination::v1::Exchange>(session, asking, &Coordination::Stub::ListReferrals, request, flags.limit,
                                              &coordination::v1::ListReferralsResponse::referrals,
                                              [&session](const auto& referrals) { ShowBoard(session, referrals); });
}

ExitCode RunReferrals(Session& session, const Flags& flags) {
  Asking asking;
  if (!asking.Open(session, flags.connection, flags.times)) return asking.exit();
  return flags.id.empty() ? ShowAll(session, flags, asking) : ShowOne(session, flags, asking);
}

}  // namespace

void AddReferralsCommand(CLI::App& root, Session& session) {
  auto flags = std::make_shared<Flags>();
  CLI::App* command = root.add_subcommand("referrals", "Show the referral board, or one referral with its events");
  command->add_option("ID", flags->id, "One referral (or, with --kind, one handover, verification, …)");
  AddExchangeFlags(*command, flags->exchange);
  command->add_flag("--closed", flags->exchange.closed, "Those too on which nobody owes a step")->group("Filter");
  command->add_option("--limit", flags->limit, "Rows at most")
      ->check(CLI::Range(1, kRowsMax).description(""))
      ->type_name("ROWS")
      ->capture_default_str();
  AddQuestionFlags(*command, flags->connection, flags->times, session, kExamples);
  command->callback(
      [flags, &session] { session.command = [flags, &session] { return RunReferrals(session, *flags); }; });
}

}  // namespace homeward::cli
