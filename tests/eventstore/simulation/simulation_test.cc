// Random batches in random bursts against the store and against a simple model, with restarts and power cuts between
// and within bursts. Every answer must be the model's; after a cut the log must be a prefix that holds everything that
// was acknowledged; and no watcher may have seen an event that is gone.
//
// Prints its seed; HOMEWARD_SEED=n plays it again. HOMEWARD_CRASH_POINTS=n cuts the power n times, each at a drawn
// operation on a file, and prints its figures as JSON; the control, which acknowledges without syncing, must lose.
#include <gtest/gtest.h>

#include <cstdlib>
#include <deque>
#include <mutex>
#include <optional>
#include <random>

#include "tests/eventstore/simulation/model.h"
#include "tests/eventstore/support/fault_env.h"
#include "tests/eventstore/support/index_check.h"
#include "tests/eventstore/support/scene.h"

namespace homeward::eventstore {
namespace {

constexpr int kBursts = 150;
constexpr int kProposalsPerBurst = 24;  // at most
constexpr int kReferrals = 12;
constexpr int kPointsPerLog = 100;    // crash points; then a new log, since each is read as a whole again and again
constexpr int kPointsUnasked = 60;    // where nobody says how many
constexpr int kOperationsAhead = 40;  // at most so many operations on files before the cut

int CrashPoints() {
  const char* given = std::getenv("HOMEWARD_CRASH_POINTS");
  return given != nullptr ? std::atoi(given) : kPointsUnasked;
}

uint64_t Seed() {
  const char* given = std::getenv("HOMEWARD_SEED");
  return given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device()();
}

ProposedEvent ToProposed(const ModelEvent& e) {
  const Make make{.unit = e.unit, .id = e.id, .hour = e.hour, .corrects = e.corrects};
  if (!e.retracts.empty()) return make.Retracted(e.retracts);
  if (e.type == "Sent") return make.Sent(e.referral, e.person);
  if (e.type == "Cancelled") return make.Cancelled(e.referral);
  if (e.type == "Closed") return make.Closed(e.referral);
  if (e.type == "Received") return make.Received(e.referral);
  if (e.type == "Accepted") return make.Accepted(e.referral);
  if (e.type == "Started") return make.Started(e.referral);
  if (e.type == "OnHold") return make.OnHold(e.referral);
  if (e.type == "Resumed") return make.Resumed(e.referral);
  return make.Completed(e.referral);
}

class Simulation {
 public:
  explicit Simulation(uint64_t seed) : random_(seed) { Open(); }

  void Run() {
    for (int burst = 0; burst < kBursts && !::testing::Test::HasFailure(); ++burst) {
      const uint64_t kind = Draw(12);
      if (kind == 0) {
        Burst(/*cut_power=*/true);
      } else {
        Burst(/*cut_power=*/false);
        if (kind == 1) Restart();
      }
      if (Draw(3) == 0) Watch();
    }
    Watch();
    CheckLog();
  }

  // Cuts the power so many times, in the middle of bursts; between them the log is used and closed as usual.
  void Crash(int points) {
    for (; points > 0 && !::testing::Test::HasFailure(); --points) {
      Burst(/*cut_power=*/true);
      if (Draw(4) == 0) Burst(/*cut_power=*/false);
      if (Draw(8) == 0) Restart();
      if (Draw(3) == 0) Watch();
    }
    Watch();
    CheckLog();
  }

  const Model& model() const { return model_; }
  size_t refusals() const { return refusals_; }

 private:
  uint64_t Draw(uint64_t below) { return std::uniform_int_distribution<uint64_t>(0, below - 1)(random_); }

  void Open() {
    StoreOptions options;
    options.env = env_.get();
    options.strict_witness = Draw(2) == 0;
    // Windows so small that restarts and power cuts often fall in between; sometimes one that never fills.
    options.window_events = Draw(4) == 0 ? 0 : 1 + Draw(60);
    store_ = OpenStore(directory_.path(), options);
  }

