// Every stage T1 to C10, the ways back, and the verdicts between police and procuracy.
#include <gtest/gtest.h>

#include <algorithm>

#include "projections/cases/case.h"
#include "projections/labels/labels.h"
#include "proto/contract/text.h"
#include "tests/projections/support/facts.h"

namespace homeward::projections {
namespace {

using contract::Cat;

constexpr char kT[] = "00000000-0000-4000-8000-0000000000e1";
constexpr char kC[] = "00000000-0000-4000-8000-0000000000c1";
constexpr char kPart[] = "00000000-0000-4000-8000-0000000000c2";

Said Tip(double day, const std::string& event, const std::string& fields = "", const std::string& unit = "pol.01") {
  return {unit, day, Cat(event, " {tip_id: '", kT, "' ", fields, "}")};
}
Said Of(const std::string& unit, double day, const std::string& event, const std::string& fields = "") {
  return {unit, day, Cat(event, " {case_id: '", kC, "' ", fields, "}")};
}
const Said kReceived = Tip(0, "tip_received", "crime_code: CRIME_CODE_ARTICLE_150 source: TIP_SOURCE_REPORT");
const Said kInstituted =
    Of("pol.01", 10, "case_instituted", "crime_code: CRIME_CODE_ARTICLE_150 crime_class: CRIME_CLASS_SERIOUS");
const Said kConcluded = Of("pol.01", 60, "investigation_concluded", "round: 1 to_unit: 'pro.01'");
const Said kFile = Of("pro.01", 62, "file_received", "from_unit: 'pol.01' round: 1");
Said Decided(double day, const std::string& decision) {
  return Of("pro.01", day, "prosecution_decided", "decision: PROSECUTION_DECISION_" + decision);
}

Case Derive(const std::vector<Said>& said, double day = 500, const Governance* governance = nullptr) {
  const bool tip = said.front().text.find("tip_id") != std::string::npos;
  return DeriveCase(tip ? Cat("tip:", kT) : Cat("case:", kC), Say(said), {}, At(day, governance));
}
std::string Stage(const std::vector<Said>& said) { return Derive(said).shown.stage().code(); }
bool Awaits(const Case& c, std::string_view text) {
  return std::any_of(c.shown.awaits().begin(), c.shown.awaits().end(), [&](const auto& v) { return v.text() == text; });
}

TEST(Stages, Tips) {
  EXPECT_EQ(Stage({kReceived}), "T1");
  const Said classified = Tip(1, "tip_classified", "crime_code: CRIME_CODE_ARTICLE_150");
  EXPECT_EQ(Stage({kReceived, classified}), "T2");
  const Said suspended = Tip(2, "tip_suspended", "reason: TIP_SUSPEND_REASON_DOCUMENTS");
  EXPECT_EQ(Stage({kReceived, classified, suspended}), "T3");
  EXPECT_EQ(Stage({kReceived, classified, suspended, Tip(3, "tip_resumed")}), "T2");
  const Said no = Tip(4, "tip_resolved", "resolution: TIP_RESOLUTION_NOT_INSTITUTE");
  EXPECT_EQ(Stage({kReceived, classified, no}), "T4");
  EXPECT_EQ(Derive({kReceived, no}).shown.ending().code(), "not_instituted");
  const Said cancelled = Tip(5, "tip_decision_cancelled", "decision: TIP_DECISION_NOT_INSTITUTE", "pro.01");
  EXPECT_EQ(Stage({kReceived, classified, no, cancelled}), "T2");
  EXPECT_EQ(Stage({kReceived, Tip(6, "tip_resolved", "resolution: TIP_RESOLUTION_INSTITUTE")}), "C1");
}

TEST(Stages, Investigation) {
  EXPECT_EQ(Stage({kInstituted}), "C3");
  const Said by_procuracy =
      Of("pro.01", 10, "case_instituted", "crime_code: CRIME_CODE_ARTICLE_150 crime_class: CRIME_CLASS_SERIOUS");
  EXPECT_EQ(Stage({by_procuracy}), "C1");
  const Said suspended =
      Of("pol.01", 20, "investigation_suspended", "reason: INVESTIGATION_SUSPEND_REASON_ACCUSED_ILL");
  EXPECT_EQ(Stage({kInstituted, suspended}), "C4");
  EXPECT_EQ(Stage({kInstituted, suspended, Of("pol.01", 30, "investigation_resumed")}), "C3");
  EXPECT_EQ(Stage({kInstituted, kConcluded}), "C5");
  const Said ended = Of("pol.01", 40, "investigation_discontinued", "reason: DISCONTINUE_REASON_NO_CRIME");
  EXPECT_EQ(Stage({kInstituted, ended}), "C9");
  EXPECT_EQ(Stage({kInstituted, ended, Of("pol.01", 50, "investigation_reopened")}), "C3");
  EXPECT_EQ(Derive({kInstituted, Of("pro.01", 12, "institution_cancelled")}).shown.ending().code(),
            "institution_cancelled");
}

TEST(Stages, BorderGuardsTwoExits) {
  const Said border =
      Of("bdr.01", 10, "case_instituted", "crime_code: CRIME_CODE_ARTICLE_150 crime_class: CRIME_CLASS_LESS_SERIOUS");
  EXPECT_EQ(Stage({border, Of("bdr.01", 11, "accused_charged", "accused: 1")}), "C2");
  EXPECT_EQ(Stage({border, Of("bdr.01", 15, "case_file_transferred", "to_unit: 'pol.01'")}), "C2");
  EXPECT_EQ(Stage({border, Of("bdr.01", 15, "case_file_transferred", "to_unit: 'pol.01'"),
                   Of("pol.01", 16, "case_taken_over")}),
            "C3");
  EXPECT_EQ(Stage({border, Of("bdr.01", 30, "initial_investigation_completed",
                              "to_unit: 'pro.01' ground: CONCLUSION_GROUND_LESS_SERIOUS_IN_THE_ACT")}),
            "C5");
}

TEST(Stages, ProcuracyAndCourt) {
  std::vector<Said> way = {kInstituted, kConcluded, kFile};
  const auto then = [&](const Said& said, const std::string& stage) {
    way.push_back(said);
    EXPECT_EQ(Stage(way), stage) << said.text;
  };
  EXPECT_EQ(Stage(way), "C6");
  then(Decided(70, "RETURN"), "C3");
  EXPECT_EQ(Derive(way).shown.round(), 2);
  then(Of("pol.01", 80, "investigation_concluded", "round: 2"), "C5");
  then(Of("pro.01", 81, "file_received", "round: 2"), "C6");
  then(Decided(90, "INDICT"), "C7");
  then(Of("pro.01", 91, "file_sent_to_court"), "C7");
  then(Of("pro.01", 95, "court_returned_file", "by: COURT_RETURN_BY_PANEL"), "C3");
  EXPECT_EQ(Derive(way).shown.returns_panel(), 1);
  EXPECT_EQ(Derive(way).shown.round(), 3);
  then(Of("pol.01", 100, "investigation_concluded", "round: 3"), "C5");
  then(Decided(110, "INDICT"), "C7");
  then(Of("pro.01", 120, "trial_held", "level: TRIAL_LEVEL_FIRST_INSTANCE hearing: HEARING_CLOSED"), "C8");
  then(Of("pro.01", 120.1, "judgment_rendered", "verdict: VERDICT_CONVICTED"), "C8");
  EXPECT_EQ(Derive(way).shown.next_step().code(), "appeal_or_final");
  then(Of("pro.01", 125, "appeal_lodged", "kind: APPEAL_KIND_PROTEST"), "C8");
  then(Of("pro.01", 150, "appeal_decided", "decision: APPEAL_DECISION_QUASHED_RETRY"), "C7");
  then(Of("pro.01", 160, "trial_held", "level: TRIAL_LEVEL_RETRIAL hearing: HEARING_OPEN"), "C8");
  then(Of("pro.01", 190, "judgment_final"), "C10");
  EXPECT_EQ(Derive(way).shown.ending().code(), "final");
  EXPECT_EQ(Stage({kInstituted, kConcluded, kFile, Decided(70, "DISCONTINUE")}), "C9");
}

TEST(Stages, AFileAheadOfItsConclusionAwaitsThePolice) {
  const Case early = Derive({kInstituted, kFile});
  EXPECT_EQ(early.shown.stage().code(), "C6");
  EXPECT_TRUE(Awaits(early, "awaiting(police_conclusion)"));
  EXPECT_FALSE(Awaits(Derive({kInstituted, kFile, kConcluded}), "awaiting(police_conclusion)"));
}

TEST(Stages, ExtensionsAwaitTheProcuracy) {
  const auto due = [](double day) {
    return Cat("due {seconds: ", (kDay0 + static_cast<Micros>(day) * kDay) / 1'000'000, "}");
  };
  const Said longer = Of("pol.01", 50, "investigation_extended", due(90));
  EXPECT_TRUE(Awaits(Derive({kInstituted, longer}), "awaiting(procuracy_extension)"));
  EXPECT_EQ(
      Derive({kInstituted, longer, Of("pro.01", 52, "investigation_extension_granted", due(90))}).shown.awaits_size(),
      0);
  EXPECT_TRUE(Awaits(Derive({kInstituted, longer, Of("pro.01", 52, "investigation_extension_refused")}),
                     "conflict(extension_refused)"));
  EXPECT_TRUE(Awaits(Derive({kInstituted, longer, Of("pro.01", 52, "investigation_extension_granted", due(70))}),
                     "conflict(extension_beyond_grant)"));
}

TEST(Stages, ClocksComeFromRuleDataByClassOfCrime) {
  const auto rules = Rules({{"investigation_serious", "3 RULE_UNIT_MONTHS"}});
  EXPECT_EQ(Derive({kInstituted}, 50, rules.get()).shown.next_deadline().rule_code(), "investigation_serious");
  EXPECT_EQ(Derive({kInstituted}, 50, rules.get()).shown.next_deadline().state().code(), "running");
  EXPECT_EQ(Derive({kInstituted}, 150, rules.get()).shown.next_deadline().state().code(), "missed");
  EXPECT_EQ(Derive({kInstituted}, 50).shown.deadlines_size(), 0);
}

TEST(Stages, APartSplitOffIsACaseOfItsOwn) {
  const Said split = {"pol.01", 20, Cat("case_split {case_id: '", kC, "' new_case_id: '", kPart, "'}")};
  EXPECT_EQ(Derive({kInstituted, split}).shown.parts(0), kPart);
  const Said fled = {
      "pol.01", 22,
      Cat("investigation_suspended {case_id: '", kPart, "' reason: INVESTIGATION_SUSPEND_REASON_ACCUSED_NOT_FOUND}")};
  const Case part = DeriveCase(Cat("case:", kPart), Say({split, fled}), {}, At(30));
  EXPECT_EQ(part.shown.stage().code(), "C4");
  EXPECT_EQ(part.shown.split_from(), kC);
}

}  // namespace
}  // namespace homeward::projections
