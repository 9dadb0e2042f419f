// The access log: a ledger, and a thread that settles all the looks that wait with one sync.
#include "eventstore/access_log.h"

#include <condition_variable>
#include <deque>
#include <future>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "eventstore/access/access_ledger.h"
#include "eventstore/ledger/ledger.h"
#include "eventstore/limits.h"
#include "eventstore/files/free_space.h"
#include "eventstore/reason.h"
#include "eventstore/threads/thread.h"

namespace homeward::eventstore {
namespace {

class LedgerAccessLog : public AccessLog {
 public:
  using AccessLog::Append;

  LedgerAccessLog(std::unique_ptr<Ledger> ledger, AccessLogOptions options)
      : ledger_(std::move(ledger)),
        clock_(options.clock ? std::move(options.clock) : SystemClock()),
        free_space_(std::move(options.directory), options.min_free_bytes) {
    thread_ = StartThread("access-log", Urgency::kAtOnce, [this] { Run(); });
  }
  ~LedgerAccessLog() override {
    {
      std::lock_guard lock(mutex_);
      closing_ = true;
    }
    grown_.notify_one();
    thread_.join();
  }

  void Append(record::v1::AccessRecord record, std::function<void(absl::Status)> durable) override {
    if (record.at_us() == 0) record.set_at_us(clock_());
    absl::Status refused = free_space_.LastLow() ? DiskFull() : absl::OkStatus();
    if (refused.ok()) {
      std::lock_guard lock(mutex_);
      if (closing_) {
        refused = absl::UnavailableError("the access log is closing");
      } else if (waiting_.size() >= kAccessQueueRecords) {
        refused = WithReason(absl::ResourceExhaustedError("too many looks wait to be logged; try again"), kQueueFull);
      } else {
        waiting_.push_back({std::move(record), std::move(durable)});
      }
    }
    if (!refused.ok()) return durable(std::move(refused));
    grown_.notify_one();
  }

  AccessHead head() const override {
    const LedgerHead now = ledger_->head();
    return {now.position, now.root};
  }

  absl::Status stopped() const override {
    std::lock_guard lock(mutex_);
    return failure_;
  }

  absl::Status CopyTo(const std::string& directory) const override { return ledger_->CopyTo(directory); }

  absl::Status Read(Position from, Position to,
                    absl::FunctionRef<bool(Position, const record::v1::AccessRecord&)> visit) const override {
    absl::Status unreadable;
    absl::Status status = ledger_->ReadRange(from, to, [&](Position position, std::string_view row) {
      absl::StatusOr<record::v1::AccessRecord> record = ParseAccessRow(position, row);
      if (!record.ok()) unreadable = record.status();
      return record.ok() && visit(position, *record);
    });
    return status.ok() ? unreadable : status;
  }

 private:
  struct Look {
    record::v1::AccessRecord record;
    std::function<void(absl::Status)> durable;
  };

  void Run() {
    std::vector<Look> group;
    while (true) {
      {
        std::unique_lock lock(mutex_);
        grown_.wait(lock, [this] { return closing_ || !waiting_.empty(); });
        if (waiting_.empty()) return;
        while (!waiting_.empty() && group.size() < kGroupEvents) {
          group.push_back(std::move(waiting_.front()));
          waiting_.pop_front();
        }
      }
      const absl::Status status = Settle(group);
      for (Look& look : group) look.durable(status);
      group.clear();
    }
  }

  static absl::Status DiskFull() {
    return WithReason(absl::ResourceExhaustedError("the disk is full: the look could not be logged, so it is refused"),
                      kDiskNearlyFull);
  }

  absl::Status Settle(const std::vector<Look>& group) {
    if (free_space_.Low()) return DiskFull();
    for (const Look& look : group) {
      const AccessRow row = MakeAccessRow(look.record);
      ledger_->Append(row.bytes, row.leaf);
    }
    const absl::Status status = ledger_->Commit(group.back().record.at_us());
    if (status.ok()) return status;
    {
      std::lock_guard lock(mutex_);
      if (failure_.ok()) failure_ = status;
    }
    return WithReason(absl::UnavailableError("the look could not be logged, so it is refused"), kOutcomeUnknown);
  }

  const std::unique_ptr<Ledger> ledger_;
  const Clock clock_;
  FreeSpace free_space_;
  mutable std::mutex mutex_;
  absl::Status failure_;
  std::condition_variable grown_;
  std::deque<Look> waiting_;
  bool closing_ = false;
  std::thread thread_;
};

}  // namespace

absl::Status AccessLog::Append(record::v1::AccessRecord record) {
  auto durable = std::make_shared<std::promise<absl::Status>>();  // shared: set_value may outlast the wait for it
  std::future<absl::Status> status = durable->get_future();
  Append(std::move(record), [durable](absl::Status s) { durable->set_value(std::move(s)); });
  return status.get();
}

absl::StatusOr<std::unique_ptr<AccessLog>> AccessLog::Open(AccessLogOptions options) {
  LedgerOptions ledger_options = AccessLedgerOptions(options.directory);
  ledger_options.verify_all = options.verify_at_start;
  absl::StatusOr<std::unique_ptr<Ledger>> ledger = Ledger::Open(std::move(ledger_options));
  if (!ledger.ok()) return ledger.status();
  return std::unique_ptr<AccessLog>(new LedgerAccessLog(*std::move(ledger), std::move(options)));
}

}  // namespace homeward::eventstore
