// Verification (xác minh): asked by one unit, answered by police or, for people from abroad, border guard. An answer of
// its own motion, without a request, is complete as it stands.
#include "projections/exchanges/build.h"
#include "projections/facts/dates.h"
#include "projections/facts/values.h"
#include "projections/rules/codes.h"
#include "proto/contract/text.h"

namespace homeward::projections {
namespace {

const Line* FindRequest(const Half& s) {
  const Line* request = s.Find("VerificationRequested");
  return request != nullptr ? request : s.Find("VerificationReviewRequested");
}

// Whether a paper that still stands confirmed the status after the request: then nobody owes an answer any more.
bool ConfirmedSince(const Facts& about, Micros since_us, Micros as_at_us) {
  for (const Line& line : MakeHistory(about, as_at_us))
    if (line.stands() && line.fact.Is("VictimStatusConfirmed") && line.fact.time_us >= since_us) return true;
  return false;
}

}  // namespace

Exchange DeriveVerification(const std::string& id, const Facts& facts, const Facts& about, const Frame& frame) {
  ExchangeBuilder b(contract::Cat("verification:", id), coordination::v1::EXCHANGE_KIND_VERIFICATION, frame);
  b.out().history = MakeHistory(facts, frame.as_at_us);
  const Half s = RunHalf(b.HalfLines("verification_out", id), "");
  const Line* request = FindRequest(s);
  std::string from = UnitOf(request), to = request == nullptr ? "" : request->fact.Text("to_unit");
  const Half r = RunHalf(b.Addressed(b.HalfLines("verification_in", id), to), "");
  if (s.empty() && r.empty()) return std::move(b).Finish();
  if (to.empty()) to = r.first()->fact.unit();

  auto& e = b.shown();
  e.set_sender_state(s.state);
  e.set_receiver_state(r.state);
  for (const auto* half : {&s, &r})
    for (const Line* line : half->lines)
      if (std::string person = line->fact.Text("person_id"); !person.empty()) e.set_person(person);
  if (request != nullptr) e.set_continues(request->fact.Text("reviews"));
  b.Parties(from, to, s.lines, r.lines);
  b.out().open_to_receiver = request != nullptr;

  const Line* extended = r.Find("VerificationExtended");
  const Line* completed = r.Find("VerificationCompleted");
  Micros due = 0;
  if (request != nullptr) due = frame.governance->Due(rules::kVerificationReply, request->fact.time_us).value_or(0);
  if (extended != nullptr) due = extended->fact.Time("due");
  if (due != 0) *e.mutable_due() = ToTimestamp(due);

  if (completed != nullptr) {
    b.State("completed");
    *e.mutable_outcome() = ValueCoded(*completed->fact.event->payload, "outcome");
    AnswerOverlays(*completed, due, false, &b);
  } else if (request == nullptr) {
    b.State("extended");
    b.Awaiting("verification_requested");
    b.Owes(to, "answer", due);
  } else if (ConfirmedSince(about, request->fact.time_us, frame.as_at_us)) {
    b.State("answered_by_paper");
  } else {
    b.State(extended != nullptr ? "extended" : "requested");
    b.Owes(to, "answer", due);
    if (due != 0 && frame.as_at_us > due) b.Overlay("expired", DaysBetween(due, frame.as_at_us));
  }
  b.Runs(e.state().code() != "answered_by_paper",
         extended == nullptr ? rules::kVerificationReply : rules::kVerificationExtended, request, completed, to,
         extended == nullptr ? 0 : due);
  b.Times(request == nullptr ? 0 : request->fact.time_us, s.lines, r.lines);
  return std::move(b).Finish();
}

}  // namespace homeward::projections
