// homeward watch: a view, or the log, as it changes.
#include <memory>
#include <ostream>

#include "CLI/CLI.hpp"
#include "services/cli/client/connection.h"
#include "services/cli/client/follow.h"
#include "services/cli/client/query.h"
#include "services/cli/client/replay.h"
#include "services/cli/commands/commands.h"
#include "services/cli/commands/exchange_flags.h"
#include "services/cli/commands/replay_flags.h"
#include "services/cli/flags.h"
#include "services/cli/render/case_view.h"
#include "services/cli/render/exchange_view.h"
#include "services/cli/render/json.h"
#include "services/cli/render/timeline_view.h"
#include "services/cli/text.h"
#include "services/cli/words.h"

namespace homeward::cli {
namespace {

using coordination::v1::Coordination;
using coordination::v1::WatchCaseResponse;
using coordination::v1::WatchReferralsResponse;
using coordination::v1::WatchVictimResponse;

constexpr int kRowsTogetherMax = 1000;

struct Flags {
  ConnectionFlags connection;
  ExchangeFlags exchange;
  ReplayWish wish;
  std::string id;
  uint64_t after = 0;
  int retry_seconds = kFollowRetrySecondsDefault;
};

constexpr std::string_view kExamples =
    R"(  homeward watch referrals --identity ./certs/labour --unit soc.01
  homeward watch victim p0123456789abcdefghjkmnpqrs --identity ./certs/labour --unit soc.01
  homeward watch case 01955975-4d00-7000-8000-000000000007 --identity ./certs/police --output json
  homeward watch log --identity ./certs/auditor --type VictimRescued

  First what is, then what changes; several changes may come as one. A lost connection is taken up again where it
  broke. Ctrl-C ends it.)";

void Draw(const Session& session, const coordination::v1::CaseProgress& progress) {
  ShowCase(session, progress);
}
void Draw(const Session& session, const coordination::v1::VictimTimeline& timeline) {
  ShowTimeline(session, timeline);
}

const coordination::v1::CaseProgress* ItemOf(const WatchCaseResponse& r) {
  return r.has_progress() ? &r.progress() : nullptr;
}
const coordination::v1::VictimTimeline* ItemOf(const WatchVictimResponse& r) {
  return r.has_timeline() ? &r.timeline() : nullptr;
}

template <typename Response>
void ShowRest(const Session& session, const Response& response) {
  if (!response.gone().empty()) session.out << session.Say(words::kGone) << ": " << response.gone() << '\n';
  session.out.flush();
  if (response.has_caught_up())
    session.err << session.Say(words::kCaughtUp) << ' ' << response.position() << '\n';
}

// One person or case: redrawn from the top of a terminal, else below the last.
template <typename Response>
class WholeView {
 public:
  void Show(const Session& session, const Response& response) {
    if (const auto* item = ItemOf(response)) {
      if (session.out_terminal.interactive) session.out << "\x1b[H\x1b[2J";
      Draw(session, *item);
    }
    ShowRest(session, response);
  }
};

// Rows that come together stand in one table.
class Rows {
 public:
  void Show(const Session& session, const WatchReferralsResponse& response) {
    if (response.has_exchange()) *rows_.Add() = response.exchange();
    if (response.has_caught_up() || rows_.size() >= kRowsTogetherMax) {
      ShowBoard(session, rows_);
      rows_.Clear();
    }
    ShowRest(session, response);
  }

