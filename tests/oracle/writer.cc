#include "tests/oracle/writer.h"

#include <atomic>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <thread>
#include <variant>
#include <vector>

#include "eventstore/reason.h"
#include "eventstore/subscription.h"
#include "tests/eventstore/support/scene.h"
#include "tests/oracle/ledger.h"

namespace homeward::oracle {
namespace {

using eventstore::Answer;
using eventstore::Position;
using eventstore::Proposal;

constexpr uint32_t kEventsPerBatch = 5;  // at most
constexpr size_t kItemsPerPoll = 256;

class Writer {
 public:
  Writer(WriterOptions options, Ledger before, eventstore::Store& store)
      : options_(std::move(options)),
        before_(std::move(before)),
        store_(store),
        file_(options_.ledger),
        next_(before_.NextNumber()) {}

  absl::Status Run() {
    std::thread watcher([this] { Watch(); });
    if (SendAgain()) {
      std::vector<std::thread> proposers;
      for (int i = 0; i < options_.proposers; ++i) proposers.emplace_back([this] { Publish(); });
      for (std::thread& proposer : proposers) proposer.join();
    }
    over_ = true;
    watcher.join();
    return result_;
  }

 private:
  bool SendAgain() {
    for (const auto& [number, count] : before_.tried) {
      if (!before_.acked.contains(number) && !Ask(number, count)) return false;
    }
    return true;
  }

  void Publish() {
    while (true) {
      uint64_t number = 0;
      uint32_t count = 0;
      {
        std::lock_guard lock(mutex_);
        if (!result_.ok() || (options_.batches > 0 && batches_ == options_.batches)) return;
        count = 1 + static_cast<uint32_t>(batches_++ % kEventsPerBatch);
        number = next_;
        next_ += count;
        file_.Try(number, count);
      }
      if (!Ask(number, count)) return;
    }
  }

  // Proposes and waits. Whether it was acknowledged, which the ledger says by then.
  bool Ask(uint64_t number, uint32_t count) {
    Proposal proposal = eventstore::Batch();
    for (uint32_t i = 0; i < count; ++i) proposal.events.push_back(EventOf(number + i));
    std::mutex mutex;
    std::condition_variable answered;
    bool done = false, acked = false;
    proposal.done = [&, number](const Answer& answer) {
      const bool taken = Take(number, answer);
      std::lock_guard lock(mutex);
      acked = taken;
      done = true;
      answered.notify_one();
    };
    if (absl::Status status = store_.Propose(std::move(proposal)); !status.ok()) {
      Stop(std::move(status));
      return false;
    }
    std::unique_lock lock(mutex);
    answered.wait(lock, [&] { return done; });
    return acked;
  }

  bool Take(uint64_t number, const Answer& answer) {
    if (answer.ok()) {
      file_.Ack(number, answer.first.value);
      return true;
    }
    if (answer.violations[0].reason != eventstore::kOutcomeUnknown) {
      Stop(absl::AbortedError("refused: " + eventstore::Reasons(answer)));
      return false;
    }
    if (options_.ack_unknown) file_.Ack(number, store_.head().position.value + 1);
    Stop(absl::UnavailableError(answer.violations[0].message));
    return false;
  }

  void Stop(absl::Status status) {
    std::lock_guard lock(mutex_);
    if (result_.ok()) result_ = std::move(status);
  }

  // Everything that the log gives to whoever follows it.
  void Watch() {
    const auto subscription = store_.Subscribe(Position(), {});
    std::vector<eventstore::Item> items;
    while (true) {
      const bool last = over_;
      items.clear();
      if (!subscription->Poll(kItemsPerPoll, &items).ok()) return;
      std::vector<std::pair<uint64_t, uint64_t>> seen;
      for (const eventstore::Item& item : items) {
        const auto* event = std::get_if<eventstore::LogEventPtr>(&item);
        if (event == nullptr || !(*event)->Parse().ok()) continue;
        seen.emplace_back((*event)->position.value, NumberOf((*event)->event().envelope->id()));
      }
      file_.See(seen);
      if (!items.empty()) continue;
      if (last) return;
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  }

  const WriterOptions options_;
  const Ledger before_;
  eventstore::Store& store_;
  const LedgerFile file_;
  std::mutex mutex_;
  uint64_t next_, batches_ = 0;
  absl::Status result_;
  std::atomic<bool> over_ = false;
};

}  // namespace

absl::Status Write(WriterOptions options) {
  absl::StatusOr<Ledger> before = Ledger::Read(options.ledger);
  if (!before.ok()) return before.status();
  absl::StatusOr<std::unique_ptr<eventstore::Store>> store = eventstore::Store::Open(options.store);
  if (!store.ok()) return store.status();
  return Writer(std::move(options), *std::move(before), **store).Run();
}

}  // namespace homeward::oracle
