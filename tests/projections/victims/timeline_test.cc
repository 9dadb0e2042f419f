#include "projections/victims/timeline.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "proto/contract/text.h"
#include "tests/projections/support/facts.h"

namespace homeward::projections {
namespace {

using contract::Cat;

constexpr char kId[] = "00000000-0000-4000-8000-000000000001";
constexpr char kActorA[] = "00000000-0000-4000-8000-0000000000f1";
constexpr char kActorB[] = "00000000-0000-4000-8000-0000000000f2";

const Said kReceived = {"soc.01", 0, "victim_received {person_id: $P person {age_band: AGE_BAND_ADULT}}"};
const Said kRequested = {"soc.01", 2,
                         Cat("verification_requested {verification_id: '", kId, "' person_id: $P to_unit: 'pol.01'}")};
const Said kDrafted = {"soc.01", 3,
                       Cat("plan_drafted {plan_id: '", kId, "' person_id: $P drafted_by: '", kActorA,
                           "' person {services {service: SERVICE_CODE_LEGAL_AID}}}")};
const Said kApproved = {"soc.01", 4,
                        Cat("plan_approved {plan_id: '", kId, "' person_id: $P approved_by: '", kActorB, "'}")};
const Said kPaper = {
    "pol.01", 10,
    "victim_status_confirmed {person_id: $P person {paper: PAPER_KIND_CONFIRMATION issuer: ISSUER_KIND_POLICE}}"};

Said Person(const std::string& unit, double day, const std::string& event, const std::string& fields = "") {
  return {unit, day, Cat(event, " {person_id: $P ", fields, "}")};
}
Timeline Derive(const std::vector<Said>& said, const Frame& frame = At(50)) {
  return DeriveTimeline(Say(said), {}, frame);
}
std::string HeadlineOf(const std::vector<Said>& said) { return Derive(said).shown.headline().code(); }
std::string TrackOf(const Timeline& t, std::string_view track) {
  for (const auto& one : t.tracks)
    if (one.shown.track().code() == track) return one.shown.state().code();
  return "absent";
}
std::string RuleOf(const Timeline& t, int number) { return t.shown.hard_rules(number - 1).state().code(); }
bool Verdict(const Timeline& t, int event, std::string_view text) {
  auto said = t.verdicts.find(IdOfEvent(event));
  return said != t.verdicts.end() &&
         std::any_of(said->second.begin(), said->second.end(), [&](const auto& v) { return v.text() == text; });
}

TEST(Headline, FirstThatFits) {
  EXPECT_EQ(HeadlineOf({kReceived}), "in_reception");
  EXPECT_EQ(HeadlineOf({kReceived, kRequested}), "awaiting_verification");
  EXPECT_EQ(HeadlineOf({kReceived, kRequested, kDrafted, kApproved}), "plan_active");
  EXPECT_EQ(
      HeadlineOf({kReceived, Person("com.01.00004", 9, "follow_up_done", "person {contact: FOLLOW_UP_CONTACT_MET}")}),
      "follow_up");
  EXPECT_EQ(HeadlineOf({kReceived, kDrafted, kApproved,
                        Person("soc.01", 9, "support_closed", "person {reason: CLOSING_REASON_GOALS_MET}")}),
            "support_closed");
  EXPECT_EQ(HeadlineOf({kReceived, Person("soc.01", 9, "repatriation_done")}), "repatriated");
  EXPECT_EQ(HeadlineOf({kReceived, Person("soc.01", 9, "person_deceased"), Person("soc.01", 10, "contact_regained")}),
            "deceased");
  EXPECT_EQ(HeadlineOf({kReceived, Person("soc.01", 9, "left_by_own_wish")}), "left_by_own_wish");
  EXPECT_EQ(HeadlineOf({kReceived, Person("soc.01", 9, "contact_lost")}), "contact_lost");
}

TEST(Identification, APaperStandsUntilItsOwnIssuerRevokesIt) {
  const Said denied = {"bdr.01", 20,
                       Cat("verification_completed {verification_id: '", kId,
                           "' person_id: $P person {outcome: VERIFICATION_OUTCOME_NOT_CONFIRMED}}")};
  const Timeline disputed = Derive({kReceived, kPaper, denied});
  EXPECT_EQ(TrackOf(disputed, "identification"), "confirmed");
  EXPECT_TRUE(Verdict(disputed, 3, "conflict(not_undone)"));
  EXPECT_EQ(TrackOf(Derive({kReceived, denied}), "identification"), "not_confirmed");
  const Said later_paper = {
      "pro.01", 30,
      "victim_status_confirmed {person_id: $P person {paper: PAPER_KIND_COURT_PAPER issuer: ISSUER_KIND_COURT}}"};
  EXPECT_EQ(TrackOf(Derive({kReceived, denied, later_paper}), "identification"), "confirmed");
  const Timeline other =
      Derive({kReceived, kPaper, Person("pro.01", 20, "victim_status_revoked", "person {issuer: ISSUER_KIND_COURT}")});
  EXPECT_EQ(TrackOf(other, "identification"), "confirmed");
  EXPECT_EQ(RuleOf(other, 7), "broken");
  EXPECT_EQ(TrackOf(Derive({kReceived, kPaper,
                            Person("pol.01", 20, "victim_status_revoked", "person {issuer: ISSUER_KIND_POLICE}")}),
                    "identification"),
            "revoked");
}

TEST(Services, EntitlementIsAVerdictByStatus) {
  const auto loan = [](double day) {
    return Said{
        "soc.01", day,
        Cat("support_service_requested {service_id: '", kId, "' person_id: $P person {service: SERVICE_CODE_LOAN}}")};
  };
  EXPECT_TRUE(Verdict(Derive({kReceived, loan(5)}), 2, "conflict(not_entitled)")) << "under identification";
  EXPECT_FALSE(Verdict(Derive({kReceived, kPaper, loan(15)}), 3, "conflict(not_entitled)")) << "confirmed";
  const Said foreign = Person("pol.01", 0, "person_described",
                              "person {age_band: AGE_BAND_ADULT nationality_group: NATIONALITY_GROUP_FOREIGN role: "
                              "PERSON_ROLE_VICTIM whereabouts: WHEREABOUTS_HOME}");
  EXPECT_TRUE(Verdict(Derive({kReceived, foreign, kPaper, loan(15)}), 4, "conflict(not_entitled)"));
}

TEST(Services, PlannedAgainstDelivered) {
  const Said delivered = {
      "soc.01", 8,
      Cat("support_service_delivered {service_id: '", kId, "' person_id: $P person {service: SERVICE_CODE_MEDICAL}}")};
  const Timeline t = Derive({kReceived, kDrafted, kApproved, delivered});
  ASSERT_EQ(t.shown.services_size(), 2);
  EXPECT_EQ(t.shown.services(0).service().code(), "legal_aid");
  EXPECT_EQ(t.shown.services(0).state().code(), "planned");
  EXPECT_EQ(t.shown.services(1).delivered(), 1);
  EXPECT_TRUE(t.shown.services(1).unplanned());
  EXPECT_EQ(RuleOf(t, 3), "kept");
}

TEST(Child, RepresentativeConsentAndStatements) {
  const Said child = Person("bdr.01", 0, "victim_received", "person {age_band: AGE_BAND_UNDER_16}");
  EXPECT_EQ(RuleOf(Derive({child}), 5), "open_task");
  const Said unsafe =
      Person("soc.01", 1, "relative_safety_assessed",
             Cat("assessment_id: '", kId, "' person {relation: RELATION_FATHER safety: RELATIVE_SAFETY_UNSAFE}"));
  const Said father = Person("bdr.01", 2, "representative_appointed", "person {representative: RELATION_FATHER}");
  const Timeline t = Derive({child, unsafe, father});
  EXPECT_TRUE(Verdict(t, 3, "conflict(representative_unsafe)"));
  EXPECT_EQ(RuleOf(t, 5), "broken");
  const Said told = Person("soc.01", 3, "relatives_notified", Cat("safety_assessment_id: '", kId, "'"));
  EXPECT_TRUE(Verdict(Derive({child, unsafe, told}), 3, "conflict(relatives_unsafe)"));
  EXPECT_EQ(RuleOf(Derive({child, told}), 4), "open_task");
  const Said asked = Person("pol.01", 4, "statement_taken", "person {purpose: STATEMENT_PURPOSE_INVESTIGATION}");
  const Said reused = Person("pro.01", 6, "statement_taken",
                             Cat("reused_statement: '", kId, "' person {purpose: STATEMENT_PURPOSE_PROSECUTION}"));
  const Timeline asked_once = Derive({child, asked, reused});
  EXPECT_EQ(asked_once.shown.times_asked(), 1);
  EXPECT_EQ(asked_once.shown.statements_reused(), 1);
  EXPECT_TRUE(Verdict(asked_once, 2, "conflict(child_without_representative)"));
}

TEST(Deadlines, ThreeDaysFromTheNoticeByTheRule) {
  const auto rules = Rules({{"initial_verification", "3 RULE_UNIT_DAYS"}});
  const Said notified = Person("com.01.00004", 0, "support_agency_notified", "to_unit: 'soc.01'");
  const Said checked =
      Person("soc.01", 5, "initial_verification_completed", "person {finding: INITIAL_FINDING_GROUNDS_FOUND}");
  const auto state = [&](const std::vector<Said>& said, double day) {
    return DeriveTimeline(Say(said), {}, At(day, rules.get())).shown.deadlines(0).state().code();
  };
  EXPECT_EQ(state({notified}, 2), "running");
  EXPECT_EQ(state({notified}, 4), "missed");
  EXPECT_EQ(state({notified, checked}, 6), "met_late");
  Said in_time = checked;
  in_time.day = 2;
  in_time.recorded_day = 9;
  EXPECT_EQ(state({notified, in_time}, 10), "met_reported_late");
  EXPECT_EQ(Derive({notified}).shown.deadlines_size(), 0) << "no rule, no clock";
}

TEST(Rules, RecontactAfterClosingReopens) {
  const Said closed = Person("soc.01", 9, "support_closed", "person {reason: CLOSING_REASON_OWN_WISH}");
  const Said back = Person("bdr.01", 20, "victim_received");
  EXPECT_EQ(RuleOf(Derive({kReceived, closed, back}), 10), "open_task");
  EXPECT_EQ(RuleOf(Derive({kReceived, closed, back, Person("soc.01", 21, "support_reopened")}), 10), "kept");
}

}  // namespace
}  // namespace homeward::projections
