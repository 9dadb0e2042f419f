#include <gtest/gtest.h>

#include "projections/exchanges/exchange.h"
#include "proto/contract/text.h"
#include "tests/projections/support/facts.h"

namespace homeward::projections {
namespace {

using contract::Cat;

constexpr char kV[] = "00000000-0000-4000-8000-0000000000d1";
constexpr char kT[] = "00000000-0000-4000-8000-0000000000e1";
constexpr char kT2[] = "00000000-0000-4000-8000-0000000000e2";

Said Of(const std::string& unit, double day, const std::string& event, const std::string& fields) {
  return {unit, day, Cat(event, " {verification_id: '", kV, "' person_id: $P ", fields, "}")};
}
const Said kRequested = Of("soc.01", 0, "verification_requested", "to_unit: 'pol.01'");
const Said kCompleted =
    Of("pol.01", 30, "verification_completed", "person {outcome: VERIFICATION_OUTCOME_NOT_CONFIRMED}");

TEST(Verification, RequestedExtendedCompleted) {
  const auto rules = Rules({{"verification_reply", "20 RULE_UNIT_DAYS"}});
  const Exchange open = DeriveVerification(kV, Say({kRequested}), {}, At(25, rules.get()));
  EXPECT_EQ(open.shown.state().code(), "requested");
  EXPECT_EQ(open.shown.owed(0).unit(), "pol.01");
  EXPECT_TRUE(open.shown.owed(0).overdue());
  const Exchange done = DeriveVerification(kV, Say({kRequested, kCompleted}), {}, At(31, rules.get()));
  EXPECT_EQ(done.shown.state().code(), "completed");
  EXPECT_EQ(done.shown.outcome().code(), "not_confirmed");
  EXPECT_FALSE(done.shown.open());
}

TEST(Verification, OwnMotionNeedsNoRequest) {
  const Exchange e = DeriveVerification(kV, Say({kCompleted}), {}, At(31));
  EXPECT_EQ(e.shown.state().code(), "completed");
  EXPECT_TRUE(e.shown.verdicts().empty());
}

TEST(Verification, APaperThatCameAnotherWayEndsTheWait) {
  const Said paper = {"pro.01", 40,
                      "victim_status_confirmed {person_id: $P person {paper: PAPER_KIND_COURT_PAPER "
                      "issuer: ISSUER_KIND_COURT}}"};
  const Exchange waiting = DeriveVerification(kV, Say({kRequested}), Say({paper}), At(39));
  EXPECT_TRUE(waiting.shown.open());
  const Exchange answered = DeriveVerification(kV, Say({kRequested}), Say({paper}), At(41));
  EXPECT_EQ(answered.shown.state().code(), "answered_by_paper");
  EXPECT_FALSE(answered.shown.open());
}

TEST(TipTransfer, OpenUntilTheOtherBodyHasIt) {
  const Said sent = {"bdr.01", 0, Cat("tip_transferred {tip_id: '", kT, "' to_unit: 'pol.01'}")};
  const Said taken = {"pol.01", 1, Cat("tip_received {tip_id: '", kT2, "' continues: '", kT, "' from_unit: 'bdr.01'}")};
  EXPECT_EQ(DeriveTipTransfer(kT, Say({sent}), At(2)).shown.owed(0).unit(), "pol.01");
  EXPECT_EQ(DeriveTipTransfer(kT, Say({sent, taken}), At(2)).shown.state().code(), "completed");
  EXPECT_EQ(DeriveTipTransfer(kT, Say({taken}), At(2)).shown.state().code(), "awaiting_sender");
}

}  // namespace
}  // namespace homeward::projections
