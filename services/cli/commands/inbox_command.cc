// homeward inbox: what a unit owes, and with --outbox what it waits for.
#include <memory>
#include <ostream>

#include "CLI/CLI.hpp"
#include "services/cli/client/connection.h"
#include "services/cli/client/query.h"
#include "services/cli/commands/commands.h"
#include "services/cli/commands/exchange_flags.h"
#include "services/cli/commands/list_pages.h"
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
  bool outbox = false;
  int limit = kRowsDefault;
};

constexpr std::string_view kExamples =
    R"(  homeward inbox --identity ./certs/labour --unit soc.01            what soc.01 owes
  homeward inbox --identity ./certs/labour --unit soc.01 --overdue  what of it is late
  homeward inbox --identity ./certs/police --unit pol.01 --outbox   what pol.01 waits for
  homeward inbox --identity ./certs/labour --known-at 2025-06-30 …  what it owed as known then
  homeward inbox --identity ./certs/commune --kind handover --output json)";

template <typename Request, typename Response>
ExitCode Show(Session& session, const Flags& flags, Asking& asking,
              grpc::Status (Coordination::Stub::*list)(grpc::ClientContext*, const Request&, Response*)) {
  Request request;
  *request.mutable_context() = asking.context();
  *request.mutable_filter() = ToFilter(flags.exchange);
  *request.mutable_known_at() = asking.known_at();
  return ShowList<Request, Response, coordination::v1::Exchange>(
      session, asking, list, request, flags.limit, &Response::exchanges,
      [&session](const auto& exchanges) { ShowInbox(session, exchanges); });
}

ExitCode RunInbox(Session& session, const Flags& flags) {
  Asking asking;
  if (!asking.Open(session, flags.connection, flags.times)) return asking.exit();
  return flags.outbox ? Show(session, flags, asking, &Coordination::Stub::ListOutbox)
                      : Show(session, flags, asking, &Coordination::Stub::ListInbox);
}

}  // namespace

void AddInboxCommand(CLI::App& root, Session& session) {
  auto flags = std::make_shared<Flags>();
  CLI::App* command = root.add_subcommand("inbox", "Show what a unit owes others, or with --outbox what others owe it");
  command->add_flag("--outbox", flags->outbox, "What the unit waits for");
  AddExchangeFlags(*command, flags->exchange);
  command->add_option("--limit", flags->limit, "Rows at most")
      ->check(CLI::Range(1, kRowsMax).description(""))
      ->type_name("ROWS")
      ->capture_default_str();
  AddQuestionFlags(*command, flags->connection, flags->times, session, kExamples);
  command->callback([flags, &session] { session.command = [flags, &session] { return RunInbox(session, *flags); }; });
}

}  // namespace homeward::cli
