// Every one of the 14 shown states, and every overlay.
#include <gtest/gtest.h>

#include <algorithm>

#include "projections/exchanges/exchange.h"
#include "proto/contract/text.h"
#include "tests/projections/support/facts.h"

namespace homeward::projections {
namespace {

using contract::Cat;

constexpr char kR[] = "00000000-0000-4000-8000-0000000000a1";
constexpr char kChild[] = "00000000-0000-4000-8000-0000000000a2";
constexpr char kConsent[] = "00000000-0000-4000-8000-0000000000c1";

Said Sent(double day = 0, std::string basis = "BASIS_LEGAL_DUTY") {
  return {"pol.01", day,
          Cat("referral_sent {referral_id: '", kR, "' person_id: $P to_unit: 'soc.01' kind: REFERRAL_KIND_SUPPORT ",
              "urgency: URGENCY_URGENT due {seconds: ", (kDay0 + 3 * kDay) / 1'000'000, "} basis: ", basis,
              " consent_id: '", kConsent, "' person {service: SERVICE_CODE_MEDICAL}}")};
}
Said Out(double day, const std::string& event, const std::string& fields = "") {
  return {"pol.01", day, Cat(event, " {referral_id: '", kR, "' person_id: $P ", fields, "}")};
}
Said In(double day, const std::string& event, const std::string& fields = "", double recorded = -1,
        const std::string& unit = "soc.01") {
  return {unit, day, Cat(event, " {referral_id: '", kR, "' person_id: $P ", fields, "}"), recorded};
}
Said Consent(double day, const std::string& recipients = "'soc'", const std::string& until = "") {
  return {"pol.01", day,
          Cat("consent_recorded {consent_id: '", kConsent, "' person_id: $P ", until,
              " person {purposes: ", "CONSENT_PURPOSE_SUPPORT recipients: ", recipients, " given_by: GIVEN_BY_SELF}}")};
}

Exchange Derive(const std::vector<Said>& said, const Frame& frame = At(1), const Facts& about = {}) {
  return DeriveReferral(kR, Say(said), about, frame);
}
std::string State(const std::vector<Said>& said) { return Derive(said).shown.state().code(); }
std::string Owes(const Exchange& e) {
  std::string text;
  for (const auto& owed : e.shown.owed()) text += (text.empty() ? "" : ",") + owed.unit() + ":" + owed.step().code();
  return text;
}
int32_t Days(const Exchange& e, std::string_view code) {
  for (const auto& overlay : e.shown.overlays())
    if (overlay.code() == code) return std::max(overlay.days(), 1);
  return 0;
}
bool Verdict(const Exchange& e, std::string_view text) {
  return std::any_of(e.shown.verdicts().begin(), e.shown.verdicts().end(),
                     [&](const auto& v) { return v.text() == text; });
}

TEST(Referral, ReceiverAtWork) {
  EXPECT_EQ(State({Sent()}), "sent");
  EXPECT_EQ(State({Sent(), In(1, "referral_received")}), "received");
  EXPECT_EQ(State({Sent(), In(1, "referral_accepted")}), "accepted");
  EXPECT_EQ(State({Sent(), In(1, "referral_started")}), "in_progress");
  const std::string hold = "reason: REFERRAL_HOLD_REASON_MEDICAL review_on: '2025-03-10'";
  EXPECT_EQ(State({Sent(), In(0.5, "referral_accepted"), In(1, "referral_put_on_hold", hold)}), "on_hold");
  EXPECT_EQ(
      State({Sent(), In(0.3, "referral_accepted"), In(0.5, "referral_put_on_hold", hold), In(1, "referral_resumed")}),
      "accepted");
  EXPECT_EQ(Owes(Derive({Sent()})), "soc.01:acknowledge");
  EXPECT_EQ(Owes(Derive({Sent(), In(1, "referral_accepted")})), "soc.01:start");
}

TEST(Referral, Ends) {
  const Said accepted = In(0.5, "referral_accepted");
  EXPECT_EQ(State({Sent(), accepted, In(1, "referral_completed", "outcome: REFERRAL_OUTCOME_MET")}), "completed");
  EXPECT_EQ(State({Sent(), accepted, In(1, "referral_failed", "reason: REFERRAL_END_REASON_UNSAFE")}), "failed");
  EXPECT_EQ(State({Sent(), accepted, In(1, "referral_returned", "reason: REFERRAL_END_REASON_UNSAFE")}), "returned");
  const Exchange declined = Derive({Sent(), In(1, "referral_declined", "reason: REFERRAL_DECLINE_REASON_SAFETY")});
  EXPECT_EQ(declined.shown.state().code(), "declined");
  EXPECT_EQ(Owes(declined), "pol.01:close");
  EXPECT_TRUE(Days(declined, "open_for_sender"));
  const Exchange redirected = Derive({Sent(), In(1, "referral_redirected", Cat("new_referral_id: '", kChild, "'"))});
  EXPECT_EQ(redirected.shown.state().code(), "redirected");
  EXPECT_EQ(redirected.shown.continued_by(), kChild);
  EXPECT_FALSE(redirected.shown.open());
}

TEST(Referral, UnsuccessfulEndsCloseOnlyWhenTheSenderSaysSo) {
  const std::string unsafe = "reason: REFERRAL_END_REASON_UNSAFE";
  const Exchange closed = Derive({Sent(), In(0.4, "referral_accepted"), In(0.5, "referral_failed", unsafe),
                                  Out(1, "referral_closed", "next: REFERRAL_NEXT_NO_SERVICE_EXISTS")});
  EXPECT_EQ(closed.shown.state().code(), "failed");
  EXPECT_FALSE(closed.shown.open());
  EXPECT_TRUE(Days(closed, "unmet_need"));
}

TEST(Referral, SenderHalf) {
  EXPECT_EQ(State({In(1, "referral_accepted", "from_unit: 'pol.01'")}), "awaiting_sender");
  EXPECT_EQ(Owes(Derive({In(1, "referral_accepted", "from_unit: 'pol.01'")})), "pol.01:record_sent");
  const Said cancelled = Out(0.9, "referral_cancelled", "reason: REFERRAL_CANCEL_REASON_NEED_MET");
  EXPECT_EQ(State({Sent(), cancelled}), "cancelled");
  const Exchange stop = Derive({Sent(), cancelled, In(1, "referral_started")});
  EXPECT_EQ(stop.shown.state().code(), "cancelled_stop_due");
  EXPECT_EQ(Owes(stop), "soc.01:stop");
  const Said error = Out(0.9, "referral_entered_in_error", "kind: REFERRAL_ERROR_KIND_WRONG_PERSON");
  const Exchange kept = Derive({Sent(), In(0.5, "referral_accepted"), error});
  EXPECT_EQ(kept.shown.state().code(), "entered_in_error");
  EXPECT_TRUE(Days(kept, "retention_of_error_unconfirmed"));
  EXPECT_FALSE(kept.open_to_receiver);
  const Exchange gone =
      Derive({Sent(), In(0.5, "referral_accepted"), error, In(1, "referral_error_deletion_confirmed")});
  EXPECT_EQ(Owes(gone), "");
}

TEST(Referral, ClosedEarlyIsAConflictThatBothOwe) {
  const Exchange e = Derive(
      {Sent(), In(0.5, "referral_accepted"), Out(1, "referral_closed", "next: REFERRAL_NEXT_NEED_MET_OTHERWISE")});
  EXPECT_EQ(e.shown.state().code(), "accepted");
  EXPECT_TRUE(Verdict(e, "conflict(closed_early)"));
  EXPECT_EQ(Owes(e), "pol.01:resolve,soc.01:resolve");
}

TEST(Referral, OverlaysOfTime) {
  const auto rules = Rules({{"referral_acknowledge", "24 RULE_UNIT_HOURS"}});
  EXPECT_FALSE(Days(Derive({Sent()}, At(0.9, rules.get())), "unacknowledged"));
  EXPECT_TRUE(Days(Derive({Sent()}, At(1.1, rules.get())), "unacknowledged"));
  EXPECT_FALSE(Days(Derive({Sent()}, At(9)), "unacknowledged")) << "no rule, no overlay";
  EXPECT_EQ(Days(Derive({Sent()}, At(5)), "expired"), 2);
  EXPECT_TRUE(Days(Derive({Sent(), In(1, "referral_received")}, At(5)), "expired"));
  EXPECT_EQ(Days(Derive({Sent(), In(5, "referral_accepted")}, At(6)), "accepted_late"), 2);
  const Exchange reported = Derive({Sent(), In(2, "referral_accepted", "", 7)}, At(8));
  EXPECT_EQ(Days(reported, "reported_late"), 4);
  EXPECT_FALSE(Days(reported, "expired"));
  const std::string hold = "reason: REFERRAL_HOLD_REASON_MEDICAL review_on: '2025-03-10'";
  const std::vector<Said> held = {Sent(), In(1, "referral_accepted"), In(2, "referral_put_on_hold", hold)};
  EXPECT_FALSE(Days(Derive(held, At(7)), "hold_review_overdue"));
  EXPECT_TRUE(Days(Derive(held, At(8)), "hold_review_overdue"));
  EXPECT_TRUE(Days(Derive({Sent(), In(1, "referral_started")}), "acceptance_not_recorded"));
}

TEST(Referral, ConsentIsAVerdict) {
  const std::vector<Said> sent = {Sent(1, "BASIS_CONSENT")};
  EXPECT_TRUE(Verdict(Derive(sent, At(2)), "awaiting(consent_record)"));
  EXPECT_FALSE(Derive(sent, At(2)).open_to_receiver);
  const Exchange ok = Derive(sent, At(2), Say({Consent(0)}));
  EXPECT_TRUE(ok.shown.verdicts().empty());
  EXPECT_TRUE(ok.open_to_receiver);
  EXPECT_TRUE(Verdict(Derive(sent, At(2), Say({Consent(0, "'com'")})), "conflict(consent_does_not_cover)"));
  EXPECT_TRUE(Verdict(Derive(sent, At(20), Say({Consent(9)})), "conflict(consent_not_in_force)"));
}

TEST(Referral, WithdrawnConsentStopsTheReceiver) {
  const Facts about =
      Say({Consent(0), {"pol.01", 4, Cat("consent_withdrawn {consent_id: '", kConsent, "' person_id: $P}")}});
  const std::vector<Said> working = {Sent(1, "BASIS_CONSENT"), In(2, "referral_accepted")};
  EXPECT_FALSE(Days(Derive(working, At(3), about), "consent_withdrawn"));
  const Exchange e = Derive(working, At(5), about);
  EXPECT_TRUE(Days(e, "consent_withdrawn"));
  EXPECT_EQ(Owes(e), "soc.01:stop");
  EXPECT_FALSE(e.open_to_receiver);
  EXPECT_TRUE(e.closed_to_receiver);
  const Exchange duty = Derive({Sent(1), In(2, "referral_accepted")}, At(5), about);
  EXPECT_FALSE(Days(duty, "consent_withdrawn")) << "the basis is not consent";
}

TEST(Referral, SuccessorInherits) {
  const auto reform = Rules({}, {"admin_unit_dissolved {unit: 'soc.01' successor_unit: 'soc.09' "
                                 "effective_from: '2025-03-10'}"});
  const Exchange before = Derive({Sent()}, At(2, reform.get()));
  EXPECT_EQ(Owes(before), "soc.01:acknowledge");
  const Exchange after = Derive({Sent()}, At(9, reform.get()));
  EXPECT_EQ(Owes(after), "soc.09:acknowledge");
  EXPECT_TRUE(Days(after, "inherited"));
  const Exchange accepted = Derive({Sent(), In(9, "referral_accepted", "", -1, "soc.09")}, At(10, reform.get()));
  EXPECT_EQ(accepted.shown.state().code(), "accepted");
  EXPECT_FALSE(Verdict(accepted, "conflict(not_addressed)"));
}

TEST(Referral, AStrangersAnswerIsAConflictAndOpensNothing) {
  const Exchange e = Derive({Sent(), In(1, "referral_accepted", "", -1, "com.01.00004")});
  EXPECT_EQ(e.shown.state().code(), "sent");
  EXPECT_TRUE(Verdict(e, "conflict(not_addressed)"));
  EXPECT_EQ(std::count(e.receivers.begin(), e.receivers.end(), "com.01.00004"), 0);
}

TEST(Referral, CrossingEventsShowTheSameInAnyOrder) {
  const Said cancelled = Out(1, "referral_cancelled", "reason: REFERRAL_CANCEL_REASON_NEED_MET");
  const Said started = In(1, "referral_started");
  EXPECT_EQ(State({Sent(), cancelled, started}), State({Sent(), started, cancelled}));
}

}  // namespace
}  // namespace homeward::projections
