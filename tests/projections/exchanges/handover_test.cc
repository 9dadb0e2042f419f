#include <gtest/gtest.h>

#include "projections/exchanges/exchange.h"
#include "proto/contract/text.h"
#include "tests/projections/support/facts.h"

namespace homeward::projections {
namespace {

using contract::Cat;

constexpr char kH[] = "00000000-0000-4000-8000-0000000000b1";
constexpr char kOther[] = "00000000-0000-4000-8000-0000000000b2";
constexpr char kActor[] = "signed_by: '00000000-0000-4000-8000-0000000000f1'";

Said Give(double day, const std::string& event, const std::string& fields = "", const std::string& id = kH) {
  return {"com.01.00004", day, Cat(event, " {handover_id: '", id, "' person_id: $P ", fields, "}")};
}
Said Take(double day, const std::string& event, const std::string& fields = "") {
  return {"soc.01", day, Cat(event, " {handover_id: '", kH, "' person_id: $P ", fields, "}")};
}
const Said kOffered = Give(0, "handover_offered", "to_unit: 'soc.01' basis: BASIS_LEGAL_DUTY");

std::string State(const std::vector<Said>& said) {
  return DeriveHandover(kH, Say(said), {}, At(5)).shown.state().code();
}
bool Has(const Exchange& e, std::string_view overlay) {
  for (const auto& o : e.shown.overlays())
    if (o.code() == overlay) return true;
  return false;
}

TEST(Handover, EveryState) {
  EXPECT_EQ(State({kOffered}), "offered");
  EXPECT_EQ(State({kOffered, Take(1, "handover_accepted")}), "accepted");
  EXPECT_EQ(State({kOffered, Give(1, "handover_given", kActor)}), "given");
  EXPECT_EQ(State({kOffered, Take(1, "handover_taken", kActor)}), "taken");
  EXPECT_EQ(State({kOffered, Give(1, "handover_given", kActor), Take(1, "handover_taken", kActor)}), "completed");
  EXPECT_EQ(State({kOffered, Give(1, "handover_withdrawn")}), "withdrawn");
  EXPECT_EQ(State({kOffered, Give(1, "handover_declined_by_person")}), "declined_by_person");
  EXPECT_EQ(State({kOffered, Take(1, "handover_refused", "reason: HANDOVER_REFUSAL_REASON_UNSAFE")}), "refused");
  EXPECT_EQ(State({Take(1, "handover_taken", kActor)}), "awaiting_sender");
}

TEST(Handover, GivenAndNotTakenIsBetweenAgencies) {
  const auto rules = Rules({{"handover_taken", "12 RULE_UNIT_HOURS"}});
  const Facts facts = Say({kOffered, Give(1, "handover_given", kActor)});
  const Exchange soon = DeriveHandover(kH, facts, {}, At(1.3, rules.get()));
  EXPECT_TRUE(Has(soon, "between_agencies"));
  EXPECT_FALSE(Has(soon, "between_agencies_overdue"));
  EXPECT_TRUE(Has(DeriveHandover(kH, facts, {}, At(2, rules.get())), "between_agencies_overdue"));
}

TEST(Handover, RefusedIsOpenUntilOfferedAnew) {
  const std::string refused = "reason: HANDOVER_REFUSAL_REASON_NO_CAPACITY";
  const Facts facts = Say({kOffered, Take(1, "handover_refused", refused)});
  EXPECT_TRUE(DeriveHandover(kH, facts, {}, At(5)).shown.open());
  const Facts about = Say({Give(2, "handover_offered", "to_unit: 'soc.02' basis: BASIS_LEGAL_DUTY", kOther)});
  EXPECT_FALSE(DeriveHandover(kH, facts, about, At(5)).shown.open());
}

}  // namespace
}  // namespace homeward::projections
