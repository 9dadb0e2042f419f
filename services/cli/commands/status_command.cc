// homeward status: how far the log is, and the views behind it.
#include <algorithm>
#include <memory>
#include <ostream>

#include "CLI/CLI.hpp"
#include "services/cli/client/connection.h"
#include "services/cli/client/health.h"
#include "services/cli/client/query.h"
#include "services/cli/commands/commands.h"
#include "services/cli/flags.h"
#include "services/cli/render/answer_text.h"
#include "services/cli/render/dates.h"
#include "services/cli/render/facts.h"
#include "services/cli/render/json.h"
#include "services/cli/text.h"
#include "services/cli/words.h"

namespace homeward::cli {
namespace {

struct Flags {
  ConnectionFlags connection;
  bool digests = false;
  bool check = false;
};

constexpr std::string_view kExamples =
    R"(  homeward status --identity ./certs/auditor
  homeward status --identity ./certs/auditor --digests        equal on every server with the same log
  homeward status --identity ./certs/auditor --output json
  homeward status --identity ./certs/auditor --check || page  exit 0 only if it serves and the views are caught up)";

struct Answers {
  audit::v1::GetHeadResponse head;
  coordination::v1::GetViewStatusResponse views;
  std::string health;
};

uint64_t Lag(uint64_t head, uint64_t position) { return head > position ? head - position : 0; }

bool Healthy(const Answers& answers) {
  const bool caught_up =
      std::all_of(answers.views.views().begin(), answers.views.views().end(),
                  [&](const auto& view) { return Lag(answers.head.position(), view.position()) == 0; });
  return caught_up && !answers.views.rebuilding() && answers.health == "serving";
}

void ShowJson(const Session& session, const Answers& answers) {
  JsonWriter json;
  json.Open('{').Key("health").Text(answers.health).Key("headPosition").Number(answers.head.position());
  json.Key("root").Text(answers.head.root()).Key("incarnation").Text(answers.head.incarnation());
  json.Key("appendedAt").Text(ShowInstant(Micros(answers.head.appended_at())));
  json.Key("rebuilding").Bool(answers.views.rebuilding()).Key("views").Open('[');
  for (const coordination::v1::ViewStatus& view : answers.views.views()) {
    json.Open('{').Key("name").Text(view.name()).Key("version").Number(view.version());
    json.Key("position")
        .Number(view.position())
        .Key("lag")
        .Number(Lag(answers.head.position(), view.position()));
    if (!view.digest().empty()) json.Key("digest").Text(view.digest());
    json.Close('}');
  }
  json.Close(']').Close('}');
  session.out << json.text() << '\n';
}

void ShowTables(const Session& session, const Flags& flags, const Answers& answers) {
  Facts facts(session);
  facts.Add(words::kServer, flags.connection.server);
  facts.Add(words::kHealth, Cell{answers.health, answers.health == "serving" ? Tone::kGood : Tone::kBad});
  facts.Add(words::kHead, Cat(answers.head.position()));
  facts.Add(words::kAppended,
            answers.head.has_appended_at() ? ShowDateTime(Micros(answers.head.appended_at())) : "");
  facts.Add(words::kRoot, answers.head.root());
  facts.Add(words::kIncarnation, answers.head.incarnation());
  facts.Add(words::kNotes, Cell{session.Say(answers.views.note(), ""), Tone::kNotice});
  facts.Print(0);
  session.out << '\n';
  Table table({{std::string(session.Say(words::kView))},
               {std::string(session.Say(words::kVersion)), Align::kRight},
               {std::string(session.Say(words::kPosition)), Align::kRight},
               {std::string(session.Say(words::kLag)), Align::kRight},
               {std::string(session.Say(words::kDigest)), Align::kLeft, true}});
  for (const coordination::v1::ViewStatus& view : answers.views.views()) {
    const uint64_t lag = Lag(answers.head.position(), view.position());
    table.AddRow({{view.name()},
                  {Cat(view.version()), Tone::kDim},
                  {Cat(view.position())},
                  {Cat(lag), lag == 0 ? Tone::kGood : Tone::kNotice},
                  {view.digest(), Tone::kDim}});
  }
  table.Print(session.out, session.out_terminal);
  if (answers.views.rebuilding()) {
    session.out << session.Say(words::kRebuilding) << ' ' << answers.views.rebuilt_position() << " / "
                << answers.views.position() << '\n';
  }
}

ExitCode RunStatus(Session& session, const Flags& flags) {
  Asking asking;
  if (!asking.Open(session, flags.connection, TimeFlags())) return asking.exit();
  Answers answers;
  audit::v1::GetHeadRequest head;
  *head.mutable_context() = asking.context();
  if (!asking.Ask(asking.audit(), &audit::v1::Audit::Stub::GetHead, head, &answers.head))
    return asking.exit();
  coordination::v1::GetViewStatusRequest views;
  *views.mutable_context() = asking.context();
  views.set_digests(flags.digests);
  if (!asking.Ask(asking.coordination(), &coordination::v1::Coordination::Stub::GetViewStatus, views,
                  &answers.views)) {
    return asking.exit();
  }
  answers.health = AskHealth(asking.connection(), "");
  session.json() ? ShowJson(session, answers) : ShowTables(session, flags, answers);
  return !flags.check || Healthy(answers) ? kExitOk : kExitFailure;
}

}  // namespace

void AddStatusCommand(CLI::App& root, Session& session) {
  auto flags = std::make_shared<Flags>();
  CLI::App* command =
      root.add_subcommand("status", "Show how far the log and the views are, and whether all is well");
  command->add_flag("--digests", flags->digests, "The views' digests too; reads every row");
  command->add_flag("--check", flags->check, "End with 1 unless it serves and no view is behind");
  AddReadFlags(*command, flags->connection);
  AddConnectionFlags(*command, flags->connection);
  AddOutputFlags(*command, session);
  AddExamples(*command, kExamples);
  command->callback(
      [flags, &session] { session.command = [flags, &session] { return RunStatus(session, *flags); }; });
}

}  // namespace homeward::cli
