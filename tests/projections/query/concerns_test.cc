// The morning's questions over a real log: each is asked and answered, and told to those alone who may know.
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
using oversight::v1::ListConcernsRequest;

const Viewer kPolice = As(Role::kPolice, "pol.01");
const Viewer kCoordinator = As(Role::kCoordinator, "crd.01");
constexpr char kOther[] = "p00000000000000000000000002";

Said Rule(const std::string& code, const std::string& length) {
  return {"gov.01", 0,
          Cat("legal_rule_published {rule_code: '", code, "' ", length, " effective_from: '2011-01-01' article: 'A'}")};
}

// By kind; every page.
std::map<std::string, std::vector<Concern>> Ask(Views& views, const Viewer& viewer, ListConcernsRequest request = {}) {
  std::map<std::string, std::vector<Concern>> by_kind;
  request.set_each(1000);
  do {
    auto page = views.ListConcerns(request, viewer);
    EXPECT_TRUE(page.ok()) << page.status();
    if (!page.ok()) return by_kind;
    for (const auto& group : page->groups()) {
      EXPECT_FALSE(group.kind().label().vi().empty());
      EXPECT_NE(group.kind().label().en(), group.kind().code()) << "has words";
      auto& of = by_kind[group.kind().code()];
      of.insert(of.end(), group.concerns().begin(), group.concerns().end());
    }
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  return by_kind;
}

TEST(Concerns, OfAPersonWhomNobodyLooksAfter) {
  World world;
  world.Record(Rule("follow_up_gap", "amount: 20 unit: RULE_UNIT_DAYS"));
  world.Record({"pol.01", 1, "victim_rescued {person_id: $P person {age_band: AGE_BAND_UNDER_16}}"});
  world.Settle();
  EXPECT_EQ(Ask(world.views(), kPolice).count("nobody_responsible"), 0u);
  world.Record({"pol.01", 2, "left_by_own_wish {person_id: $P}"});
  world.Settle();
  auto told = Ask(world.views(), kPolice);
  EXPECT_EQ(told.count("nobody_responsible"), 1u) << "the door is open, and nobody stands at it";
  ASSERT_EQ(told["no_contact"].size(), 1u) << "49 days since, 20 allowed";
  EXPECT_EQ(told["no_contact"][0].subject(), Cat("person:", kPerson));
  EXPECT_EQ(told["no_contact"][0].days(), 49);
  EXPECT_TRUE(told["no_contact"][0].has_due());
  ASSERT_EQ(told["child_without_representative"].size(), 2u) << "neither representative nor lawyer";
  EXPECT_TRUE(Ask(world.views(), As(Role::kPolice, "pol.02")).empty()) << "not theirs to know";
  EXPECT_TRUE(Ask(world.views(), As(Role::kCoordinator, "crd.02")).empty());
  EXPECT_EQ(Ask(world.views(), kCoordinator).size(), told.size());

  world.Record({"soc.01", 45, "victim_received {person_id: $P}"});
  world.Record({"soc.01", 46,
                "representative_appointed {person_id: $P person {representative: "
                "RELATION_GUARDIAN}}"});
  world.Settle();
  told = Ask(world.views(), kPolice);
  EXPECT_EQ(told.count("nobody_responsible"), 0u);
  EXPECT_EQ(told.count("no_contact"), 0u);
  ASSERT_EQ(told["child_without_representative"].size(), 1u);
  EXPECT_EQ(told["child_without_representative"][0].detail(), "lawyer");
  world.Record({"soc.01", 47, "support_closed {person_id: $P person {reason: CLOSING_REASON_GOALS_MET}}"});
  world.Settle();
  EXPECT_TRUE(Ask(world.views(), kPolice).empty()) << "the way has ended";
}

TEST(Concerns, OfReferralsThatGoNowhere) {
  World world;
  world.Record(Rule("referral_acknowledge", "amount: 24 unit: RULE_UNIT_HOURS"));
  world.Record(Rule("referral_close", "amount: 3 unit: RULE_UNIT_DAYS"));
  world.Record(Sent(1));
  world.Record(Sent(2));
  world.Record({"soc.01", 3,
                Cat("referral_declined {referral_id: '", Uuid(2),
                    "' person_id: $P reason: REFERRAL_DECLINE_REASON_NO_CAPACITY}")});
  world.Record(Accepted(3, 4));  // of which nobody has said that it was sent
  world.Settle();
  auto told = Ask(world.views(), kCoordinator);
  ASSERT_EQ(told["unanswered"].size(), 1u);
  EXPECT_EQ(told["unanswered"][0].subject(), Cat("referral:", Uuid(1)));
  EXPECT_EQ(told["unanswered"][0].unit(), "soc.01");
  ASSERT_EQ(told["failed_without_next_step"].size(), 1u);
  EXPECT_EQ(told["failed_without_next_step"][0].unit(), "pol.01") << "its sender has the next step";
  EXPECT_EQ(told["failed_without_next_step"][0].detail(), "declined");
  EXPECT_TRUE(told["failed_without_next_step"][0].has_due());
  ASSERT_EQ(told["awaiting_other"].size(), 1u);
  EXPECT_EQ(told["awaiting_other"][0].unit(), "pol.01");
  EXPECT_EQ(told["awaiting_other"][0].detail(), "referral_sent");

  ListConcernsRequest one;
  one.add_kinds("unanswered");
  EXPECT_EQ(Ask(world.views(), kCoordinator, one).size(), 1u);
  one.add_kinds("something_else");
  EXPECT_TRUE(absl::IsInvalidArgument(world.views().ListConcerns(one, kCoordinator).status()));
  ListConcernsRequest negative;
  negative.set_each(-1);
  EXPECT_TRUE(absl::IsInvalidArgument(world.views().ListConcerns(negative, kCoordinator).status()));
  ListConcernsRequest others;
  others.set_unit("soc.02");
  EXPECT_TRUE(absl::IsPermissionDenied(world.views().ListConcerns(others, kLabour).status()));
}

TEST(Concerns, OldestFirstAndNoMoreThanAskedFor) {
  World world;
  world.Record(Rule("referral_acknowledge", "amount: 24 unit: RULE_UNIT_HOURS"));
  for (int n = 1; n <= 12; ++n) world.Record(Sent(n, 20 - n));
  world.Settle();
  ListConcernsRequest request;
  request.add_kinds("unanswered");
  request.set_each(5);
  const auto page = world.views().ListConcerns(request, kLabour);
  ASSERT_TRUE(page.ok()) << page.status();
  ASSERT_EQ(page->groups_size(), 1);
  EXPECT_EQ(page->groups(0).count(), 12);
  EXPECT_TRUE(page->groups(0).more());
  ASSERT_EQ(page->groups(0).concerns_size(), 5);
  for (int i = 1; i < 5; ++i)
    EXPECT_LE(page->groups(0).concerns(i - 1).since().seconds(), page->groups(0).concerns(i).since().seconds());
}

TEST(Concerns, OfPersonsOnTheirWayAndPlacesToStay) {
  World world;
  world.Record(
      {"pol.01", 40, Cat("arrival_notified {person_id: '", kOther, "' to_unit: 'soc.01' expected_on: '2025-05-01'}")});
  world.Record({"soc.01", 41,
                Cat("shelter_capacity_reported {capacity_id: '", Uuid(1), "' area: 'adm.01' places: 12 free: 3}")});
  world.Settle();
  auto told = Ask(world.views(), kCoordinator);
  ASSERT_EQ(told["arrival_expected"].size(), 1u);
  EXPECT_EQ(told["arrival_expected"][0].unit(), "soc.01");
  EXPECT_EQ(DateText(FromTimestamp(told["arrival_expected"][0].due())), "2025-05-01");
  EXPECT_EQ(told.count("shelter_full"), 0u);
  world.Record({"soc.01", 42,
                Cat("shelter_capacity_reported {capacity_id: '", Uuid(2), "' area: 'adm.01' places: 12 free: 0}")});
  world.Record({"soc.01", 43, Cat("victim_received {person_id: '", kOther, "'}")});
  world.Settle();
  told = Ask(world.views(), kCoordinator);
  EXPECT_EQ(told.count("arrival_expected"), 0u);
  ASSERT_EQ(told["shelter_full"].size(), 1u) << "by the last that was said";
  EXPECT_EQ(told["shelter_full"][0].count(), 12);
  EXPECT_EQ(told["shelter_full"][0].detail(), "adm.01");
}

}  // namespace
}  // namespace homeward::projections
