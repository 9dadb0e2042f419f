// homeward why: the events that a shown value comes from.
#include <memory>
#include <ostream>

#include "CLI/CLI.hpp"
#include "services/cli/client/connection.h"
#include "services/cli/client/query.h"
#include "services/cli/commands/commands.h"
#include "services/cli/commands/view_footer.h"
#include "services/cli/render/json.h"
#include "services/cli/render/origin_view.h"
#include "services/cli/text.h"

namespace homeward::cli {
namespace {

using coordination::v1::Coordination;

struct Flags {
  ConnectionFlags connection;
  TimeFlags times;
  std::string subject, view;
  std::vector<std::string> fields;
};

constexpr std::string_view kExamples =
    R"(  homeward why referral:01955975-4d00-7000-8000-000000000002 --identity ./certs/labour --unit soc.01
  homeward why person:p0123456789abcdefghjkmnpqrs headline responsible.units --identity ./certs/coordinator
  homeward why person:p0123456789abcdefghjkmnpqrs 'tracks[identification].state' --identity ./certs/auditor
  homeward why case:01955975-4d00-7000-8000-000000000007 stage --known-at 812 --identity ./certs/auditor

  ● without this one event the value would be another   ○ one of those that give it together
  A field is named as in --output json of the view; an element of a list by what tells it from its like. 'homeward
  diff --from 0 --subject …' lists them all. Without a field: every state and stage at the head of the view.)";

ExitCode RunWhy(Session& session, const Flags& flags) {
  Asking asking;
  if (!asking.Open(session, flags.connection, flags.times)) return asking.exit();
  coordination::v1::ExplainRequest request;
  *request.mutable_context() = asking.context();
  request.set_subject(flags.subject);
  request.set_view(flags.view);
  for (const std::string& field : flags.fields) request.add_fields(field);
  *request.mutable_known_at() = asking.known_at();
  coordination::v1::ExplainResponse response;
  if (!asking.Ask(asking.coordination(), &Coordination::Stub::Explain, request, &response)) return asking.exit();
  if (session.json()) {
    session.out << ToJson(response) << '\n';
    return kExitOk;
  }
  ShowExplanation(session, response);
  session.err << '\n';
  TellPosition(session, response);
  return kExitOk;
}

}  // namespace

void AddWhyCommand(CLI::App& root, Session& session) {
  auto flags = std::make_shared<Flags>();
  CLI::App* command = root.add_subcommand("why", "Show which events a shown value comes from");
  command->add_option("SUBJECT", flags->subject, "referral:…, handover:…, verification:…, case:…, person:p…, …")
      ->required()
      ->check([](const std::string& subject) {
        return subject.find(':') == std::string::npos ? std::string("SUBJECT is kind:id, such as person:p…")
                                                      : std::string();
      });
  command->add_option("FIELD", flags->fields, "Which value: state, headline, tracks[consent].state, …");
  command->add_option("--view", flags->view, "referrals: of a tip or a case, its passing from unit to unit")
      ->type_name("VIEW")
      ->group("Filter");
  AddQuestionFlags(*command, flags->connection, flags->times, session, kExamples);
  command->callback([flags, &session] { session.command = [flags, &session] { return RunWhy(session, *flags); }; });
}

}  // namespace homeward::cli