 private:
  Exchanges rows_;
};

template <typename View, typename Request, typename Response>
ExitCode WatchView(Session& session, Asking& asking, const Flags& flags, Request request,
                   std::unique_ptr<grpc::ClientReader<Response>> (Coordination::Stub::*watch)(
                       grpc::ClientContext*, const Request&)) {
  *request.mutable_context() = asking.context();
  request.set_after_position(flags.after);
  View view;
  return Follow<Response>(
      session, asking, std::chrono::seconds(flags.retry_seconds),
      [&](grpc::ClientContext* context) { return (asking.coordination().*watch)(context, request); },
      [&](const Response& response) {
        if (session.json()) {
          session.out << ToJson(response) << '\n' << std::flush;
        } else {
          view.Show(session, response);
        }
        // Only here is everything up to the position known to have come.
        if (response.has_caught_up()) {
          request.set_after_position(response.position());
          request.mutable_context()->set_incarnation(response.incarnation());
        }
        return static_cast<bool>(session.out);
      });
}

ExitCode WatchReferrals(Session& session, Asking& asking, const Flags& flags) {
  coordination::v1::WatchReferralsRequest request;
  *request.mutable_filter() = ToFilter(flags.exchange);
  return WatchView<Rows>(session, asking, flags, request, &Coordination::Stub::WatchReferrals);
}

ExitCode WatchCase(Session& session, Asking& asking, const Flags& flags) {
  coordination::v1::WatchCaseRequest request;
  request.set_id(flags.id);
  return WatchView<WholeView<WatchCaseResponse>>(session, asking, flags, request,
                                                 &Coordination::Stub::WatchCase);
}

ExitCode WatchVictim(Session& session, Asking& asking, const Flags& flags) {
  coordination::v1::WatchVictimRequest request;
  request.set_person(flags.id);
  return WatchView<WholeView<WatchVictimResponse>>(session, asking, flags, request,
                                                   &Coordination::Stub::WatchVictim);
}

// From here on, unless a position is named.
ExitCode WatchLog(Session& session, Asking& asking, const Flags& flags) {
  ReplayWish wish = flags.wish;
  wish.follow = true;
  wish.retry_seconds = flags.retry_seconds;
  wish.from = flags.after + 1;
  if (flags.after == 0) {
    audit::v1::GetHeadRequest request;
    *request.mutable_context() = asking.context();
    audit::v1::GetHeadResponse head;
    if (!asking.Ask(asking.audit(), &audit::v1::Audit::Stub::GetHead, request, &head)) return asking.exit();
    wish.from = head.position() + 1;
  }
  return Replay(session, asking, wish);
}

using Watch = ExitCode (*)(Session&, Asking&, const Flags&);

void AddShared(CLI::App& command, const std::shared_ptr<Flags>& flags, Session& session, Watch watch) {
  command.add_option("--after", flags->after, "Go on after this position instead of beginning with what is")
      ->type_name("POSITION");
  AddReadFlags(command, flags->connection);
  AddConnectionFlags(command, flags->connection);
  AddOutputFlags(command, session);
  AddExamples(command, kExamples);
  command.callback([flags, &session, watch] {
    session.command = [flags, &session, watch] {
      Asking asking;
      if (!asking.Open(session, flags->connection, TimeFlags())) return asking.exit();
      return watch(session, asking, *flags);
    };
  });
}

}  // namespace

void AddWatchCommand(CLI::App& root, Session& session) {
  auto flags = std::make_shared<Flags>();
  CLI::App* command =
      root.add_subcommand("watch", "Follow referrals, one person, one case or the log as they change");
  command->require_subcommand(1);
  AddExamples(*command, kExamples);

  CLI::App* referrals = command->add_subcommand("referrals", "The referral board");
  AddExchangeFlags(*referrals, flags->exchange);
  referrals->add_flag("--closed", flags->exchange.closed, "Those too on which nobody owes a step")
      ->group("Filter");
  AddRetryFlag(*referrals, flags->retry_seconds);
  AddShared(*referrals, flags, session, WatchReferrals);

  CLI::App* victim = command->add_subcommand("victim", "One person's timeline");
  victim->add_option("ID", flags->id, "The person's pseudonym")->required();
  AddRetryFlag(*victim, flags->retry_seconds);
  AddShared(*victim, flags, session, WatchVictim);

  CLI::App* one_case = command->add_subcommand("case", "One case or tip");
  one_case->add_option("ID", flags->id, "The case or tip")->required();
  AddRetryFlag(*one_case, flags->retry_seconds);
  AddShared(*one_case, flags, session, WatchCase);

  CLI::App* log = command->add_subcommand("log", "Events as they are appended");
  AddReplayFlags(*log, flags->wish);
  AddShared(*log, flags, session, WatchLog);
}

}  // namespace homeward::cli
