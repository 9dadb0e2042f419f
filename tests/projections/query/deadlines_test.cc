// What is late, over a real log: in order, page by page, by the rules in force, inherited, then and now.
#include <gtest/gtest.h>

#include <set>
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
using oversight::v1::ListDeadlinesRequest;
using oversight::v1::ListDeadlinesResponse;

const Viewer kCoordinator = As(Role::kCoordinator, "crd.01");

Said Rule(const std::string& code, const std::string& length, const std::string& from = "2011-01-01") {
  return {"gov.01", 0,
          Cat("legal_rule_published {rule_code: '", code, "' ", length, " effective_from: '", from, "' article: 'A'}")};
}
Said Sent(int n, const std::string& to, double day, int due_day) {
  return {"pol.01", day,
          Cat("referral_sent {referral_id: '", Uuid(n), "' person_id: $P to_unit: '", to,
              "' kind: REFERRAL_KIND_SUPPORT urgency: URGENCY_URGENT basis: BASIS_LEGAL_DUTY due {seconds: ",
              (kDay0 + due_day * kDay) / 1'000'000, "} person {service: SERVICE_CODE_MEDICAL}}")};
}

std::vector<oversight::v1::Clock> All(Views& views, ListDeadlinesRequest request, const Viewer& viewer) {
  std::vector<oversight::v1::Clock> clocks;
  do {
    auto page = views.ListDeadlines(request, viewer);
    EXPECT_TRUE(page.ok()) << page.status();
    if (!page.ok()) return clocks;
    EXPECT_LE(page->clocks_size(), request.page_size() == 0 ? 50 : request.page_size());
    clocks.insert(clocks.end(), page->clocks().begin(), page->clocks().end());
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  return clocks;
}

// "subject code state", each once.
std::multiset<std::string> Names(const std::vector<oversight::v1::Clock>& clocks) {
  std::multiset<std::string> names;
  for (const auto& c : clocks)
    names.insert(Cat(c.subject(), " ", c.deadline().rule_code(), " ", c.deadline().state().code()));
  return names;
}

ListDeadlinesRequest AsAt(Micros as_at_us, bool running) {
  ListDeadlinesRequest request;
  *request.mutable_context()->mutable_as_at() = ToTimestamp(as_at_us);
  request.set_include_running(running);
  return request;
}

class Deadlines : public testing::Test {
 protected:
  // 40 referrals with days of their own; the first ten accepted, some of them late; two ruled periods each.
  void Fill() {
    world_.Record(Rule("referral_acknowledge", "amount: 24 unit: RULE_UNIT_HOURS"));
    for (int n = 1; n <= 40; ++n) world_.Record(Sent(n, "soc.01", 1 + n % 5, 7 + n * 7 % 60));
    for (int n = 1; n <= 10; ++n) world_.Record(Accepted(n, 20));
    world_.Settle();
  }
  World world_;
};

TEST_F(Deadlines, WhatIsLateLongestFirstAndEveryPageGoesOn) {
  Fill();
  const auto whole = All(world_.views(), {}, kLabour);
  int late = 30;  // acknowledgements that never came
  for (int n = 11; n <= 40; ++n) late += 7 + n * 7 % 60 < 50 ? 1 : 0;
  EXPECT_EQ(static_cast<int>(whole.size()), late);
  int64_t last = 0;
  for (const auto& clock : whole) {
    EXPECT_GE(clock.deadline().due().seconds(), last);
    last = clock.deadline().due().seconds();
    EXPECT_EQ(clock.deadline().state().code(), "missed");
    EXPECT_LT(clock.deadline().days_left(), 0);
    EXPECT_EQ(clock.unit(), "soc.01");
    EXPECT_FALSE(clock.inherited());
  }
  for (const int size : {1, 7, 30}) {
    ListDeadlinesRequest request;
    request.set_page_size(size);
    EXPECT_EQ(Names(All(world_.views(), request, kLabour)), Names(whole)) << size;
  }
  ListDeadlinesRequest one;
  one.add_rule_codes("referral_acknowledge");
  EXPECT_EQ(All(world_.views(), one, kLabour).size(), 30u);
}

TEST_F(Deadlines, WhatComesNextIsTheSameListReadOn) {
  Fill();
  ListDeadlinesRequest next;
  next.set_include_running(true);
  next.set_within_days(5);
  int due = 30;
  for (int n = 11; n <= 40; ++n) due += 7 + n * 7 % 60 <= 55 ? 1 : 0;
  const auto clocks = All(world_.views(), next, kLabour);
  EXPECT_EQ(static_cast<int>(clocks.size()), due);
  EXPECT_EQ(clocks.back().deadline().state().code(), "running");
  next.set_within_days(0);
  EXPECT_EQ(All(world_.views(), next, kLabour).size(), 60u);
}

TEST_F(Deadlines, ARuleThatIsPublishedLaterCountsAtOnce) {
  Fill();
  const size_t before = All(world_.views(), {}, kLabour).size();
  // From the second day on, so long that nothing begun since is late.
  world_.Record(Rule("referral_acknowledge", "amount: 60 unit: RULE_UNIT_DAYS", "2025-03-05"));
  world_.Settle();
  int still = 0;
  for (int n = 11; n <= 40; ++n) still += 1 + n % 5 < 2 ? 1 : 0;
  EXPECT_EQ(All(world_.views(), {}, kLabour).size(), before - 30 + still);
  // And from when on it holds no longer, there is no clock.
  world_.Record({"gov.01", 1,
                 "legal_rule_superseded {rule_code: 'referral_acknowledge' effective_from: '2025-03-06' "
                 "article: 'B'}"});
  world_.Settle();
  ListDeadlinesRequest all;
  all.set_include_running(true);
  all.add_rule_codes("referral_acknowledge");
  int ruled = 0;
  for (int n = 11; n <= 40; ++n) ruled += 1 + n % 5 < 3 ? 1 : 0;
  EXPECT_EQ(static_cast<int>(All(world_.views(), all, kLabour).size()), ruled);
}

TEST_F(Deadlines, AnEarlierDateIsReadFromTheFactsAndSaysTheSame) {
  Fill();
  for (const bool running : {false, true}) {
    ListDeadlinesRequest now;
    now.set_include_running(running);
    const auto today = Names(All(world_.views(), now, kLabour));
    EXPECT_EQ(Names(All(world_.views(), AsAt(kDay0 + 50 * kDay - 1, running), kLabour)), today) << running;
    ListDeadlinesRequest paged = AsAt(kDay0 + 50 * kDay - 1, running);
    paged.set_page_size(3);
    EXPECT_EQ(Names(All(world_.views(), paged, kLabour)), today) << running;
  }
  // On the tenth day nobody had accepted anything yet.
  const auto then = All(world_.views(), AsAt(kDay0 + 10 * kDay, false), kLabour);
  int late = 40;
  for (int n = 1; n <= 40; ++n) late += 7 + n * 7 % 60 < 10 ? 1 : 0;
  EXPECT_EQ(static_cast<int>(then.size()), late);
}

TEST_F(Deadlines, ADissolvedUnitsWorkIsItsHeirs) {
  world_.Record(Rule("referral_acknowledge", "amount: 24 unit: RULE_UNIT_HOURS"));
  for (int n = 1; n <= 4; ++n) world_.Record(Sent(n, "soc.09.d1", 1, 9));
  world_.Record({"gov.01", 5,
                 "admin_unit_dissolved {unit: 'soc.09.d1' successor_unit: 'soc.01' effective_from: "
                 "'2025-03-10' article: 'A'}"});
  world_.Settle();
  const auto inherited = All(world_.views(), {}, kLabour);
  ASSERT_EQ(inherited.size(), 8u);
  EXPECT_EQ(inherited[0].unit(), "soc.09.d1");
  EXPECT_EQ(inherited[0].unit_now(), "soc.01");
  EXPECT_TRUE(inherited[0].inherited());
  // The heir answers one, and a stranger another, which ends nothing.
  world_.Record(Accepted(1, 10));
  world_.Record({"soc.02", 10, Cat("referral_accepted {referral_id: '", Uuid(2), "' person_id: $P}")});
  world_.Settle();
  const auto left = Names(All(world_.views(), {}, kLabour));
  EXPECT_EQ(left.size(), 6u);
  EXPECT_EQ(left.count(Cat("referral:", Uuid(1), " referral_answer missed")), 0u);
  EXPECT_EQ(left.count(Cat("referral:", Uuid(2), " referral_answer missed")), 1u);
  EXPECT_EQ(Names(All(world_.views(), AsAt(kDay0 + 50 * kDay - 1, false), kLabour)), left);
  EXPECT_EQ(All(world_.views(), AsAt(kDay0 + 4 * kDay, false), kLabour).size(), 0u) << "not yet the heir's";
  ListDeadlinesRequest province;
  province.set_province("01");
  EXPECT_EQ(All(world_.views(), province, kCoordinator).size(), 6u) << "of a province's unit by now";
}

TEST_F(Deadlines, NobodyAsksForAnothersAndTellsWhatMayNotBeRead) {
  Fill();
  ListDeadlinesRequest others;
  others.set_unit("soc.02");
  EXPECT_TRUE(absl::IsPermissionDenied(world_.views().ListDeadlines(others, kLabour).status()));
  ListDeadlinesRequest province;
  province.set_province("02");
  EXPECT_TRUE(absl::IsPermissionDenied(world_.views().ListDeadlines(province, kCoordinator).status()));
  EXPECT_TRUE(All(world_.views(), {}, As(Role::kLabour, "soc.02")).empty());
  EXPECT_TRUE(All(world_.views(), {}, As(Role::kPolice, "pol.01")).empty()) << "the addressee owes, not the sender";
  EXPECT_FALSE(All(world_.views(), {}, kCoordinator).empty());
  EXPECT_FALSE(All(world_.views(), {}, As(Role::kLabour, "soc")).empty()) << "an agency looks into all of its units";
  ListDeadlinesRequest negative;
  negative.set_within_days(-1);
  EXPECT_TRUE(absl::IsInvalidArgument(world_.views().ListDeadlines(negative, kLabour).status()));
}

TEST_F(Deadlines, CountsAreOfEveryClockByRule) {
  Fill();
  ListDeadlinesRequest request;
  request.set_with_counts(true);
  request.set_page_size(1);
  auto page = world_.views().ListDeadlines(request, kCoordinator);
  ASSERT_TRUE(page.ok()) << page.status();
  ASSERT_EQ(page->counts_size(), 2);
  const auto& acknowledged = page->counts(0);
  EXPECT_EQ(acknowledged.rule_code(), "referral_acknowledge");
  EXPECT_EQ(acknowledged.missed(), 30);
  EXPECT_EQ(acknowledged.met_late(), 10);
  const auto& answered = page->counts(1);
  EXPECT_EQ(answered.rule_code(), "referral_answer");
  int met = 0, missed = 0;
  for (int n = 1; n <= 10; ++n) met += 7 + n * 7 % 60 >= 20 ? 1 : 0;
  for (int n = 11; n <= 40; ++n) missed += 7 + n * 7 % 60 < 50 ? 1 : 0;
  EXPECT_EQ(answered.met(), met);
  EXPECT_EQ(answered.met_late(), 10 - met);
  EXPECT_EQ(answered.missed(), missed);
  EXPECT_EQ(answered.running(), 30 - missed);
}

TEST_F(Deadlines, ListsAreTheSameAfterARebuild) {
  Fill();
  world_.Record({"com.01.001", 2, "support_agency_notified {person_id: $P to_unit: 'soc.01'}"});
  world_.Record({"com.01.001", 2, "support_agency_notified {person_id: $P to_unit: 'soc.02'}", -1, 0, 0});
  world_.Settle();
  const auto digests = Digests(world_.views());
  world_.Rebuild();
  EXPECT_EQ(Digests(world_.views()), digests);
}

}  // namespace
}  // namespace homeward::projections
