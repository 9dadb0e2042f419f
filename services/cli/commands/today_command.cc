// homeward today: a coordinator's or a unit's morning on one screen.
#include <algorithm>
#include <memory>
#include <ostream>

#include "CLI/CLI.hpp"
#include "services/cli/client/changes.h"
#include "services/cli/client/connection.h"
#include "services/cli/commands/commands.h"
#include "services/cli/commands/view_footer.h"
#include "services/cli/render/clock_view.h"
#include "services/cli/render/day_view.h"
#include "services/cli/render/exchange_view.h"
#include "services/cli/render/json.h"
#include "services/cli/text.h"

namespace homeward::cli {
namespace {

using coordination::v1::Coordination;
using coordination::v1::ListChangesResponse;
using coordination::v1::ListInboxRequest;
using coordination::v1::ListInboxResponse;
using oversight::v1::ConcernGroup;
using oversight::v1::ListConcernsRequest;
using oversight::v1::ListConcernsResponse;
using oversight::v1::ListDeadlinesRequest;
using oversight::v1::ListDeadlinesResponse;
using oversight::v1::Oversight;

constexpr int kDaysAhead = 14;     // what comes next
constexpr int kEachDefault = 5;    // rows of each part
constexpr int kChangesAsked = 50;  // rows, about: how many there are, and the first of them

struct Flags {
  ConnectionFlags connection;
  TimeFlags times;
  std::string of, province;
  int days = kDaysAhead;
  int each = kEachDefault;
};

struct Day {
  ListInboxResponse inbox;
  ListDeadlinesResponse overdue, next;
  ListConcernsResponse concerns;
  ListChangesResponse changes;
};

constexpr std::string_view kExamples =
    R"(  homeward today --identity ./certs/labour --unit soc.01        what my unit finds on its desk
  homeward today --identity ./certs/coordinator --province 01   what a province's coordinator asks first
  homeward today --identity ./certs/coordinator --each 20 --next 30
  homeward today --identity ./certs/coordinator --as-at 2025-06-30 --output json)";

// Later pages tell of others: their groups join those of the same question.
void Join(const ListConcernsResponse& page, int each, ListConcernsResponse* all) {
  for (const ConcernGroup& group : page.groups()) {
    ConcernGroup* of = nullptr;
    for (ConcernGroup& known : *all->mutable_groups())
      if (known.kind().code() == group.kind().code()) of = &known;
    if (of == nullptr) {
      *all->add_groups() = group;
      continue;
    }
    of->set_count(of->count() + group.count());
    of->mutable_concerns()->MergeFrom(group.concerns());
    std::stable_sort(of->mutable_concerns()->begin(), of->mutable_concerns()->end(),
                     [](const auto& a, const auto& b) { return a.since().seconds() < b.since().seconds(); });
    while (of->concerns_size() > each) of->mutable_concerns()->RemoveLast();
    of->set_more(of->count() > of->concerns_size());
  }
  all->set_position(page.position());
  all->set_incarnation(page.incarnation());
  *all->mutable_as_at() = page.as_at();
}

bool AskDeadlines(Asking& asking, const Flags& flags, bool ahead, ListDeadlinesResponse* response) {
  ListDeadlinesRequest request;
  *request.mutable_context() = asking.context();
  *request.mutable_known_at() = asking.known_at();
  request.set_unit(flags.of);
  request.set_province(flags.province);
  request.set_include_running(ahead);
  request.set_within_days(ahead ? flags.days : 0);
  ListDeadlinesResponse all;
  if (!asking.AskPages<Oversight::Stub, ListDeadlinesRequest, ListDeadlinesResponse>(
          asking.oversight(), &Oversight::Stub::ListDeadlines, request, services::kPageRowsMax,
          [](const ListDeadlinesResponse& page) { return page.clocks_size(); }, &all))
    return false;
  // What is late already stands in its own part.
  *response = all;
  if (!ahead) return true;
  response->clear_clocks();
  for (const auto& clock : all.clocks())
    if (clock.deadline().state().code() == "running") *response->add_clocks() = clock;
  return true;
}

bool AskConcerns(Asking& asking, const Flags& flags, ListConcernsResponse* all) {
  ListConcernsRequest request;
  *request.mutable_context() = asking.context();
  *request.mutable_known_at() = asking.known_at();
  request.set_unit(flags.of);
  request.set_province(flags.province);
  request.set_each(flags.each);
  do {
    ListConcernsResponse page;
    if (!asking.Ask(asking.oversight(), &Oversight::Stub::ListConcerns, request, &page)) return false;
    Join(page, flags.each, all);
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  return true;
}

bool AskDay(Asking& asking, const Flags& flags, Day* day) {
  ListInboxRequest inbox;
  *inbox.mutable_context() = asking.context();
  *inbox.mutable_known_at() = asking.known_at();
  inbox.mutable_filter()->set_unit(flags.of);
  inbox.mutable_filter()->set_province(flags.province);
  return asking.AskPages<Coordination::Stub, ListInboxRequest, ListInboxResponse>(
             asking.coordination(), &Coordination::Stub::ListInbox, inbox, services::kPageRowsMax,
             [](const ListInboxResponse& page) { return page.exchanges_size(); }, &day->inbox) &&
         AskDeadlines(asking, flags, false, &day->overdue) && AskDeadlines(asking, flags, true, &day->next) &&
         AskConcerns(asking, flags, &day->concerns) &&
         AskChanges(asking, DayBefore(asking.context()), kChangesAsked, &day->changes);
}

template <typename Row>
google::protobuf::RepeatedPtrField<Row> First(const google::protobuf::RepeatedPtrField<Row>& rows, int count) {
  google::protobuf::RepeatedPtrField<Row> first;
  for (int i = 0; i < std::min(count, rows.size()); ++i) *first.Add() = rows[i];
  return first;
}

void ShowDay(Session& session, const Flags& flags, const Day& day) {
  ShowHeading(session, words::kInbox, day.inbox.exchanges_size(), /*first=*/true);
  if (!day.inbox.exchanges().empty()) ShowInbox(session, First(day.inbox.exchanges(), flags.each));
  ShowHeading(session, words::kOverdue, day.overdue.clocks_size());
  if (!day.overdue.clocks().empty()) ShowClocks(session, First(day.overdue.clocks(), flags.each));
  ShowHeading(session, words::kComesNext, day.next.clocks_size());
  if (!day.next.clocks().empty()) ShowClocks(session, First(day.next.clocks(), flags.each));
  int64_t concerns = 0;
  for (const ConcernGroup& group : day.concerns.groups()) concerns += group.count();
  ShowHeading(session, words::kAttention, concerns);
  ShowConcerns(session, day.concerns.groups());
  const ListChangesResponse& changes = day.changes;
  ShowHeading(session, words::kSinceYesterday,
              changes.exchanges_size() + changes.cases_size() + changes.persons_size());
  ListChangesResponse first;
  *first.mutable_exchanges() = First(changes.exchanges(), flags.each);
  *first.mutable_cases() = First(changes.cases(), flags.each);
  *first.mutable_persons() = First(changes.persons(), flags.each);
  ShowChanges(session, first);
  TellPosition(session, day.concerns);
}

ExitCode RunToday(Session& session, const Flags& flags) {
  Asking asking;
  if (!asking.Open(session, flags.connection, flags.times)) return asking.exit();
  Day day;
  if (!AskDay(asking, flags, &day)) return asking.exit();
  if (session.json()) {
    session.out << "{\"inbox\":" << ToJson(day.inbox) << ",\"overdue\":" << ToJson(day.overdue)
                << ",\"next\":" << ToJson(day.next) << ",\"concerns\":" << ToJson(day.concerns)
                << ",\"changes\":" << ToJson(day.changes) << "}\n";
    return kExitOk;
  }
  ShowDay(session, flags, day);
  return kExitOk;
}

}  // namespace

void AddTodayCommand(CLI::App& root, Session& session) {
  auto flags = std::make_shared<Flags>();
  CLI::App* command =
      root.add_subcommand("today", "Show the morning's questions: inbox, what is late, what asks for attention");
  const char* group = "Filter";
  command->add_option("--each", flags->each, "Rows of each part")
      ->check(CLI::Range(1, services::kPageRowsMax).description(""))
      ->type_name("ROWS")
      ->capture_default_str();
  command->add_option("--next", flags->days, "How many days ahead")
      ->check(CLI::Range(1, 366).description(""))
      ->type_name("DAYS")
      ->capture_default_str();
  command->add_option("--of", flags->of, "Of this unit, within yours or your province")
      ->type_name("UNIT")
      ->group(group);
  command->add_option("--province", flags->province, "For coordinators and auditors")->type_name("CODE")->group(group);
  AddQuestionFlags(*command, flags->connection, flags->times, session, kExamples);
  command->callback([flags, &session] { session.command = [flags, &session] { return RunToday(session, *flags); }; });
}

}  // namespace homeward::cli
