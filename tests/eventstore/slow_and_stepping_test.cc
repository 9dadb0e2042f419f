// A disk that takes 200 ms for a sync, and a clock that steps: neither reorders anything.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <mutex>
#include <thread>
#include <vector>

#include "eventstore/limits.h"
#include "tests/eventstore/support/fault_env.h"
#include "tests/eventstore/support/scene.h"

namespace homeward::eventstore {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kSync{200};
constexpr size_t kPublishers = 4;
constexpr size_t kBatches = 400;              // of each publisher
constexpr std::chrono::seconds kDeadline{5};  // of a publisher, as clients set it

struct Sent {
  SteadyClock::time_point at;
  std::chrono::milliseconds took{0};
  uint64_t position = 0;
};

class SlowDisk : public ::testing::Test {
 protected:
  SlowDisk() {
    StoreOptions options;
    options.env = env.get();
    store = OpenStore(directory.path(), options);
  }

  const TempDirectory directory;
  const std::shared_ptr<FaultFileSystem> files = std::make_shared<FaultFileSystem>();
  const std::unique_ptr<rocksdb::Env> env = MakeFaultEnv(files);
  std::unique_ptr<Store> store;
};

TEST_F(SlowDisk, AFullQueueIsSaidAndWhatWasRefusedMayComeAgain) {
  files->SlowSyncs(std::chrono::seconds(2));
  std::atomic<size_t> taken = 0, answered = 0;
  absl::Status refused;
  uint64_t n = 0;
  // What is queued, and what the committer may have taken out meanwhile: two groups.
  while (refused.ok() && n < 4 * kQueueProposals) {
    Proposal proposal = Batch(Make{.id = Uuid7(++n)}.Sent(n));
    proposal.done = [&](const Answer& answer) { answered += answer.ok(); };
    refused = store->Propose(std::move(proposal));
    taken += refused.ok();
  }
  EXPECT_TRUE(absl::IsResourceExhausted(refused)) << refused;
  EXPECT_NE(refused.ToString().find("QUEUE_FULL"), std::string::npos) << refused;
  EXPECT_GE(taken, kQueueProposals);
  files->SlowSyncs(std::chrono::milliseconds(0));
  while (answered < taken) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  EXPECT_EQ(Reasons(Ask(*store, Batch(Make{.id = Uuid7(n)}.Sent(n)))), "");
  EXPECT_EQ(store->head().position.value, taken + 1);
}

TEST_F(SlowDisk, GroupsShareTheSlowSyncsAndKeepTheOrderOfEachPublisher) {
  std::vector<std::vector<Proposal>> proposals(kPublishers);
  for (size_t p = 0; p < kPublishers; ++p) {
    for (size_t n = 0; n < kBatches; ++n) proposals[p].push_back(Batch(Make{}.Sent(p * kBatches + n)));
  }
  std::vector<std::vector<Sent>> sent(kPublishers, std::vector<Sent>(kBatches));
  std::atomic<size_t> answered = 0, failed = 0;
  files->SlowSyncs(kSync);
  const auto began = SteadyClock::now();
  std::vector<std::thread> publishers;
  for (size_t p = 0; p < kPublishers; ++p) {
    publishers.emplace_back([&, p] {
      for (size_t n = 0; n < kBatches; ++n) {
        Sent& one = sent[p][n];
        one.at = SteadyClock::now();
        proposals[p][n].done = [&](const Answer& answer) {
          one.took = std::chrono::duration_cast<std::chrono::milliseconds>(SteadyClock::now() - one.at);
          one.position = answer.first.value;
          failed += !answer.ok();
          ++answered;
        };
        if (!store->Propose(std::move(proposals[p][n])).ok()) ++failed, ++answered;
        if (n % 8 == 7) std::this_thread::sleep_for(std::chrono::milliseconds(5));
      }
    });
  }
  for (std::thread& publisher : publishers) publisher.join();
  while (answered < kPublishers * kBatches) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  const auto took = SteadyClock::now() - began;
  files->SlowSyncs(std::chrono::milliseconds(0));

  EXPECT_EQ(failed, 0u);
  EXPECT_EQ(store->head().position.value, kPublishers * kBatches);
  // One sync each would be more than five minutes.
  EXPECT_LT(took, std::chrono::seconds(20));
  EXPECT_LT(store->stats().syncs, kPublishers * kBatches / 20);
  std::chrono::milliseconds slowest{0};
  for (const auto& of_publisher : sent) {
    for (size_t n = 0; n < kBatches; ++n) {
      slowest = std::max(slowest, of_publisher[n].took);
      if (n > 0) {
        EXPECT_LT(of_publisher[n - 1].position, of_publisher[n].position) << "reordered";
      }
    }
  }
  EXPECT_LT(slowest, kDeadline);
  EXPECT_GE(slowest, kSync) << "the disk was not slow";
}

class SteppingClock : public ::testing::Test {
 protected:
  std::unique_ptr<Store> Open() {
    StoreOptions options;
    options.clock = [this] { return now_.load(); };
    return OpenStore(directory_.path(), options);
  }
  // Proposed now, by the store's own clock.
  void Record(Store& store) {
    Proposal proposal = Batch(Make{}.Sent(++referral_));
    proposal.proposed_us = 0;
    ASSERT_EQ(Reasons(Ask(store, std::move(proposal))), "");
  }

  const TempDirectory directory_;
  std::atomic<Micros> now_ = kDay0;
  uint64_t referral_ = 0;
};

TEST_F(SteppingClock, TheLogsTimeNeverRunsBackwardsAndOrderIsThatOfPositions) {
  constexpr Micros kSecond = 1'000'000;
  auto store = Open();
  // An hour forth and back, a second that comes twice, one that is left out, before the epoch.
  const std::vector<Micros> steps = {0,        kHour,   -kHour,      -kHour,      kSecond,    -kSecond,  kSecond,
                                     -kSecond, kSecond, 2 * kSecond, -10 * kHour, -kDay0 * 2, kDay0 * 2, 3 * kHour};
  std::vector<Micros> expected;
  Micros latest = 0;
  for (const Micros step : steps) {
    now_ += step;
    Record(*store);
    latest = std::max(latest, now_.load());
    expected.push_back(latest);
    if (expected.size() % 5 == 0) {  // a clock that ran backwards while the log was closed
      store.reset();
      store = Open();
      EXPECT_EQ(store->head().appended_us, latest);
    }
  }
  std::vector<Micros> appended;
  uint64_t position = 0;
  ASSERT_TRUE(store
                  ->ReadRange(Position(1), Position(UINT64_MAX),
                              [&](LogEventPtr event) {
                                EXPECT_EQ(event->position.value, ++position);
                                appended.push_back(event->server().appended_us());
                                return true;
                              })
                  .ok());
  EXPECT_EQ(appended, expected);
  EXPECT_TRUE(std::is_sorted(appended.begin(), appended.end()));
  EXPECT_FALSE(std::adjacent_find(appended.begin(), appended.end()) == appended.end());  // it did step back
}

}  // namespace
}  // namespace homeward::eventstore
