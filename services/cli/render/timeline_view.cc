#include "services/cli/render/timeline_view.h"

#include <algorithm>
#include <ostream>
#include <string>
#include <tuple>
#include <vector>

#include "absl/strings/str_join.h"
#include "services/cli/render/answer_text.h"
#include "services/cli/render/exchange_view.h"
#include "services/cli/render/facts.h"
#include "services/cli/render/lane_graph.h"
#include "services/cli/text.h"
#include "services/cli/words.h"

namespace homeward::cli {
namespace {

using coordination::v1::Entry;
using coordination::v1::VictimTimeline;
template <typename T>
using Repeated = google::protobuf::RepeatedPtrField<T>;

void Heading(const Session& session, const Phrase& phrase) {
  session.out << '\n' << session.Paint(session.Say(phrase), Tone::kStrong) << '\n';
}

// In one order over all lanes: by day, within it by time where that may be known, then as they were appended.
void SortByTime(std::vector<const Entry*>* entries) {
  const auto key = [](const Entry* entry) {
    return std::make_tuple(SortableDate(entry->when()), Micros(entry->when().time()), entry->position());
  };
  std::stable_sort(entries->begin(), entries->end(),
                   [&](const Entry* a, const Entry* b) { return key(a) < key(b); });
}

Cell ResponsibleCell(const Session& session, const coordination::v1::Responsible& responsible) {
  std::string text = absl::StrJoin(responsible.units(), " → ");
  const bool simple = responsible.state().code() == "responsible";
  if (!simple) text = Cat(Text(session, responsible.state()), text.empty() ? "" : ": ", text);
  const std::string since = DateOf(responsible.since());
  if (!since.empty()) text += Cat(" (", session.Say(words::kSince), " ", since, ")");
  if (responsible.days() > 0) text += Cat(", ", responsible.days(), " d");
  return {text, responsible.overdue() ? Tone::kBad : StateTone(responsible.state().code())};
}

void ShowTracks(const Session& session, const Repeated<coordination::v1::Track>& tracks) {
  if (tracks.empty()) return;
  Heading(session, words::kTracks);
  Table table({{std::string(session.Say(words::kTrack))},
               {"", Align::kLeft, true},
               {std::string(session.Say(words::kState))},
               {std::string(session.Say(words::kSince))},
               {std::string(session.Say(words::kUnit))},
               {std::string(session.Say(words::kNotes)), Align::kLeft, true}});
  for (const coordination::v1::Track& track : tracks) {
    const Cell state = track.masked() ? Cell{Cat("(", session.Say(words::kHidden), ")"), Tone::kDim}
                                      : Cell{Text(session, track.state()), StateTone(track.state().code())};
    table.AddRow({{Text(session, track.track())},
                  {ShownInstance(session, track.instance()), Tone::kDim},
                  state,
                  {DateOf(track.since()), Tone::kDim},
                  {track.unit(), Tone::kDim},
                  VerdictCell(session, track.verdicts())});
  }
  table.Print(session.out, session.out_terminal, 2);
}

void ShowServices(const Session& session, const Repeated<coordination::v1::PlannedService>& services) {
  if (services.empty()) return;
  Heading(session, words::kPlannedAndDelivered);
  Table table({{std::string(session.Say(words::kService)), Align::kLeft, true},
               {std::string(session.Say(words::kPlanned))},
               {std::string(session.Say(words::kState))},
               {std::string(session.Say(words::kDelivered)), Align::kRight},
               {std::string(session.Say(words::kSince))},
               {std::string(session.Say(words::kUnit))},
               {std::string(session.Say(words::kNotes)), Align::kLeft, true}});
  for (const coordination::v1::PlannedService& service : services) {
    const std::string& entitlement = service.entitlement().code();
    const bool entitled = entitlement.empty() || entitlement == "ok";
    table.AddRow({{Text(session, service.service())},
                  {service.planned()     ? "✓"
                   : service.unplanned() ? "–"
                                         : ""},
                  {Text(session, service.state()), StateTone(service.state().code())},
                  {service.delivered() > 0 ? Cat(service.delivered(), "×") : std::string()},
                  {DateOf(service.since()), Tone::kDim},
                  {service.provider(), Tone::kDim},
                  {entitled ? std::string() : Cat("⚑ ", Text(session, service.entitlement())), Tone::kBad}});
  }
  table.Print(session.out, session.out_terminal, 2);
}

// Only what somebody has to do, or what went wrong.
void ShowHardRules(const Session& session, const Repeated<coordination::v1::HardRule>& rules) {
  Table table({{""}, {"", Align::kLeft, true}});
  for (const coordination::v1::HardRule& rule : rules) {
    if (rule.state().code() == "kept" || rule.state().code() == "not_applicable") continue;
    table.AddRow({{Text(session, rule.state()), StateTone(rule.state().code())},
                  {session.Say(rule.label(), Cat(rule.number()))}});
  }
  if (table.empty()) return;
  Heading(session, words::kOpenRules);
  table.Print(session.out, session.out_terminal, 2);
}

void ShowHead(const Session& session, const VictimTimeline& timeline) {
  std::string headline = Text(session, timeline.headline());
  if (timeline.headline_days_left() != 0) {
    headline += Cat(" (", timeline.headline_days_left(), " ", session.Say(words::kDaysLeft), ")");
  }
  session.out << session.Paint(headline, Tone::kStrong);
  if (timeline.child()) session.out << "  " << session.Paint(session.Say(words::kChild), Tone::kNotice);
  session.out << "\n\n";
  Facts facts(session);
  facts.Add(words::kPerson, timeline.person());
  std::vector<std::string> others;
  for (const std::string& id : timeline.merged()) {
    if (id != timeline.person()) others.push_back(id);
  }
  facts.Add(words::kAlsoKnownAs, absl::StrJoin(others, ", "));
  facts.Add(words::kResponsible, ResponsibleCell(session, timeline.responsible()));
  facts.Add(words::kCases, absl::StrJoin(timeline.cases(), ", "));
  if (timeline.times_asked() > 0 || timeline.statements_reused() > 0) {
    facts.Add(words::kTimesAsked, Cat(timeline.times_asked(), ", ", session.Say(words::kReused), " ",
                                      timeline.statements_reused()));
  }
  facts.Add(words::kYouReadAs, Text(session, timeline.basis()));
  facts.Print();
  session.out << '\n';
}

}  // namespace

void ShowDeadlines(const Session& session, const Repeated<coordination::v1::Deadline>& deadlines) {
  if (deadlines.empty()) return;
  Heading(session, words::kDeadlines);
  Table table({{std::string(session.Say(words::kDue))},
               {std::string(session.Say(words::kState))},
               {std::string(session.Say(words::kDaysLeft)), Align::kRight},
               {"", Align::kLeft, true},
               {std::string(session.Say(words::kLaw))}});
  for (const coordination::v1::Deadline& deadline : deadlines) {
    const bool running = deadline.state().code() == "running";
    table.AddRow({{DateOf(deadline.due()), running && deadline.days_left() < 0 ? Tone::kBad : Tone::kPlain},
                  {Text(session, deadline.state()), StateTone(deadline.state().code())},
                  {running ? Cat(deadline.days_left()) : std::string()},
                  {session.Say(deadline.label(), deadline.rule_code())},
                  {deadline.article(), Tone::kDim}});
  }
  table.Print(session.out, session.out_terminal, 2);
}

void ShowSafeguards(const Session& session, const Repeated<coordination::v1::Safeguard>& safeguards) {
  Table table({{""}, {"", Align::kLeft, true}, {"", Align::kRight}, {"", Align::kLeft, true}});
  for (const coordination::v1::Safeguard& safeguard : safeguards) {
    if (!safeguard.applies()) continue;
    table.AddRow({{safeguard.kept() ? "✓" : "✗", safeguard.kept() ? Tone::kGood : Tone::kBad},
                  {Text(session, safeguard.check())},
                  {safeguard.count() > 0 ? Cat(safeguard.count()) : std::string()},
                  {safeguard.detail(), Tone::kDim}});
  }
  if (table.empty()) return;
  Heading(session, words::kSafeguards);
  table.Print(session.out, session.out_terminal, 2);
}

void ShowTimeline(const Session& session, const VictimTimeline& timeline) {
  ShowHead(session, timeline);
  std::vector<const Entry*> entries;
  for (const coordination::v1::LaneEntries& lane : timeline.lanes()) {
    for (const Entry& entry : lane.entries()) entries.push_back(&entry);
  }
  for (const Entry& entry : timeline.duplicates()) entries.push_back(&entry);
  SortByTime(&entries);
  ShowEntries(session, entries, /*lanes=*/true);
  ShowTracks(session, timeline.tracks());
  ShowServices(session, timeline.services());
  if (!timeline.exchanges().empty()) {
    Heading(session, words::kExchanges);
    ShowBoard(session, timeline.exchanges(), BoardPlace::kWithinPerson);
  }
  ShowDeadlines(session, timeline.deadlines());
  ShowSafeguards(session, timeline.safeguards());
  ShowHardRules(session, timeline.hard_rules());
}

void ShowServiceUser(const Session& session, const coordination::v1::GetServiceUserRecordResponse& record) {
  Facts facts(session);
  facts.Add(words::kPerson, record.service_user());
  facts.Add(words::kYouReadAs, Text(session, record.basis()));
  facts.Print();
  session.out << '\n';
  std::vector<const Entry*> entries;
  for (const Entry& entry : record.entries()) entries.push_back(&entry);
  ShowEntries(session, entries, /*lanes=*/false);
  ShowTracks(session, record.tracks());
  if (record.exchanges().empty()) return;
  Heading(session, words::kExchanges);
  ShowBoard(session, record.exchanges(), BoardPlace::kWithinPerson);
}

}  // namespace homeward::cli
