// Referral (chuyển gửi), pathways 2.1: the shown state is the first row of the table that fits.
#include <set>

#include "projections/exchanges/build.h"
#include "projections/exchanges/consent.h"
#include "projections/facts/dates.h"
#include "projections/facts/values.h"
#include "projections/rules/codes.h"
#include "proto/contract/text.h"

namespace homeward::projections {
namespace {

using coordination::v1::EXCHANGE_KIND_REFERRAL;

bool Working(std::string_view r) { return r == "accepted" || r == "in_progress" || r == "on_hold"; }
bool Unsuccessful(std::string_view r) {
  return r == "failed" || r == "declined" || r == "returned" || r == "redirected";
}

struct Halves {
  Half s, r;
  const Line* sent = nullptr;
  std::string from, to;  // units
  Micros due_us = 0;
};

const Line* FindSent(const Half& s) {
  const Line* sent = s.Find("ReferralSent");
  return sent != nullptr ? sent : s.Find("ServiceReferralSent");
}

Halves ReadHalves(const std::string& id, ExchangeBuilder* b) {
  Halves h;
  h.s = RunHalf(b->HalfLines("referral_out", id), "");
  h.sent = FindSent(h.s);
  if (h.sent != nullptr) {
    h.from = h.sent->fact.unit();
    h.to = h.sent->fact.Text("to_unit");
    h.due_us = h.sent->fact.Time("due");
  }
  const std::vector<const Line*> in = b->HalfLines("referral_in", id);
  h.r = RunHalf(b->Addressed(in, h.to), "");
  if (h.sent == nullptr && !h.r.empty()) {
    h.to = h.r.first()->fact.unit();
    for (const Line* line : h.r.lines)
      if (std::string said = line->fact.Text("from_unit"); !said.empty()) h.from = said;
  }
  std::set<std::string> senders;
  for (const Line* line : h.s.lines)
    if (line->fact.Is("ReferralSent")) senders.insert(line->fact.unit());
  if (senders.size() > 1) b->Conflict("two_senders");
  return h;
}

// Row 9: who owes what while the receiver is at work.
void OwedByReceiver(const Halves& h, const Frame& frame, ExchangeBuilder* b) {
  const std::string& r = h.r.state;
  if (r == "none") {
    b->Owes(h.to, "acknowledge", h.due_us);
    const auto rule = frame.governance->Due(rules::kReferralAcknowledge, h.sent->fact.time_us);
    if (rule.has_value() && frame.as_at_us > *rule) b->Overlay("unacknowledged", DaysBetween(*rule, frame.as_at_us));
  } else if (r == "received") {
    b->Owes(h.to, "answer", h.due_us);
  } else if (r == "accepted") {
    b->Owes(h.to, "start");
  } else if (r == "on_hold") {
    b->Owes(h.to, "review_hold", h.r.Find("ReferralPutOnHold")->fact.Time("review_on"));
  } else {
    b->Owes(h.to, "finish");
  }
  if ((r == "none" || r == "received") && h.due_us != 0 && frame.as_at_us > h.due_us)
    b->Overlay("expired", DaysBetween(h.due_us, frame.as_at_us));
}

// The table of pathways 2.1, row by row.
void ShowState(const Halves& h, bool deletion_confirmed, const Frame& frame, ExchangeBuilder* b) {
  const std::string &s = h.s.state, &r = h.r.state;
  if (s == "in_error") {  // 1
    b->State("entered_in_error");
    if (Working(r) && !deletion_confirmed) {
      b->Owes(h.to, "confirm_deletion");
      b->Overlay("retention_of_error_unconfirmed");
    }
  } else if (s == "none") {  // 2
    b->State("awaiting_sender");
    b->Awaiting("referral_sent", h.from);
    b->Owes(h.from, "record_sent");
  } else if (r == "completed") {  // 3
    b->State("completed");
  } else if (s == "cancelled" && (r == "in_progress" || r == "on_hold")) {  // 4
    b->State("cancelled_stop_due");
    b->Owes(h.to, "stop");
  } else if (s == "cancelled") {  // 5
    b->State("cancelled");
    if (r == "redirected") b->Overlay("owed_by_child", 0, b->shown().continued_by());
  } else if (Unsuccessful(r)) {  // 6, 7
    b->State(r);
    if (s == "closed" && h.s.Find("ReferralClosed")->fact.Code("next") == "no_service_exists") b->Overlay("unmet_need");
    if (s != "sent") return;
    if (r == "redirected") {
      b->Overlay("owed_by_child", 0, b->shown().continued_by());
      return;
    }
    b->Overlay("open_for_sender");
    const auto due = frame.governance->Due(rules::kReferralClose, h.r.last()->fact.time_us);
    b->Owes(h.from, "close", due.value_or(0));
  } else if (s == "closed") {  // 8
    b->State(r == "none" ? "sent" : r);
    b->Conflict("closed_early", h.from);
    b->Owes(h.from, "resolve");
    b->Owes(h.to, "resolve");
  } else {  // 9
    b->State(r == "none" ? "sent" : r);
    OwedByReceiver(h, frame, b);
  }
}

void ShowClocks(const Halves& h, ExchangeBuilder* b) {
  if (h.sent == nullptr) return;
  const bool runs = h.s.state == "sent";
  const Line* answer =
      h.r.FirstAfter(nullptr, {"ReferralAccepted", "ReferralDeclined", "ReferralRedirected", "ReferralStarted"});
  b->Runs(runs, rules::kReferralAcknowledge, h.sent, h.r.first(), h.to);
  b->Runs(runs, rules::kReferralAnswer, h.sent, answer, h.to, h.due_us);
  if (const Line* hold = h.r.Find("ReferralPutOnHold"))
    b->Runs(runs, rules::kReferralHoldReview, hold, h.r.FirstAfter(hold, {}), h.to, hold->fact.Time("review_on"));
  if (Unsuccessful(h.r.state) && h.r.state != "redirected")
    b->Runs(runs, rules::kReferralClose, h.r.last(), h.s.Find("ReferralClosed"), h.from);
}

void ShowAnswer(const Halves& h, ExchangeBuilder* b) {
  const Line* accepted = h.r.Find("ReferralAccepted");
  const Line* started = h.r.Find("ReferralStarted");
  if (accepted == nullptr && started != nullptr) b->Overlay("acceptance_not_recorded");
  const Line* answer = accepted != nullptr ? accepted : started;
  for (std::string_view name : {"ReferralDeclined", "ReferralRedirected"})
    if (answer == nullptr) answer = h.r.Find(name);
  if (answer != nullptr)
    AnswerOverlays(*answer, h.due_us, answer->fact.Is("ReferralAccepted") || answer->fact.Is("ReferralStarted"), b);
}

// Whether the basis holds, and what becomes of the receiver once a consent is gone.
void ShowBasis(const Halves& h, const Facts& about, const Frame& frame, ExchangeBuilder* b) {
  if (h.sent == nullptr || h.sent->fact.Code("basis") != "consent") return;
  if (h.sent->fact.Is("ServiceReferralSent")) return;  // its consent lies in the service user's own stream
  const ConsentCover cover = CoverOf(h.sent->fact, about, frame);
  if (cover.verdict.result() == coordination::v1::VERDICT_RESULT_AWAITING) b->Awaiting("consent_record", h.from);
  if (cover.verdict.result() == coordination::v1::VERDICT_RESULT_CONFLICT)
    b->Conflict(cover.verdict.code().code(), h.from);
  if (!cover.withdrawn && !cover.expired) return;
  b->out().open_to_receiver = false;
  b->out().closed_to_receiver = cover.withdrawn;
  const bool running = h.s.state == "sent" && !Unsuccessful(h.r.state) && h.r.state != "completed";
  if (!running) return;
  b->Overlay(cover.withdrawn ? "consent_withdrawn" : "consent_expired");
  if (!Working(h.r.state)) return;
  b->shown().clear_owed();  // whatever else was owed, it stops first
  b->Owes(h.to, "stop");
}

void ShowFacts(const Halves& h, const std::string& id, ExchangeBuilder* b) {
  auto& e = b->shown();
  e.set_sender_state(h.s.state);
  e.set_receiver_state(h.r.state);
  if (h.sent != nullptr) {
    const Fact& sent = h.sent->fact;
    const auto& payload = *sent.event->payload;
    *e.mutable_need() = ValueCoded(payload, "service");
    *e.mutable_urgency() = ValueCoded(payload, "urgency");
    *e.mutable_basis() = ValueCoded(payload, "basis");
    *e.mutable_due() = ToTimestamp(h.due_us);
    e.set_continues(sent.Text("continues"));
    e.set_service_user(sent.Text("service_user_id"));
    b->out().hidden_domain = !e.service_user().empty();
  }
  for (const auto* half : {&h.s, &h.r})
    for (const Line* line : half->lines)
      if (std::string person = line->fact.Text("person_id"); !person.empty()) e.set_person(person);
  for (const auto* half : {&h.s, &h.r}) {
    for (const Line* line : half->lines) {
      const auto& payload = *line->fact.event->payload;
      for (std::string_view field : {"reason", "next"})
        if (auto coded = ValueCoded(payload, field); !coded.code().empty()) *e.mutable_reason() = coded;
      if (auto coded = ValueCoded(payload, "outcome"); !coded.code().empty()) *e.mutable_outcome() = coded;
    }
  }
  if (h.r.state == "on_hold")
    *e.mutable_review_on() = ToTimestamp(h.r.Find("ReferralPutOnHold")->fact.Time("review_on"));
  for (const Line& line : b->out().history) {
    if (!line.stands()) continue;
    const bool own = line.fact.key == id;
    if (own && line.fact.Is("ReferralRedirected")) e.set_continued_by(line.fact.Text("new_referral_id"));
    if (own && line.fact.Is("ReferralClosed") && !line.fact.Text("next_referral_id").empty())
      e.set_continued_by(line.fact.Text("next_referral_id"));
    if (!own && line.fact.Text("continues") == id) e.set_continued_by(std::string(line.fact.key));
  }
}

}  // namespace

Exchange DeriveReferral(const std::string& id, const Facts& facts, const Facts& about, const Frame& frame) {
  ExchangeBuilder b(contract::Cat("referral:", id), EXCHANGE_KIND_REFERRAL, frame);
  b.out().history = MakeHistory(facts, frame.as_at_us);
  const Halves h = ReadHalves(id, &b);
  if (h.s.empty() && h.r.empty()) return std::move(b).Finish();
  ShowFacts(h, id, &b);
  b.Parties(h.from, h.to, h.s.lines, h.r.lines);
  // Nothing is opened by a verdict other than ok; a referral to the wrong person closes at once.
  b.out().open_to_receiver = h.sent != nullptr && h.s.state != "in_error";
  b.out().closed_to_receiver = h.s.state == "in_error";
  const bool deleted = RunHalf(b.HalfLines("referral_in", id), "deletion").state == "confirmed";
  ShowState(h, deleted, frame, &b);
  ShowClocks(h, &b);
  ShowAnswer(h, &b);
  ShowBasis(h, about, frame, &b);
  if (h.sent != nullptr && frame.governance->Dissolved(h.to, h.sent->fact.time_us)) b.Conflict("addressee_dissolved");
  if (h.r.state == "on_hold" && h.s.state == "sent") {
    const Micros review = h.r.Find("ReferralPutOnHold")->fact.Time("review_on");
    if (review != 0 && frame.as_at_us > review) b.Overlay("hold_review_overdue", DaysBetween(review, frame.as_at_us));
  }
  // A stranger's answer closes nothing to the addressee; every other doubt does.
  for (const auto& verdict : b.shown().verdicts())
    if (verdict.code().code() != "not_addressed") b.out().open_to_receiver = false;
  b.Times(h.sent == nullptr ? 0 : h.sent->fact.time_us, h.s.lines, h.r.lines);
  return std::move(b).Finish();
}

}  // namespace homeward::projections
