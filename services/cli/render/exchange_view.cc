#include "services/cli/render/exchange_view.h"

#include <ostream>
#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "services/cli/render/answer_text.h"
#include "services/cli/render/facts.h"
#include "services/cli/render/lane_graph.h"
#include "services/cli/render/table.h"
#include "services/cli/text.h"
#include "services/cli/words.h"

namespace homeward::cli {
namespace {

using coordination::v1::Exchange;
using coordination::v1::Overlay;
using coordination::v1::Owed;

constexpr int kIndent = 2;

std::string What(const Session& session, const Exchange& exchange) {
  const std::string need = Text(session, exchange.need());
  const bool referral = exchange.kind() == coordination::v1::EXCHANGE_KIND_REFERRAL;
  if (referral && !need.empty()) return need;
  return session.Say(exchange.kind_label(), "");
}

std::string Sides(const Exchange& exchange) {
  const auto side = [](const std::string& unit, const std::string& now) {
    return now.empty() || now == unit ? unit : Cat(unit, "⇒", now);
  };
  return Cat(side(exchange.from_unit(), exchange.from_unit_now()), " → ",
             side(exchange.to_unit(), exchange.to_unit_now()));
}

// Mostly the addressee owes: only another is named.
std::string OwedText(const Session& session, const Exchange& exchange, const Owed& owed) {
  const std::string step = Text(session, owed.step());
  if (owed.unit().empty() || owed.unit() == exchange.to_unit_now() || owed.unit() == exchange.to_unit())
    return step;
  const bool sender = owed.unit() == exchange.from_unit_now() || owed.unit() == exchange.from_unit();
  return Cat(sender ? std::string(session.Say(words::kSender)) : owed.unit(), ": ", step);
}

Cell OwesCell(const Session& session, const Exchange& exchange) {
  std::vector<std::string> parts;
  bool overdue = false;
  for (const Owed& owed : exchange.owed()) {
    parts.push_back(OwedText(session, exchange, owed));
    overdue = overdue || owed.overdue();
  }
  return {absl::StrJoin(parts, "; "), overdue ? Tone::kBad : Tone::kPlain};
}

// Overlays and verdicts, the alarms of a row.
Cell NotesCell(const Session& session, const Exchange& exchange) {
  std::vector<std::string> parts;
  for (const Overlay& overlay : exchange.overlays()) {
    std::string part = session.Say(overlay.label(), overlay.code());
    if (overlay.days() > 0) part += Cat(" (", overlay.days(), " d)");
    parts.push_back(part);
  }
  const Cell verdicts = VerdictCell(session, exchange.verdicts());
  if (!verdicts.text.empty()) parts.push_back(verdicts.text);
  return {absl::StrJoin(parts, "; "), verdicts.tone == Tone::kBad ? Tone::kBad : Tone::kNotice};
}

// The date that counts: the soonest owed one, else the one agreed.
Cell DueCell(const Exchange& exchange) {
  const Owed* soonest = nullptr;
  for (const Owed& owed : exchange.owed()) {
    if (owed.has_due() && (soonest == nullptr || Micros(owed.due()) < Micros(soonest->due())))
      soonest = &owed;
  }
  if (soonest == nullptr) return {DateOf(exchange.due()), Tone::kDim};
  return {DateOf(soonest->due()), soonest->overdue() ? Tone::kBad : Tone::kPlain};
}

std::string PersonOf(const Session& session, const Exchange& exchange) {
  return ShownPerson(session, exchange.person().empty() ? exchange.service_user() : exchange.person());
}

}  // namespace

void ShowBoard(const Session& session, const Exchanges& exchanges, BoardPlace place) {
  const bool within = place == BoardPlace::kWithinPerson;  // who it is about stands above

  Table table({{std::string(session.Say(words::kState))},
               {std::string(session.Say(words::kWhat)), Align::kLeft, true},
               {std::string(session.Say(words::kFromTo))},
               {std::string(session.Say(words::kDue))},
               {std::string(session.Say(words::kAge)), Align::kRight, false, 1},
               {std::string(session.Say(words::kOwes)), Align::kLeft, true},
               {std::string(session.Say(words::kNotes)), Align::kLeft, true},
               {std::string(session.Say(words::kPerson))},
               {"id", Align::kLeft, false, 2}});
  for (const Exchange& exchange : exchanges) {
    table.AddRow({{Text(session, exchange.state()), StateTone(exchange.state().code())},
                  {What(session, exchange)},
                  {Sides(exchange)},
                  DueCell(exchange),
                  {AgeText(exchange.age_seconds()), Tone::kDim},
                  OwesCell(session, exchange),
                  NotesCell(session, exchange),
                  {within ? std::string() : PersonOf(session, exchange), Tone::kDim},
                  {ShownId(session, exchange.id()), Tone::kDim}});
  }
  table.Print(session.out, session.out_terminal, within ? kIndent : 0);
}

void ShowInbox(const Session& session, const Exchanges& exchanges) {
  Table table({{std::string(session.Say(words::kDue))},
               {std::string(session.Say(words::kOwes)), Align::kLeft, true},
               {std::string(session.Say(words::kKind))},
               {std::string(session.Say(words::kWhat)), Align::kLeft, true},
               {std::string(session.Say(words::kFromTo))},
               {std::string(session.Say(words::kState))},
               {std::string(session.Say(words::kNotes)), Align::kLeft, true},
               {std::string(session.Say(words::kPerson))},
               {"id", Align::kLeft, false, 2}});
  for (const Exchange& exchange : exchanges) {
    table.AddRow({DueCell(exchange),
                  OwesCell(session, exchange),
                  {session.Say(exchange.kind_label(), "")},
                  {Text(session, exchange.need())},
                  {Sides(exchange)},
                  {Text(session, exchange.state()), StateTone(exchange.state().code())},
                  NotesCell(session, exchange),
                  {PersonOf(session, exchange), Tone::kDim},
                  {ShownId(session, exchange.id()), Tone::kDim}});
  }
  table.Print(session.out, session.out_terminal);
}

void ShowExchange(const Session& session, const Exchange& exchange) {
  session.out << session.Paint(What(session, exchange), Tone::kStrong) << "  " << Sides(exchange) << "  "
              << session.Paint(Text(session, exchange.state()), StateTone(exchange.state().code())) << "\n\n";
  Facts facts(session);
  facts.Add("id", exchange.id());
  facts.Add(words::kPerson, exchange.person().empty() ? exchange.service_user() : exchange.person());
  facts.Add(words::kSent, DateOf(exchange.sent_at()));
  facts.Add(words::kDue, DueCell(exchange));
  facts.Add(words::kUrgency, Text(session, exchange.urgency()));
  facts.Add(words::kBasis, Text(session, exchange.basis()));
  facts.Add(words::kReason, Text(session, exchange.reason()));
  facts.Add(words::kOutcome, Text(session, exchange.outcome()));
  facts.Add(words::kOwes, OwesCell(session, exchange));
  facts.Add(words::kNotes, NotesCell(session, exchange));
  facts.Add(words::kContinues, exchange.continues());
  facts.Add(words::kContinuedBy, exchange.continued_by());
  facts.Print();
  std::vector<const coordination::v1::Entry*> entries;
  for (const coordination::v1::Entry& entry : exchange.entries()) entries.push_back(&entry);
  if (!entries.empty()) session.out << '\n';
  ShowEntries(session, entries, /*lanes=*/false);
}

}  // namespace homeward::cli
