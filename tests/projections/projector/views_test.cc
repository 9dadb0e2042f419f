// The views over a real log: rebuilds, pages, watching, what was known earlier.
#include "projections/views.h"

#include <gtest/gtest.h>

#include <chrono>
#include <future>
#include <map>
#include <thread>

#include "proto/contract/text.h"
#include "tests/projections/support/referrals.h"
#include "tests/projections/support/world.h"

namespace homeward::projections {
namespace {

using contract::Cat;

TEST(Views, ARebuildFromZeroGivesTheSameDigests) {
  World world;
  world.Record({"pol.01", 0, "victim_rescued {person_id: $P}"});
  for (int n = 1; n <= 30; ++n) world.Record(Sent(n));
  for (int n = 1; n <= 20; ++n) world.Record(Accepted(n));
  world.Record({"pol.01", 0.5, "victim_rescued {person_id: $P}", 3, 0, 1});  // corrects the first event
  world.Record({"soc.01", 4, Cat("event_disputed {event_id: '", IdOfEvent(2), "' reason: DISPUTE_REASON_WRONG_DATE}")});
  world.Settle();
  const auto before = Digests(world.views());
  world.Rebuild();
  EXPECT_EQ(Digests(world.views()), before);
  world.ReopenViews(false);
  world.Settle();
  EXPECT_EQ(Digests(world.views()), before) << "after a restart";
  world.ReopenViews(true);
  world.Settle();
  EXPECT_EQ(Digests(world.views()), before) << "from the log alone";
  EXPECT_TRUE(absl::IsNotFound(world.views().Digest("nothing").status()));
}

TEST(Views, ManyEventsAreShownThoughNobodyWaitsAndNoneFollow) {
  World world;
  for (int first = 1; first <= 4000; first += 500) {
    std::vector<Said> batch;
    for (int n = first; n < first + 500; ++n) batch.push_back(Sent(n));
    world.RecordAll(batch);
  }
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (world.views().progress().position < world.views().progress().head) {
    ASSERT_LT(std::chrono::steady_clock::now(), deadline) << "what waits for others is written when its time is over";
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}

TEST(Views, TheOldOnesAnswerWhileNewOnesAreFolded) {
  World world;
  for (int n = 1; n <= 40; ++n) world.Record(Sent(n));
  world.Settle();
  const auto before = Digests(world.views());
  pb::ListReferralsRequest request;
  request.set_page_size(1000);
  ASSERT_TRUE(world.views().Rebuild().ok());
  int answers = 0;
  do {
    const auto page = world.views().ListReferrals(request, kLabour);
    ASSERT_TRUE(page.ok()) << page.status();
    ASSERT_EQ(page->referrals_size(), 40) << "never a part of it";
    ++answers;
  } while (world.views().progress().rebuilding);
  EXPECT_GT(answers, 0);
  EXPECT_EQ(Digests(world.views()), before);
  world.Rebuild();  // a second time: the twins' names go back and forth
  EXPECT_EQ(Digests(world.views()), before);
  world.Record(Accepted(1));  // and the new folds go on
  world.Settle();
  pb::GetReferralRequest one;
  one.set_id(Uuid(1));
  EXPECT_EQ(world.views().GetReferral(one, kLabour)->referral().state().code(), "accepted");
  world.ReopenViews(false);
  world.Settle();
  EXPECT_EQ(world.views().ListReferrals(request, kLabour)->referrals_size(), 40);
}

TEST(Views, ARebuildThatARestartCutsOffLeavesTheOldOnes) {
  World world;
  for (int n = 1; n <= 40; ++n) world.Record(Sent(n));
  world.Settle();
  const auto before = Digests(world.views());
  ASSERT_TRUE(world.views().Rebuild().ok());
  world.ReopenViews(false);
  world.Settle();
  EXPECT_FALSE(world.views().progress().rebuilding);
  EXPECT_EQ(Digests(world.views()), before);
}

TEST(Views, EventsThatComeDuringARebuildAreInTheNewViews) {
  World world;
  for (int n = 1; n <= 20; ++n) world.Record(Sent(n));
  ASSERT_TRUE(world.views().Rebuild().ok());
  for (int n = 1; n <= 20; ++n) world.Record(Accepted(n));
  ASSERT_TRUE(world.views().Rebuild().ok());  // one under way begins anew
  for (int n = 21; n <= 30; ++n) world.Record(Sent(n));
  world.Settle();
  const auto digests = Digests(world.views());
  world.Rebuild();
  EXPECT_EQ(Digests(world.views()), digests);
}

TEST(Views, PagesHoldEveryRowOnceAndSoonestDueFirst) {
  World world;
  for (int n = 1; n <= 57; ++n) world.Record(Sent(n));
  world.Settle();
  pb::ListReferralsRequest request;
  request.set_page_size(10);
  std::vector<std::string> ids;
  int64_t last_due = 0;
  do {
    auto page = world.views().ListReferrals(request, kLabour);
    ASSERT_TRUE(page.ok()) << page.status();
    for (const auto& e : page->referrals()) {
      EXPECT_GE(e.due().seconds(), last_due);
      last_due = e.due().seconds();
      ids.push_back(e.id());
    }
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  std::sort(ids.begin(), ids.end());
  EXPECT_EQ(std::unique(ids.begin(), ids.end()) - ids.begin(), 57);
}

TEST(Views, TokensAreRefusedForAnotherQuestion) {
  World world;
  for (int n = 1; n <= 5; ++n) world.Record(Sent(n));
  world.Settle();
  pb::ListReferralsRequest request;
  request.set_page_size(2);
  auto page = world.views().ListReferrals(request, kLabour);
  ASSERT_TRUE(page.ok());
  request.set_page_token(page->next_page_token());
  request.mutable_filter()->set_overdue_only(true);
  EXPECT_TRUE(absl::IsInvalidArgument(world.views().ListReferrals(request, kLabour).status()));
  request.clear_filter();
  EXPECT_TRUE(world.views().ListReferrals(request, kLabour).ok());
  EXPECT_TRUE(absl::IsInvalidArgument(world.views().ListReferrals(request, As(Role::kPolice, "pol.01")).status()));
  std::string broken = page->next_page_token();
  broken[4] = broken[4] == 'a' ? 'b' : 'a';
  request.set_page_token(broken);
  EXPECT_TRUE(absl::IsInvalidArgument(world.views().ListReferrals(request, kLabour).status()));
  World other;
  other.Record(Sent(1));
  other.Settle();
  request.set_page_token(page->next_page_token());
  EXPECT_TRUE(absl::IsAborted(other.views().ListReferrals(request, kLabour).status())) << "another log";
}

TEST(Views, AsKnownThenIsWhatWasAnsweredThen) {
  World world;
  world.Record(Sent(1));
  world.Record(Accepted(1));
  world.Settle();
  pb::GetReferralRequest request;
  request.set_id(Uuid(1));
  EXPECT_EQ(world.views().GetReferral(request, kLabour)->referral().state().code(), "accepted");
  request.mutable_known_at()->set_position(1);
  EXPECT_EQ(world.views().GetReferral(request, kLabour)->referral().state().code(), "sent");
  request.mutable_known_at()->set_position(9);
  EXPECT_TRUE(absl::IsOutOfRange(world.views().GetReferral(request, kLabour).status()));
  request.mutable_known_at()->mutable_time()->set_seconds(1);  // 1970: before the log's first event
  EXPECT_TRUE(absl::IsNotFound(world.views().GetReferral(request, kLabour).status()));
}

TEST(Views, AFilterThatNamesNothingIsRefused) {
  World world;
  world.Record(Sent(1));
  world.Settle();
  pb::ListReferralsRequest referrals;
  referrals.mutable_filter()->add_states("sent");
  EXPECT_TRUE(world.views().ListReferrals(referrals, kLabour).ok());
  referrals.mutable_filter()->add_states("snet");
  EXPECT_TRUE(absl::IsInvalidArgument(world.views().ListReferrals(referrals, kLabour).status()));
  pb::ListCasesRequest cases;
  cases.add_stages("C99");
  EXPECT_TRUE(absl::IsInvalidArgument(world.views().ListCases(cases, kLabour).status()));
}

TEST(Views, UnknownAndForbiddenAreOneAnswer) {
  World world;
  world.Record({"pol.01", 0, "victim_rescued {person_id: $P}"});
  world.Settle();
  pb::GetVictimTimelineRequest request;
  request.set_person(kPerson);
  const absl::Status forbidden = world.views().GetVictimTimeline(request, kLabour).status();
  request.set_person("p00000000000000000000000009");
  EXPECT_EQ(world.views().GetVictimTimeline(request, kLabour).status(), forbidden);
  EXPECT_TRUE(absl::IsNotFound(forbidden));
}

TEST(Views, WatchTellsASnapshotThenWhatChanged) {
  World world;
  world.Record(Sent(1));
  world.Settle();
  auto cursor = world.views().WatchReferrals({}, kLabour);
  ASSERT_TRUE(cursor.ok());
  std::vector<pb::WatchReferralsResponse> told;
  ASSERT_TRUE((*cursor)->Poll(100, &told).ok());
  ASSERT_EQ(told.size(), 2u);
  EXPECT_EQ(told[0].exchange().state().code(), "sent");
  EXPECT_TRUE(told[1].has_caught_up());
  told.clear();
  ASSERT_TRUE((*cursor)->Poll(100, &told).ok());
  EXPECT_TRUE(told.empty());
  std::promise<void> grown;
  (*cursor)->OnGrowth([&] { grown.set_value(); });
  world.Record(Accepted(1));
  ASSERT_EQ(grown.get_future().wait_for(std::chrono::seconds(20)), std::future_status::ready);
  ASSERT_TRUE((*cursor)->Poll(100, &told).ok());
  ASSERT_FALSE(told.empty());
  EXPECT_EQ(told[0].exchange().state().code(), "accepted");
  told.clear();
  world.Record({"soc.01", 3,
                Cat("referral_completed {referral_id: '", Uuid(1), "' person_id: $P outcome: REFERRAL_OUTCOME_MET}")});
  world.Settle();
  ASSERT_TRUE((*cursor)->Poll(100, &told).ok());
  EXPECT_EQ(told[0].gone(), Cat("referral:", Uuid(1))) << "closed ones are not on this board";
}

TEST(Views, ACasesHeaderTellsNoCountThatItsEntriesHide) {
  World world;
  world.Record({"pol.01", 0,
                Cat("case_instituted {case_id: '", Uuid(1),
                    "' crime_code: CRIME_CODE_ARTICLE_150 crime_class: CRIME_CLASS_SERIOUS}")});
  world.Record({"pol.01", 1, Cat("accused_charged {case_id: '", Uuid(1), "' accused: 3}")});
  world.Record({"pro.01", 2, Cat("charge_approved {case_id: '", Uuid(1), "' accused: 2}")});
  world.Settle();
  const auto header = [&](Role role, const std::string& unit) {
    pb::GetCaseRequest request;
    request.set_id(Uuid(1));
    auto got = world.views().GetCase(request, As(role, unit));
    EXPECT_TRUE(got.ok()) << got.status();
    std::string text;
    for (const auto& entry : got->progress().entries())
      for (const auto& field : entry.fields())
        if (field.name() == "accused") text += Cat(entry.type(), "=", field.value(), " ");
    return Cat(text, "header ", got->progress().accused(), " ", got->progress().charges_approved());
  };
  EXPECT_EQ(header(Role::kPolice, "pol.01"), "AccusedCharged=3 ChargeApproved=< 10 header 3 0");
  EXPECT_EQ(header(Role::kProsecution, "pro.01"), "AccusedCharged=< 10 ChargeApproved=2 header 0 2");
  Viewer auditor = As(Role::kAuditor, "aud.1");
  auditor.purpose = pb::PURPOSE_AUDIT;
  pb::ListCasesRequest list;
  const auto cases = world.views().ListCases(list, auditor);
  ASSERT_TRUE(cases.ok()) << cases.status();
  ASSERT_EQ(cases->cases_size(), 1);
  EXPECT_EQ(cases->cases(0).accused(), 0);
  EXPECT_EQ(cases->cases(0).masked_size(), 2);
}

TEST(Views, ChangesSinceAPosition) {
  World world;
  world.Record(Sent(1));
  world.Record(Sent(2));
  world.Settle();
  pb::ListChangesRequest request;
  request.set_since_position(1);
  auto changes = world.views().ListChanges(request, kLabour);
  ASSERT_TRUE(changes.ok());
  ASSERT_EQ(changes->exchanges_size(), 1);
  EXPECT_EQ(changes->exchanges(0).id(), Uuid(2));
  EXPECT_EQ(changes->next_since_position(), 2u);
  EXPECT_FALSE(changes->more());
}

}  // namespace
}  // namespace homeward::projections
