// Handover of a person (bàn giao người), pathways 2.2. Given and not taken: the person is between agencies.
#include "projections/exchanges/build.h"
#include "projections/exchanges/consent.h"
#include "projections/facts/dates.h"
#include "projections/facts/values.h"
#include "projections/rules/codes.h"
#include "proto/contract/text.h"

namespace homeward::projections {
namespace {

using coordination::v1::EXCHANGE_KIND_HANDOVER;

// Whether the giver has offered the person anew after `since`: then a refused offer owes nothing more.
bool OfferedAnew(const std::string& id, const Facts& about, Micros since_us, Micros as_at_us) {
  for (const Line& line : MakeHistory(about, as_at_us))
    if (line.stands() && line.fact.Is("HandoverOffered") && line.fact.key != id && line.fact.time_us >= since_us)
      return true;
  return false;
}

struct Halves {
  Half g, t;  // giver, taker
  const Line* offered = nullptr;
  std::string from, to;
};

void ShowBetween(const Halves& h, const Frame& frame, ExchangeBuilder* b) {
  const Micros given_us = h.g.Find("HandoverGiven")->fact.time_us;
  const auto due = frame.governance->Due(rules::kHandoverTaken, given_us);
  b->Owes(h.to, "take", due.value_or(0));
  b->Overlay("between_agencies", DaysBetween(given_us, frame.as_at_us));
  if (due.has_value() && frame.as_at_us > *due)
    b->Overlay("between_agencies_overdue", DaysBetween(*due, frame.as_at_us));
}

void ShowOffered(const Halves& h, const std::string& id, const Facts& about, const Frame& frame, ExchangeBuilder* b) {
  const std::string& t = h.t.state;
  if (t == "taken") {
    b->State("taken");
    b->Awaiting("handover_given", h.from);
    b->Owes(h.from, "record_given");
  } else if (t == "refused") {
    b->State("refused");
    if (OfferedAnew(id, about, h.t.last()->fact.time_us, frame.as_at_us)) return;
    b->Overlay("open_for_sender");
    b->Owes(h.from, "offer_elsewhere");
  } else if (t == "accepted") {
    b->State("accepted");
    b->Owes(h.from, "give");
  } else {
    b->State("offered");
    const auto due = frame.governance->Due(rules::kHandoverAnswer, h.offered->fact.time_us);
    b->Owes(h.to, "answer", due.value_or(0));
    if (due.has_value() && frame.as_at_us > *due) b->Overlay("expired", DaysBetween(*due, frame.as_at_us));
  }
}

void ShowState(const Halves& h, const std::string& id, const Facts& about, const Frame& frame, ExchangeBuilder* b) {
  const std::string &g = h.g.state, &t = h.t.state;
  if (g == "none") {
    b->State("awaiting_sender");
    b->Awaiting("handover_given", h.from);
    if (t != "refused") b->Owes(h.from, t == "taken" ? "record_given" : "record_sent");
  } else if (g == "declined_by_person" || g == "withdrawn") {
    b->State(g);
    if (t != "taken") return;
    b->Conflict(g == "withdrawn" ? "withdrawn_but_taken" : "person_declined_but_taken", h.to);
    b->Owes(h.from, "resolve");
    b->Owes(h.to, "resolve");
  } else if (g == "given") {
    if (t == "taken") {
      b->State("completed");
    } else if (t == "refused") {
      b->State("refused");
      b->Conflict("given_but_refused", h.to);
      b->Overlay("between_agencies", DaysBetween(h.g.Find("HandoverGiven")->fact.time_us, frame.as_at_us));
      b->Owes(h.from, "offer_elsewhere");
    } else {
      b->State("given");
      ShowBetween(h, frame, b);
    }
  } else {
    ShowOffered(h, id, about, frame, b);
  }
}

void ShowClocks(const Halves& h, ExchangeBuilder* b) {
  const Line* given = h.g.Find("HandoverGiven");
  b->Runs(h.g.state == "offered", rules::kHandoverAnswer, h.offered, h.t.first(), h.to);
  b->Runs(h.g.state == "given" && h.t.state != "refused", rules::kHandoverTaken, given, h.t.Find("HandoverTaken"),
          h.to);
}

Halves ReadHalves(const std::string& id, ExchangeBuilder* b) {
  Halves h;
  h.g = RunHalf(b->HalfLines("handover_out", id), "");
  h.offered = h.g.Find("HandoverOffered");
  if (const Line* first = h.g.first()) h.from = first->fact.unit();
  if (h.offered != nullptr) h.to = h.offered->fact.Text("to_unit");
  h.t = RunHalf(b->Addressed(b->HalfLines("handover_in", id), h.to), "");
  if (h.g.empty() && !h.t.empty()) {
    h.to = h.t.first()->fact.unit();
    for (const Line* line : h.t.lines)
      if (std::string said = line->fact.Text("from_unit"); !said.empty()) h.from = said;
  }
  return h;
}

}  // namespace

Exchange DeriveHandover(const std::string& id, const Facts& facts, const Facts& about, const Frame& frame) {
  ExchangeBuilder b(contract::Cat("handover:", id), EXCHANGE_KIND_HANDOVER, frame);
  b.out().history = MakeHistory(facts, frame.as_at_us);
  const Halves h = ReadHalves(id, &b);
  if (h.g.empty() && h.t.empty()) return std::move(b).Finish();
  auto& e = b.shown();
  e.set_sender_state(h.g.state);
  e.set_receiver_state(h.t.state);
  for (const auto* half : {&h.g, &h.t}) {
    for (const Line* line : half->lines) {
      if (std::string person = line->fact.Text("person_id"); !person.empty()) e.set_person(person);
      if (auto reason = ValueCoded(*line->fact.event->payload, "reason"); !reason.code().empty())
        *e.mutable_reason() = reason;
    }
  }
  b.Parties(h.from, h.to, h.g.lines, h.t.lines);
  b.out().open_to_receiver = h.offered != nullptr;
  if (h.offered != nullptr) {
    *e.mutable_basis() = ValueCoded(*h.offered->fact.event->payload, "basis");
    if (e.basis().code() == "consent") {
      const ConsentCover cover = CoverOf(h.offered->fact, about, frame);
      if (cover.verdict.result() == coordination::v1::VERDICT_RESULT_AWAITING) b.Awaiting("consent_record", h.from);
      if (cover.verdict.result() == coordination::v1::VERDICT_RESULT_CONFLICT)
        b.Conflict(cover.verdict.code().code(), h.from);
      if (!e.verdicts().empty()) b.out().open_to_receiver = false;
    }
  }
  ShowState(h, id, about, frame, &b);
  ShowClocks(h, &b);
  b.Times(h.offered == nullptr ? 0 : h.offered->fact.time_us, h.g.lines, h.t.lines);
  return std::move(b).Finish();
}

}  // namespace homeward::projections
