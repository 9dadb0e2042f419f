// What asks for attention about one person, each over a real log: when it is told, to whom, and what ends it.
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "projections/facts/dates.h"
#include "projections/views.h"
#include "proto/contract/text.h"
#include "tests/projections/support/referrals.h"
#include "tests/projections/support/world.h"

namespace homeward::projections {
namespace {

using contract::Cat;
using oversight::v1::Concern;

constexpr double kToday = 50;

class PersonConcernsTest : public ::testing::Test {
 protected:
  void Rule(const std::string& code, const std::string& length) {
    world_.Record(
        {"gov.01", 0,
         Cat("legal_rule_published {rule_code: '", code, "' ", length, " effective_from: '2011-01-01' article: 'A'}")});
  }
  void Rescued() { world_.Record({"pol.01", 1, "victim_rescued {person_id: $P}"}); }
  // Of the person; $P and $C stand for her and the case.
  void Say(const std::string& unit, double day, std::string text) {
    for (size_t at; (at = text.find("$C")) != std::string::npos;) text.replace(at, 2, Cat("'", Uuid(7), "'"));
    world_.Record({unit, day, std::move(text)});
  }
  // The concerns of that kind, as the viewer is told of them now.
  std::vector<Concern> Told(const std::string& kind, const Viewer& viewer = As(Role::kCoordinator, "crd.01")) {
    world_.Settle();
    oversight::v1::ListConcernsRequest request;
    request.add_kinds(kind);
    const auto page = world_.views().ListConcerns(request, viewer);
    EXPECT_TRUE(page.ok()) << page.status();
    if (!page.ok() || page->groups().empty()) return {};
    EXPECT_EQ(page->groups_size(), 1);
    EXPECT_EQ(page->groups(0).kind().code(), kind);
    return {page->groups(0).concerns().begin(), page->groups(0).concerns().end()};
  }