  void Restart() {
    subscription_.reset();
    store_.reset();
    Open();
    ASSERT_NE(store_, nullptr);
    CheckLog();
  }

  std::string RandomId() {  // of an event recorded before, usually a late one
    const auto& log = model_.log();
    if (log.empty() || Draw(20) == 0) return Uuid7(999'999);
    return log[log.size() - 1 - Draw(std::min<uint64_t>(log.size(), 40))].id;
  }

  ModelEvent RandomEvent() {
    static const char* const kTypes[] = {"Sent",     "Sent",    "Cancelled", "Closed",  "Received",
                                         "Accepted", "Started", "OnHold",    "Resumed", "Completed"};
    ModelEvent event;
    event.id = Uuid7(++ids_);
    event.unit = Draw(8) == 0 ? "pol.02" : "pol.01";
    event.type = kTypes[Draw(std::size(kTypes))];
    event.referral = era_ * kReferrals + Draw(kReferrals);
    event.person = Draw(4);
    event.hour = static_cast<int>(ids_ / 4 + Draw(6));
    const uint64_t kind = Draw(12);
    const ModelEvent* target = nullptr;
    if (kind < 3) {
      const std::string id = RandomId();
      for (const ModelEvent& recorded : model_.log()) target = recorded.id == id ? &recorded : target;
      if (kind == 0) {
        event.type = "Retracted";
        event.retracts = id;
        event.unit = target != nullptr && Draw(10) > 0 ? target->unit : event.unit;
      } else {
        event.corrects = id;
        if (target != nullptr && target->retracts.empty() && Draw(10) > 0) {  // as an agency would: much the same event
          event.unit = target->unit;
          event.referral = target->referral;
          event.type = target->type;
          event.hour = target->hour + static_cast<int>(Draw(3)) - 1;
        }
      }
    }
    return event;
  }

  ModelBatch RandomBatch() {
    ModelBatch batch;
    if (!sent_.empty() && Draw(10) == 0) {
      const size_t back = Draw(2) == 0 ? sent_.size() : std::min<size_t>(sent_.size(), 5);  // often of the same group
      batch = sent_[sent_.size() - 1 - Draw(back)];
      const uint64_t change = Draw(4);  // otherwise sent again as it was
      if (change == 1) batch.events.push_back(RandomEvent());
      if (change == 2) batch.events.erase(batch.events.begin());
      if (change == 3) batch.events[0].hour += 1;
      if (!batch.events.empty()) return batch;
    }
    batch = ModelBatch();
    for (uint64_t n = 1 + Draw(3); n > 0; --n) batch.events.push_back(RandomEvent());
    if (batch.events.size() > 1 && Draw(30) == 0) batch.events[1].id = batch.events[0].id;
    if (Draw(6) == 0) {
      const std::string stream = OutStream(era_ * kReferrals + Draw(kReferrals));
      batch.expected.emplace_back(stream, model_.Revision(stream) + (Draw(3) == 0));
    }
    batch.validate_only = Draw(15) == 0;
    sent_.push_back(batch);
    if (sent_.size() > 60) sent_.pop_front();
    return batch;
  }

  void Burst(bool cut_power) {
    if (Draw(10) == 0) ++era_;  // fresh referrals: the old ones have ended
    std::vector<ModelBatch> batches;
    for (uint64_t n = 1 + Draw(kProposalsPerBurst); n > 0; --n) batches.push_back(RandomBatch());
    std::vector<std::optional<Answer>> answers(batches.size());
    std::mutex mutex;
    const uint64_t cut_before = Draw(batches.size());
    std::vector<Proposal> proposals;  // made first, so that they arrive fast enough to share groups
    for (size_t i = 0; i < batches.size(); ++i) {
      Proposal& proposal = proposals.emplace_back(Batch());
      for (const ModelEvent& event : batches[i].events) proposal.events.push_back(ToProposed(event));
      for (const auto& [stream, revision] : batches[i].expected) {
        proposal.expected.push_back({StreamId(stream), eventstore::Revision(revision)});
      }
      proposal.validate_only = batches[i].validate_only;
      proposal.done = [&answers, &mutex, i](Answer answer) {
        std::lock_guard lock(mutex);
        EXPECT_FALSE(answers[i].has_value()) << "answered twice";
        answers[i] = std::move(answer);
      };
    }
    for (size_t i = 0; i < proposals.size(); ++i) {
      if (cut_power && i == cut_before) CutSoon();
      if (!store_->Propose(std::move(proposals[i])).ok()) {
        std::lock_guard lock(mutex);
        answers[i].emplace().violations.push_back({absl::StatusCode::kUnavailable, "OUTCOME_UNKNOWN"});
      }
    }
    uint64_t head = UINT64_MAX;
    if (cut_power) {
      if (Draw(2) == 0) Watch();  // a watcher in the very moment
      subscription_.reset();
      store_.reset();  // answers everything
      // A disk may keep some of it, and of that not each page.
      const uint64_t holes = Draw(3);
      files_->LoseUnsynced(Draw(2) * Draw(30'000), [&] { return holes > 0 && Draw(3) < holes; });
      Open();
      ASSERT_NE(store_, nullptr);
      head = store_->head().position.value;
    } else {
      while (true) {
        std::lock_guard lock(mutex);
        if (std::all_of(answers.begin(), answers.end(), [](const auto& a) { return a.has_value(); })) break;
      }
    }
    for (size_t i = 0; i < batches.size(); ++i) {
      ASSERT_TRUE(answers[i].has_value()) << "never answered";
      Compare(batches[i], *answers[i], head);
    }
    if (cut_power) CheckLog();
  }

  // Now, from the next sync on, or in the middle of whatever comes to be written, closing included.
  void CutSoon() {
    switch (Draw(4)) {
      case 0:
        return files_->CutPower();
      case 1:
        return files_->FailSyncs();
      default:
        return files_->CutPowerAt(FaultFileSystem::Operation::kAny, "", 1 + static_cast<int>(Draw(kOperationsAhead)));
    }
  }

  void Compare(const ModelBatch& batch, const Answer& answer, uint64_t head) {
    const bool unknown = Reasons(answer) == "OUTCOME_UNKNOWN@-1";
    ASSERT_TRUE(!unknown || head != UINT64_MAX) << "a failure without a fault";
    if (unknown && model_.log().size() >= head) return;  // it, and whatever came after it, is not in the log
    const ModelAnswer expected = model_.Propose(batch);
    if (unknown) return;  // recorded all the same, or refused
    std::set<std::string> reasons;
    for (const contract::Violation& v : answer.violations)
      reasons.insert(v.reason + "@" + std::to_string(v.event_index));
    EXPECT_EQ(reasons, expected.reasons);
    EXPECT_EQ(answer.first.value, expected.first);
    EXPECT_EQ(answer.duplicate, expected.duplicate);
    refusals_ += !reasons.empty();
  }

  // The whole log is the model's, event by event.
  void CheckLog() {
    const auto& log = model_.log();
    ASSERT_EQ(store_->head().position.value, log.size());
    size_t i = 0;
    ASSERT_TRUE(store_
                    ->ReadRange(Position(1), Position(UINT64_MAX),
                                [&](LogEventPtr event) {
                                  EXPECT_EQ(event->event().envelope->id(), log[i].id);
                                  EXPECT_EQ(event->server().stream(), log[i].stream);
                                  ++i;
                                  return true;
                                })
                    .ok());
    EXPECT_EQ(i, log.size());
    if (log.empty()) return;
    ExpectIndexIsTheLog(*store_);
    ASSERT_LE(seen_.size(), log.size());
    for (size_t n = 0; n < seen_.size(); ++n) ASSERT_EQ(seen_[n], log[n].id) << "a watcher saw what is not there";
  }

  // A watcher that goes on where it stopped, across restarts.
  void Watch() {
    if (subscription_ == nullptr) subscription_ = store_->Subscribe(Position(seen_.size()), {});
    std::vector<Item> items;
    for (uint64_t n = 1 + Draw(5); n > 0; --n) ASSERT_TRUE(subscription_->Poll(1 + Draw(60), &items).ok());
    for (const Item& item : items) {
      const auto* event = std::get_if<LogEventPtr>(&item);
      if (event == nullptr) continue;
      ASSERT_EQ((*event)->position.value, seen_.size() + 1);
      ASSERT_TRUE((*event)->Parse().ok());
      seen_.push_back((*event)->event().envelope->id());
    }
  }

  std::mt19937_64 random_;
  const TempDirectory directory_;
  const std::shared_ptr<FaultFileSystem> files_ = std::make_shared<FaultFileSystem>();
  const std::unique_ptr<rocksdb::Env> env_ = MakeFaultEnv(files_);
  std::unique_ptr<Store> store_;
  std::unique_ptr<Subscription> subscription_;
  Model model_;
  std::deque<ModelBatch> sent_;
  std::vector<std::string> seen_;
  uint64_t ids_ = 1000;
  uint64_t era_ = 0;
  size_t refusals_ = 0;
};

TEST(Simulation, TheStoreIsTheModel) {
  const uint64_t seed = Seed();
  std::printf("seed %llu (HOMEWARD_SEED plays it again)\n", static_cast<unsigned long long>(seed));
  SCOPED_TRACE(seed);
  Simulation simulation(seed);
  simulation.Run();
  std::printf("%zu events, %zu refusals\n", simulation.model().log().size(), simulation.refusals());
}

TEST(Simulation, NoCrashLosesWhatWasAcknowledged) {
  const uint64_t seed = Seed();
  const int points = CrashPoints();
  std::printf("seed %llu (HOMEWARD_SEED plays it again)\n", static_cast<unsigned long long>(seed));
  size_t events = 0;
  for (int done = 0; done < points && !HasFailure(); done += kPointsPerLog) {
    SCOPED_TRACE(seed + static_cast<uint64_t>(done));
    Simulation simulation(seed + static_cast<uint64_t>(done));
    simulation.Crash(std::min(kPointsPerLog, points - done));
    events += simulation.model().log().size();
  }
  std::printf("{\"crash_points\":%d,\"crash_events\":%zu,\"crash_lost\":%d,\"crash_seed\":%llu}\n", points, events,
              HasFailure() ? 1 : 0, static_cast<unsigned long long>(seed));
  EXPECT_GE(events, static_cast<size_t>(points) / 2);  // else nothing happened
}

// The same cuts under a log that acknowledges before it has synced.
TEST(Simulation, TheControlLoses) {
  std::mt19937_64 random(Seed());
  int lost = 0;
  constexpr int kCuts = 20;
  for (int cut = 0; cut < kCuts; ++cut) {
    TempDirectory directory;
    const auto files = std::make_shared<FaultFileSystem>();
    const auto env = MakeFaultEnv(files);
    StoreOptions options;
    options.env = env.get();
    options.unsafe_no_sync = true;
    auto store = OpenStore(directory.path(), options);
    uint64_t acknowledged = 0;
    for (uint64_t n = 1 + random() % 20; n > 0; --n) {
      acknowledged += Reasons(Ask(*store, Batch(Make{}.Sent(n)))).empty();
    }
    files->CutPower();
    store.reset();
    files->LoseUnsynced(0);
    options.directory = directory.path();
    options.min_free_bytes = 0;
    const auto reopened = Store::Open(options);
    lost += !reopened.ok() || (*reopened)->head().position.value < acknowledged;
  }
  std::printf("{\"crash_control_points\":%d,\"crash_control_lost\":%d}\n", kCuts, lost);
  EXPECT_GT(lost, 0) << "a simulation that cannot lose proves nothing";
}

}  // namespace
}  // namespace homeward::eventstore
