#include "projections/victims/responsible.h"

#include <gtest/gtest.h>

#include "proto/contract/text.h"
#include "tests/projections/support/facts.h"

namespace homeward::projections {
namespace {

using contract::Cat;

constexpr char kH[] = "00000000-0000-4000-8000-0000000000b1";
constexpr char kActor[] = "signed_by: '00000000-0000-4000-8000-0000000000f1'";

Said Half(const std::string& unit, double day, const std::string& event, const std::string& fields = "") {
  return {unit, day, Cat(event, " {handover_id: '", kH, "' person_id: $P ", fields, "}")};
}
const Said kReported = {"com.01.00004", 0, "victim_reported {person_id: $P}"};
const Said kOffered = Half("com.01.00004", 1, "handover_offered", "to_unit: 'soc.01' basis: BASIS_LEGAL_DUTY");
const Said kGiven = Half("com.01.00004", 2, "handover_given", kActor);
const Said kTaken = Half("soc.01", 3, "handover_taken", kActor);

std::string Of(const std::vector<Said>& person, const std::vector<Said>& handover, double day = 9) {
  const History history = MakeHistory(Say(person), At(day).as_at_us);
  std::vector<Exchange> exchanges;
  if (!handover.empty()) exchanges.push_back(DeriveHandover(kH, Say(handover), {}, At(day)));
  const ResponsibleUnit r = DeriveResponsible(history, exchanges, At(day));
  std::string text = r.state;
  for (const std::string& unit : r.units) text += " " + unit;
  return text;
}

TEST(Responsible, FirstInContactUntilHandedOver) {
  EXPECT_EQ(Of({}, {}), "none");
  EXPECT_EQ(Of({kReported}, {}), "responsible com.01.00004");
  EXPECT_EQ(Of({kReported}, {kOffered}), "responsible com.01.00004");
  EXPECT_EQ(Of({kReported}, {kOffered, kGiven}), "between_agencies com.01.00004 soc.01");
  EXPECT_EQ(Of({kReported}, {kOffered, kGiven, kTaken}), "responsible soc.01");
  EXPECT_EQ(Of({kReported}, {kOffered, kGiven, kTaken}, 2.5), "between_agencies com.01.00004 soc.01");
}

TEST(Responsible, NoneIsNormal) {
  EXPECT_EQ(Of({kReported, {"com.01.00004", 4, "left_by_own_wish {person_id: $P}"}}, {}), "none");
  EXPECT_EQ(Of({kReported,
                {"com.01.00004", 4, "left_by_own_wish {person_id: $P}"},
                {"bdr.01", 5, "victim_received {person_id: $P}"}},
               {}),
            "responsible bdr.01");
}

TEST(Responsible, TwoIsAConflictThatShowsBoth) {
  EXPECT_EQ(Of({kReported}, {Half("bdr.01", 5, "handover_taken", kActor)}), "conflict com.01.00004 bdr.01");
  EXPECT_EQ(Of({kReported}, {kOffered, Half("soc.01", 5, "handover_taken", kActor)}), "responsible com.01.00004")
      << "taken by whom it was offered to: the giving is awaited";
}

}  // namespace
}  // namespace homeward::projections
