// Subscriptions tell the truth: every event once and in order, and where the reader stands.
#include "eventstore/subscription.h"

#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "eventstore/limits.h"
#include "tests/eventstore/support/scene.h"

namespace homeward::eventstore {
namespace {

// "1 2 caught_up(2) 3 fell_behind(3) checkpoint(9)".
std::string Told(const std::vector<Item>& items) {
  std::string out;
  for (const Item& item : items) {
    if (!out.empty()) out += " ";
    if (const auto* event = std::get_if<LogEventPtr>(&item)) out += std::to_string((*event)->position.value);
    if (const auto* at = std::get_if<CaughtUp>(&item)) out += "caught_up(" + std::to_string(at->position.value) + ")";
    if (const auto* at = std::get_if<FellBehind>(&item))
      out += "fell_behind(" + std::to_string(at->position.value) + ")";
    if (const auto* at = std::get_if<Checkpoint>(&item))
      out += "checkpoint(" + std::to_string(at->position.value) + ")";
  }
  return out;
}

class SubscriptionTest : public ::testing::Test {
 protected:
  ProposedEvent Next() {
    ++sent_;
    return Make{}.Sent(sent_, sent_ % 3);
  }
  void Publish(uint64_t count) {
    for (uint64_t i = 0; i < count; ++i) ASSERT_EQ(Reasons(Ask(*store_, Batch(Next()))), "");
  }
  // In large batches: fast, and further than the ring reaches.
  void PublishMany(uint64_t count) {
    for (uint64_t done = 0; done < count;) {
      Proposal proposal = Batch();
      for (int i = 0; i < 500 && done < count; ++i, ++done) proposal.events.push_back(Next());
      ASSERT_EQ(Reasons(Ask(*store_, std::move(proposal))), "");
    }
  }
  void WaitForRing() {  // answers come a moment before the event is shown
    auto live = store_->Subscribe(store_->head().position, {});
    std::vector<Item> items;
    while (!live->Poll(1, &items).ok() || items.empty()) items.clear();
  }
  std::string Poll(Subscription& subscription, size_t max = 1000) {
    WaitForRing();
    std::vector<Item> items;
    const absl::Status status = subscription.Poll(max, &items);
    EXPECT_TRUE(status.ok()) << status;
    return Told(items);
  }

