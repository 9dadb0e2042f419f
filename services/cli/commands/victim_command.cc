// homeward victim: one person's timeline.
#include <memory>
#include <ostream>

#include "CLI/CLI.hpp"
#include "services/cli/client/connection.h"
#include "services/cli/client/query.h"
#include "services/cli/commands/commands.h"
#include "services/cli/commands/view_footer.h"
#include "services/cli/render/json.h"
#include "services/cli/render/timeline_view.h"
#include "services/cli/text.h"

namespace homeward::cli {
namespace {

using coordination::v1::Coordination;

struct Flags {
  ConnectionFlags connection;
  TimeFlags times;
  std::string id;
};

constexpr char kServiceIdPrefix = 's';

constexpr std::string_view kExamples =
    R"(  homeward victim p0123456789abcdefghjkmnpqrs --identity ./certs/labour --unit soc.01
  homeward victim p0123456789abcdefghjkmnpqrs --identity ./certs/coordinator --unit crd.01 --lang vi
  homeward victim p0123456789abcdefghjkmnpqrs --known-at 2025-03-10 …   what was known then
  homeward victim p0123456789abcdefghjkmnpqrs --as-at 2025-06-01 …      deadlines as of that day
  homeward victim s0123456789abcdefghjkmnpqrs --identity ./certs/labour   a support-model user

  Whoever takes no part gets the answer of an unknown id. Each look is kept in the access record.)";

template <typename Request, typename Response>
bool Fetch(Asking& asking, Request request, Response* response,
           grpc::Status (Coordination::Stub::*get)(grpc::ClientContext*, const Request&, Response*)) {
  *request.mutable_context() = asking.context();
  if (asking.known_at().ByteSizeLong() > 0) *request.mutable_known_at() = asking.known_at();
  return asking.Ask(asking.coordination(), get, request, response);
}

ExitCode ShowServiceUserRecord(Session& session, const Flags& flags, Asking& asking) {
  coordination::v1::GetServiceUserRecordRequest request;
  request.set_service_user(flags.id);
  coordination::v1::GetServiceUserRecordResponse response;
  if (!Fetch(asking, request, &response, &Coordination::Stub::GetServiceUserRecord)) return asking.exit();
  if (session.json()) {
    session.out << ToJson(response) << '\n';
    return kExitOk;
  }
  ShowServiceUser(session, response);
  TellPosition(session, response);
  return kExitOk;
}

ExitCode RunVictim(Session& session, const Flags& flags) {
  Asking asking;
  if (!asking.Open(session, flags.connection, flags.times)) return asking.exit();
  if (flags.id.front() == kServiceIdPrefix) return ShowServiceUserRecord(session, flags, asking);
  coordination::v1::GetVictimTimelineRequest request;
  request.set_person(flags.id);
  coordination::v1::GetVictimTimelineResponse response;
  if (!Fetch(asking, request, &response, &Coordination::Stub::GetVictimTimeline)) return asking.exit();
  if (session.json()) {
    session.out << ToJson(response) << '\n';
    return kExitOk;
  }
  ShowTimeline(session, response.timeline());
  session.err << '\n';
  TellPosition(session, response);
  return kExitOk;
}

}  // namespace

void AddVictimCommand(CLI::App& root, Session& session) {
  auto flags = std::make_shared<Flags>();
  CLI::App* command = root.add_subcommand("victim", "Show one person's way, from first contact to reintegration");
  command->add_option("ID", flags->id, "The person's pseudonym: p and 26 digits (s… for a support-model user)")
      ->required()
      ->check([](const std::string& id) { return id.empty() ? std::string("ID must not be empty") : std::string(); });
  AddQuestionFlags(*command, flags->connection, flags->times, session, kExamples);
  command->callback([flags, &session] { session.command = [flags, &session] { return RunVictim(session, *flags); }; });
}

}  // namespace homeward::cli
