// A screening's counts: what counts as linked, who may read, and that nobody can work a hidden count out.
#include "projections/screenings/screening.h"

#include <gtest/gtest.h>

#include "projections/access/decide.h"
#include "projections/query/screenings.h"
#include "projections/identity/identity.h"
#include "proto/contract/text.h"
#include "tests/projections/support/facts.h"

namespace homeward::projections {
namespace {

using contract::Cat;

constexpr char kG[] = "00000000-0000-4000-8000-0000000000b1";
constexpr char kOtherG[] = "00000000-0000-4000-8000-0000000000b2";
constexpr char kMerge[] = "00000000-0000-4000-8000-0000000000e1";

std::string Person(int n) { return Cat("p000000000000000000000000", n < 10 ? "0" : "", n); }
Said Screened(int positive, const std::string& unit = "bdr.01") {
  return {unit, 0,
          Cat("trafficking_indicator_screened {screening_id: '", kG, "' screened: 40 positive: ", positive, "}")};
}
Said Inspected(int positive) {
  return {"soc.01", 0,
          Cat("inspection_conducted {inspection_id: '", kOtherG, "' screening_id: '", kG,
              "' team: INSPECTION_TEAM_PROVINCE screened: 40 possible_victims: ", positive, "}")};
}
Said Received(int person, const std::string& screening = kG) {
  return {"bdr.01", 1, Cat("victim_received {person_id: '", Person(person), "' screening_id: '", screening, "'}")};
}
std::vector<Said> ScreenedAndReceived(int positive, int persons) {
  std::vector<Said> said = {Screened(positive)};
  for (int n = 1; n <= persons; ++n) said.push_back(Received(n));
  return said;
}
Said Merged(const std::string& unit) {
  return {unit, 2,
          Cat("identities_merged {merge_id: '", kMerge, "' person_id: '", Person(1), "' other_person_id: '", Person(2),
              "'}")};
}

Screening Derive(const std::vector<Said>& said, const Facts& merges = {}, double day = 9) {
  const auto identity = Identity::Build(merges);
  const auto canonical = [&](const std::string& person) { return identity->Canonical(person); };
  return DeriveScreening(Cat("screening:", kG), Say(said), canonical, At(day));
}
std::string Counts(const Screening& s) { return Cat(s.positive, "-", s.linked, "=", s.unlinked()); }

Viewer As(Role role, const std::string& unit) { return {role, "", unit, unit, coordination::v1::PURPOSE_CARE}; }
const Viewer kAuthor = As(Role::kBorderGuard, "bdr.01");
const Viewer kAuditor = As(Role::kAuditor, "aud.1");
std::string Basis(const std::vector<Said>& said, const Viewer& viewer) {
  const AccessDecision decision = MayReadScreening(Derive(said), viewer, At(9));
  return (decision.granted ? "+" : "-") + decision.basis;
}
std::string Shown(const std::vector<Said>& said, const Viewer& viewer) {
  const auto shown = MaskScreening(kG, Derive(said), viewer, At(9));
  return Cat(shown.positive(), " - ", shown.linked(), " = ", shown.unlinked());
}

TEST(Screening, CountsPersonsWhoseFirstContactNamesIt) {
  EXPECT_EQ(Counts(Derive({Screened(3)})), "3-0=3");
  EXPECT_EQ(Counts(Derive({Screened(3), Received(1), Received(2, kOtherG)})), "3-1=2");
  EXPECT_EQ(Counts(Derive({Inspected(2), Received(1)})), "2-1=1");
  EXPECT_EQ(Counts(Derive({Screened(1), Received(1), Received(2)})), "1-2=0") << "more came than were counted";
  EXPECT_EQ(Counts(Derive(ScreenedAndReceived(3, 3), {}, 0.5)), "3-0=3") << "as at the day before";
}

TEST(Screening, ReportsOfOnePersonCountOnce) {
  const Said rescued = {"pol.01", 1, Cat("victim_rescued {person_id: '", Person(1), "' screening_id: '", kG, "'}")};
  EXPECT_EQ(Counts(Derive({Screened(3), Received(1), rescued})), "3-1=2");
  EXPECT_EQ(Counts(Derive(ScreenedAndReceived(3, 2), Say({Merged("bdr.01")}))), "3-2=1") << "one agency alone says so";
  EXPECT_EQ(Counts(Derive(ScreenedAndReceived(3, 2), Say({Merged("bdr.01"), Merged("com.01.00004")}))), "3-1=2");
}

TEST(Screening, OnlyWhatStandsCounts) {
  const auto retracted = [](int number) {
    return Said{"bdr.01", 2,
                Cat("event_retracted {event_id: '", IdOfEvent(number), "' reason: CORRECTION_REASON_DID_NOT_HAPPEN}")};
  };
  EXPECT_EQ(Counts(Derive({Screened(3), Received(1), Received(2), retracted(3)})), "3-1=2");
  Said corrected = Received(1, kOtherG);
  corrected.corrects = 2;
  EXPECT_EQ(Counts(Derive({Screened(3), Received(1), corrected})), "3-0=3") << "it was another screening";
  EXPECT_EQ(Basis({Screened(3), Received(1), retracted(1)}, kAuthor), "-unknown_subject");
}

TEST(Screening, IsReadByItsAuthorTheCoordinatorAndTheAuditor) {
  const std::vector<Said> said = ScreenedAndReceived(3, 1);
  EXPECT_EQ(Basis(said, kAuthor), "+author");
  EXPECT_EQ(Basis(said, As(Role::kBorderGuard, "bdr")), "+author");
  EXPECT_EQ(Basis(said, As(Role::kCoordinator, "crd.01")), "+assigned_coordinator");
  EXPECT_EQ(Basis(said, kAuditor), "+auditor");
  EXPECT_EQ(Basis(said, As(Role::kCoordinator, "crd.02")), "-not_a_participant");
  EXPECT_EQ(Basis(said, As(Role::kBorderGuard, "bdr.01.g1")), "-not_a_participant") << "a unit below";
  EXPECT_EQ(Basis({Received(1)}, kAuditor), "-unknown_subject") << "named by a report alone";
}

TEST(Screening, CountsBelowTenAreTheAuthorsAlone) {
  EXPECT_EQ(Shown(ScreenedAndReceived(3, 3), kAuthor), "3 - 3 = 0");
  EXPECT_EQ(Shown(ScreenedAndReceived(3, 3), kAuditor), "< 10 - < 10 = < 10");
  EXPECT_EQ(Shown(ScreenedAndReceived(25, 12), kAuditor), "25 - 12 = 13");
}

TEST(Screening, AHiddenCountIsNoDifferenceOfShownOnes) {
  EXPECT_EQ(Shown(ScreenedAndReceived(15, 12), kAuditor), "15 - >= 10 = < 10");
  EXPECT_EQ(Shown(ScreenedAndReceived(15, 2), kAuditor), "15 - < 10 = >= 10");
  EXPECT_EQ(Shown(ScreenedAndReceived(15, 7), kAuditor), "15 - < 10 = < 10");
  EXPECT_EQ(Shown(ScreenedAndReceived(15, 12), kAuthor), "15 - 12 = 3");
}

TEST(Screening, NamingAnothersScreeningTellsNothingAboutIt) {
  const std::vector<Said> said = {Screened(3), Inspected(1), Received(1)};
  EXPECT_EQ(Shown(said, As(Role::kLabour, "soc.01")), "< 10 - < 10 = < 10");
  EXPECT_EQ(Shown(said, kAuthor), "< 10 - < 10 = < 10");
  std::vector<Said> large = ScreenedAndReceived(3, 12);
  large.push_back(Inspected(30));
  EXPECT_EQ(Shown(large, As(Role::kLabour, "soc.01")), ">= 10 - 12 = >= 10") << "else the sum less one's own 30 is 3";
}

}  // namespace
}  // namespace homeward::projections