  TempDirectory directory_;
  std::unique_ptr<Store> store_ = OpenStore(directory_.path());
  uint64_t sent_ = 0;
};

TEST_F(SubscriptionTest, CatchesUpThenFollowsLive) {
  Publish(3);
  auto subscription = store_->Subscribe(Position(0), {});
  EXPECT_EQ(Poll(*subscription), "1 2 3 caught_up(3)");
  EXPECT_EQ(Poll(*subscription), "");
  Publish(2);
  EXPECT_EQ(Poll(*subscription), "4 5");
  EXPECT_EQ(subscription->position(), Position(5));
}

TEST_F(SubscriptionTest, AnEmptyLogIsCaughtUpAtOnce) {
  auto subscription = store_->Subscribe(Position(0), {});
  EXPECT_EQ(Poll(*subscription), "caught_up(0)");
}

TEST_F(SubscriptionTest, ResumesFromDiskAfterARestart) {
  Publish(5);
  store_.reset();
  store_ = OpenStore(directory_.path());
  auto subscription = store_->Subscribe(Position(3), {});
  EXPECT_EQ(Poll(*subscription, 1), "4");
  EXPECT_EQ(Poll(*subscription), "5 caught_up(5)");
  Publish(1);
  EXPECT_EQ(Poll(*subscription), "6");
}

TEST_F(SubscriptionTest, BeyondTheHeadIsOutOfRange) {
  std::vector<Item> items;
  EXPECT_EQ(store_->Subscribe(Position(1), {})->Poll(1, &items).code(), absl::StatusCode::kOutOfRange);
}

TEST_F(SubscriptionTest, FiltersBySubjectTypeAndPublisher) {
  Publish(6);
  ASSERT_EQ(Reasons(Ask(*store_, Batch(Make{.hour = 1}.Cancelled(1)))), "");
  const uint32_t cancelled = contract::Contract::Get().FindEvent("ReferralCancelled")->number;
  for (const bool from_disk : {false, true}) {
    if (from_disk) {
      store_.reset();
      store_ = OpenStore(directory_.path());
    }
    auto with = [&](Filter filter) { return Poll(*store_->Subscribe(Position(0), std::move(filter))); };
    EXPECT_EQ(with({.subjects = {Subject("person:" + PersonId(1))}}), "1 4 caught_up(7)");
    EXPECT_EQ(with({.subjects = {Subject("person:" + PersonId(1)), Subject("referral:" + Uuid7(1))}}),
              "1 4 7 caught_up(7)");
    EXPECT_EQ(with({.types = {cancelled}}), "7 caught_up(7)");
    EXPECT_EQ(with({.subjects = {Subject("person:" + PersonId(1))}, .types = {cancelled}}), "caught_up(7)");
    EXPECT_EQ(with({.publishers = {contract::Agency::AGENCY_LABOUR}}), "caught_up(7)");
    EXPECT_EQ(with({.publishers = {contract::Agency::AGENCY_POLICE}}).substr(0, 3), "1 2");
  }
}

TEST_F(SubscriptionTest, SubjectFilterGivesEveryHitWhateverTheBudget) {
  Publish(30);
  store_.reset();
  store_ = OpenStore(directory_.path());
  auto subscription = store_->Subscribe(
      Position(0), {.subjects = {Subject("person:" + PersonId(1)), Subject("person:" + PersonId(2))}});
  std::string told;
  for (int i = 0; i < 100; ++i) {
    const std::string more = Poll(*subscription, 3);
    if (more.empty()) break;
    told += more + " ";
  }
  EXPECT_EQ(told, "1 2 4 5 7 8 10 11 13 14 16 17 19 20 22 23 25 26 28 29 caught_up(30) ");
}

TEST_F(SubscriptionTest, CheckpointsWhereNothingMatches) {
  auto subscription = store_->Subscribe(Position(0), {.types = {1}});
  EXPECT_EQ(Poll(*subscription), "caught_up(0)");
  PublishMany(2500);
  EXPECT_EQ(Poll(*subscription), "checkpoint(1000) checkpoint(2000)");
  EXPECT_EQ(Poll(*store_->Subscribe(Position(0), {.subjects = {Subject("person:nobody")}})),
            "checkpoint(1000) checkpoint(2000) caught_up(2500)");
}

TEST_F(SubscriptionTest, WhoFallsBehindReadsFromDiskAndLosesNothing) {
  Publish(1);
  auto subscription = store_->Subscribe(Position(0), {});
  EXPECT_EQ(Poll(*subscription), "1 caught_up(1)");
  PublishMany(kRingEvents + 1000);
  WaitForRing();
  std::vector<Item> items;
  uint64_t next = 2;
  bool fell_behind = false, caught_up = false;
  while (!caught_up) {
    items.clear();
    ASSERT_TRUE(subscription->Poll(777, &items).ok());
    ASSERT_FALSE(items.empty());
    for (const Item& item : items) {
      if (const auto* event = std::get_if<LogEventPtr>(&item)) {
        ASSERT_EQ((*event)->position, Position(next++));
      } else if (const auto* behind = std::get_if<FellBehind>(&item)) {
        EXPECT_EQ(behind->position, Position(1));
        fell_behind = true;
      } else {
        caught_up = std::holds_alternative<CaughtUp>(item);
      }
    }
  }
  EXPECT_TRUE(fell_behind);
  EXPECT_EQ(next, kRingEvents + 1002);
}

TEST_F(SubscriptionTest, WakesOnceWhenTheLogGrows) {
  auto subscription = store_->Subscribe(Position(0), {});
  EXPECT_EQ(Poll(*subscription), "caught_up(0)");
  std::mutex mutex;
  std::condition_variable woken;
  int wakes = 0;
  subscription->OnGrowth([&] {
    std::lock_guard lock(mutex);
    ++wakes;
    woken.notify_all();
  });
  Publish(3);
  {
    std::unique_lock lock(mutex);
    woken.wait(lock, [&] { return wakes > 0; });
    EXPECT_EQ(wakes, 1);
  }
  bool at_once = false;
  subscription->OnGrowth([&] { at_once = true; });
  EXPECT_TRUE(at_once);
}

TEST_F(SubscriptionTest, ADroppedSubscriptionIsWokenNoMore) {
  auto subscription = store_->Subscribe(Position(0), {});
  EXPECT_EQ(Poll(*subscription), "caught_up(0)");
  bool woken = false;
  subscription->OnGrowth([&] { woken = true; });
  subscription.reset();
  Publish(2);
  EXPECT_FALSE(woken);
}

// The head is the log's; an event is shown a moment later. Whoever has read up to the head by position goes on from
// there.
TEST_F(SubscriptionTest, GoesOnFromAHeadThatIsNotYetShown) {
  std::atomic<bool> over = false;
  std::thread reader([&] {
    while (!over) {
      auto subscription = store_->Subscribe(store_->head().position, {});
      std::vector<Item> items;
      const absl::Status status = subscription->Poll(10, &items);
      ASSERT_TRUE(status.ok()) << status;
    }
  });
  Publish(500);
  over = true;
  reader.join();
}

}  // namespace
}  // namespace homeward::eventstore