  World world_;
};

std::string DueDay(const Concern& concern) { return DateText(FromTimestamp(concern.due())); }

TEST_F(PersonConcernsTest, BetweenTwoAgenciesUntilShallHaveBeenTaken) {
  Rule("handover_taken", "amount: 2 unit: RULE_UNIT_HOURS");
  Rescued();
  const std::string handover = Cat("handover_id: '", Uuid(1), "' person_id: $P ");
  Say("pol.01", 2, Cat("handover_offered {", handover, "to_unit: 'soc.01' basis: BASIS_LEGAL_DUTY}"));
  EXPECT_TRUE(Told("between_agencies").empty()) << "offered only";
  Say("pol.01", 3, Cat("handover_given {", handover, "signed_by: 'officer-1'}"));
  const auto told = Told("between_agencies");
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(told[0].subject(), Cat("person:", kPerson));
  EXPECT_EQ(told[0].unit(), "soc.01") << "who shall take her";
  EXPECT_EQ(FromTimestamp(told[0].due()), FromTimestamp(told[0].since()) + 2 * Micros{3'600'000'000});
  EXPECT_TRUE(Told("between_agencies", As(Role::kCoordinator, "crd.02")).empty());
  Say("soc.01", 4, Cat("handover_taken {", handover, "signed_by: 'officer-2'}"));
  EXPECT_TRUE(Told("between_agencies").empty());
}

TEST_F(PersonConcernsTest, AskedMoreOftenThanTheRuleAllows) {
  Rule("times_asked", "amount: 2 unit: RULE_UNIT_DAYS");
  Rescued();
  for (int n = 1; n <= 3; ++n) {
    EXPECT_TRUE(Told("asked_many_times").empty()) << n;
    Say("pol.01", 1 + n, "statement_taken {person_id: $P person {purpose: STATEMENT_PURPOSE_INVESTIGATION}}");
  }
  const auto told = Told("asked_many_times");
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(told[0].count(), 3);
  EXPECT_EQ(told[0].unit(), "pol.01") << "who asked last";
}

TEST_F(PersonConcernsTest, AHearingSoonAndNobodyBesideHer) {
  Rule("support_before_hearing", "amount: 10 unit: RULE_UNIT_DAYS");
  Rescued();
  Say("pol.01", 5,
      "case_instituted {case_id: $C crime_code: CRIME_CODE_ARTICLE_150 crime_class: CRIME_CLASS_SERIOUS person_ids: "
      "$P}");
  Say("pro.01", 20, "file_received {case_id: $C from_unit: 'pol.01' round: 1}");
  Say("pro.01", 21, "prosecution_decided {case_id: $C decision: PROSECUTION_DECISION_INDICT}");
  const auto hearing = [](double day) {
    return Cat("hearing_at {seconds: ", static_cast<int64_t>((kDay0 + static_cast<Micros>(day * kDay)) / 1'000'000),
               "}");
  };
  Say("pro.01", 22, Cat("trial_scheduled {case_id: $C ", hearing(kToday + 30), "}"));
  EXPECT_TRUE(Told("hearing_without_support").empty()) << "not within ten days";
  Say("pro.01", 23, Cat("trial_adjourned {case_id: $C ", hearing(kToday + 8), "}"));
  const auto told = Told("hearing_without_support");
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(told[0].detail(), "lawyer");
  EXPECT_EQ(FromTimestamp(told[0].due()), kDay0 + static_cast<Micros>(kToday + 8) * kDay);
  Say("pol.01", 24, "legal_aid_assigned {person_id: $P case_id: $C person {kind: LEGAL_AID_KIND_ASSIGNED_LAWYER}}");
  EXPECT_TRUE(Told("hearing_without_support").empty());
}

TEST_F(PersonConcernsTest, AConsentThatEndsWhileSomethingRestsOnIt) {
  Rule("attention_ahead", "amount: 14 unit: RULE_UNIT_DAYS");
  Rescued();
  Say("pol.01", 2,
      Cat("consent_recorded {consent_id: '", Uuid(9),
          "' person_id: $P until: '2025-04-30' person {purposes: CONSENT_PURPOSE_SUPPORT recipients: 'soc'}}"));
  EXPECT_TRUE(Told("consent_withdrawn_or_expiring_while_open").empty()) << "nothing rests on it";
  Say("pol.01", 3,
      Cat("referral_sent {referral_id: '", Uuid(1),
          "' person_id: $P to_unit: 'soc.01' kind: REFERRAL_KIND_SUPPORT urgency: URGENCY_URGENT basis: BASIS_CONSENT "
          "consent_id: '",
          Uuid(9), "' person {service: SERVICE_CODE_MEDICAL}}"));
  auto told = Told("consent_withdrawn_or_expiring_while_open");
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(told[0].detail(), "consent_expiring");
  EXPECT_EQ(DueDay(told[0]), "2025-04-30");
  Say("pol.01", 4, Cat("consent_withdrawn {consent_id: '", Uuid(9), "' person_id: $P}"));
  told = Told("consent_withdrawn_or_expiring_while_open");
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(told[0].detail(), "consent_withdrawn") << "what rests on it must stop";
  EXPECT_EQ(told[0].unit(), "soc.01");
}

TEST_F(PersonConcernsTest, AnAllowanceWhoseTimeRunsOut) {
  Rule("allowance_dossier", "amount: 60 unit: RULE_UNIT_DAYS");
  Rescued();
  Say("pol.01", 2,
      "victim_status_confirmed {person_id: $P person {paper: PAPER_KIND_CONFIRMATION issuer: ISSUER_KIND_POLICE}}");
  EXPECT_TRUE(Told("allowance_deadline").empty()) << "twelve days are left, and nobody said how long ahead to tell";
  Rule("attention_ahead", "amount: 14 unit: RULE_UNIT_DAYS");
  const auto told = Told("allowance_deadline");
  ASSERT_EQ(told.size(), 1u);
  EXPECT_TRUE(told[0].has_due());
}

TEST_F(PersonConcernsTest, CompensationThatWasOrderedAndIsNotPaid) {
  Rule("compensation_paid", "amount: 30 unit: RULE_UNIT_DAYS");
  Rescued();
  Say("pro.01", 20, "file_received {case_id: $C from_unit: 'pol.01' round: 1}");
  Say("pro.01", 21,
      "compensation_ordered {case_id: $C person_id: $P person {amount: AMOUNT_BAND_FROM_50_TO_100_MILLION}}");
  Say("pol.01", 22, "person_deceased {person_id: $P}");
  const auto told = Told("compensation_unpaid", As(Role::kProsecution, "pro.01"));
  ASSERT_EQ(told.size(), 1u) << "it is owed whatever has ended";
  EXPECT_EQ(told[0].unit(), "pro.01");
  EXPECT_TRUE(told[0].has_due());
  Say("pro.01", 30,
      "compensation_paid {case_id: $C person_id: $P person {amount: AMOUNT_BAND_FROM_50_TO_100_MILLION in_full: "
      "true}}");
  EXPECT_TRUE(Told("compensation_unpaid", As(Role::kProsecution, "pro.01")).empty());
}

TEST_F(PersonConcernsTest, ANeedThatWasFoundAndNobodyMeets) {
  Rescued();
  Say("soc.01", 5, "victim_received {person_id: $P}");
  Say("soc.01", 6,
      Cat("needs_assessed {plan_id: '", Uuid(3),
          "' person_id: $P person {result: NEEDS_RESULT_SOME needs: SERVICE_CODE_MEDICAL needs: "
          "SERVICE_CODE_LEGAL_AID}}"));
  const Viewer labour = As(Role::kLabour, "soc.01");
  auto told = Told("need_without_referral", labour);
  ASSERT_EQ(told.size(), 2u);
  EXPECT_TRUE(Told("need_without_referral", As(Role::kPolice, "pol.01")).empty()) << "needs are not theirs to know";
  Say("soc.01", 7,
      Cat("referral_sent {referral_id: '", Uuid(1),
          "' person_id: $P to_unit: 'soc.02' kind: REFERRAL_KIND_SUPPORT urgency: URGENCY_URGENT basis: "
          "BASIS_LEGAL_DUTY "
          "person {service: SERVICE_CODE_MEDICAL}}"));
  told = Told("need_without_referral", labour);
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(told[0].detail(), "legal_aid");
}

TEST_F(PersonConcernsTest, APositiveScreeningBehindWhichNobodyStands) {
  world_.Record(
      {"bdr.01", 1, Cat("trafficking_indicator_screened {screening_id: '", Uuid(5), "' screened: 40 positive: 12}")});
  const Viewer guard = As(Role::kBorderGuard, "bdr.01");
  auto told = Told("positive_screening_unlinked", guard);
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(told[0].subject(), Cat("screening:", Uuid(5)));
  EXPECT_EQ(told[0].count(), 12);
  Say("bdr.01", 2, Cat("victim_received {person_id: $P screening_id: '", Uuid(5), "'}"));
  told = Told("positive_screening_unlinked", guard);
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(told[0].count(), 11);
}

}  // namespace
}  // namespace homeward::projections
