#include "projections/access/decide.h"

#include <gtest/gtest.h>

#include <map>

#include "proto/contract/text.h"
#include "tests/projections/support/facts.h"

namespace homeward::projections {
namespace {

using contract::Cat;

constexpr char kR[] = "00000000-0000-4000-8000-0000000000a1";
constexpr char kC[] = "00000000-0000-4000-8000-0000000000c1";

// Facts held in memory.
class Memory : public Knowledge {
 public:
  Memory(const Facts& facts, double day)
      : Knowledge(Nothing(), projections::At(day).as_at_us) {
    for (const Fact& fact : facts)
      for (const std::string& subject : fact.Subjects()) facts_[subject].push_back(fact);
  }

 protected:
  absl::StatusOr<Facts> Read(const std::string& subject) override { return facts_[subject]; }

 private:
  static SightPtr Nothing() {
    auto sight = std::make_shared<Sight>();
    sight->governance = Governance::Build({});
    return sight;
  }

  std::map<std::string, Facts> facts_;
};

Viewer As(Role role, const std::string& unit) { return {role, "", unit, unit, coordination::v1::PURPOSE_CARE}; }
std::string Basis(const std::vector<Said>& said, const Viewer& viewer, double day = 9) {
  Memory memory(Say(said), day);
  const AccessDecision decision = MayReadPerson(kPerson, viewer, &memory);
  return (decision.granted ? "+" : "-") + decision.basis;
}

const Said kRescued = {"pol.01", 0, "victim_rescued {person_id: $P}"};
const Said kSent = {"pol.01", 1,
                    Cat("referral_sent {referral_id: '", kR,
                        "' person_id: $P to_unit: 'soc.01' kind: "
                        "REFERRAL_KIND_SUPPORT basis: BASIS_LEGAL_DUTY due {seconds: 1743000000}}")};
const Said kAccepted = {"soc.01", 2, Cat("referral_accepted {referral_id: '", kR, "' person_id: $P}")};

TEST(Access, ParticipationOpensATimeline) {
  EXPECT_EQ(Basis({kRescued}, As(Role::kPolice, "pol.01")), "+author");
  EXPECT_EQ(Basis({kRescued}, As(Role::kPolice, "pol")), "+author");
  EXPECT_EQ(Basis({kRescued}, As(Role::kPolice, "pol.02")), "-not_a_participant");
  EXPECT_EQ(Basis({kRescued}, As(Role::kLabour, "soc.01")), "-not_a_participant");
  EXPECT_EQ(Basis({kRescued, kSent}, As(Role::kLabour, "soc.01")), "+referral_party");
  EXPECT_EQ(Basis({kRescued}, As(Role::kCoordinator, "crd.01")), "+assigned_coordinator");
  EXPECT_EQ(Basis({kRescued}, As(Role::kCoordinator, "crd.02")), "-not_a_participant");
  EXPECT_EQ(Basis({kRescued}, As(Role::kAuditor, "aud.1")), "+auditor");
  EXPECT_EQ(Basis({}, As(Role::kAuditor, "aud.1")), "-unknown_subject");
}

TEST(Access, AnsweringAReferralOpensNothingByItself) {
  EXPECT_EQ(Basis({kRescued, kAccepted}, As(Role::kLabour, "soc.01")), "-verdict_not_ok");
  EXPECT_EQ(
      Basis({kRescued, kSent, {"com.01.00004", 2, Cat("referral_accepted {referral_id: '", kR, "' person_id: $P}")}},
            As(Role::kCommune, "com.01.00004")),
      "-not_a_participant");
}

TEST(Access, AWrongPersonClosesAtOnce) {
  const Said error = {"pol.01", 3,
                      Cat("referral_entered_in_error {referral_id: '", kR,
                          "' person_id: $P kind: "
                          "REFERRAL_ERROR_KIND_WRONG_PERSON}")};
  EXPECT_EQ(Basis({kRescued, kSent, kAccepted, error}, As(Role::kLabour, "soc.01")), "-verdict_not_ok");
}

TEST(Access, ACaseIsForTheBodiesThatTakePart) {
  const Facts facts = Say({{"pol.01", 0,
                            Cat("case_instituted {case_id: '", kC,
                                "' crime_code: CRIME_CODE_ARTICLE_150 "
                                "crime_class: CRIME_CLASS_SERIOUS}")},
                           {"soc.01", 1,
                            Cat("statement_taken {person_id: $P case_id: '", kC,
                                "' person {purpose: "
                                "STATEMENT_PURPOSE_SUPPORT}}")}});
  EXPECT_TRUE(MayReadCase(facts, As(Role::kPolice, "pol.01"), At(9)).granted);
  EXPECT_FALSE(MayReadCase(facts, As(Role::kProsecution, "pro.01"), At(9)).granted);
  EXPECT_FALSE(MayReadCase(facts, As(Role::kLabour, "soc.01"), At(9)).granted);
  EXPECT_TRUE(MayReadCase(facts, As(Role::kCoordinator, "crd.01"), At(9)).granted);
}

TEST(Access, PurposeAndUnitAreChecked) {
  Viewer viewer = As(Role::kPolice, "pol.01");
  EXPECT_TRUE(CheckViewer(viewer).ok());
  viewer.purpose = coordination::v1::PURPOSE_UNSPECIFIED;
  EXPECT_FALSE(CheckViewer(viewer).ok());
  viewer.purpose = coordination::v1::PURPOSE_AUDIT;
  EXPECT_FALSE(CheckViewer(viewer).ok());
  viewer.purpose = coordination::v1::PURPOSE_CARE;
  viewer.acting_unit = "pol.02";
  EXPECT_TRUE(absl::IsPermissionDenied(CheckViewer(viewer)));
}

}  // namespace
}  // namespace homeward::projections
