#include "eventstore/log/settler.h"

#include <cstdio>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "eventstore/limits.h"
#include "eventstore/reason.h"
#include "eventstore/record_view.h"
#include "eventstore/threads/thread.h"

namespace homeward::eventstore {
namespace {

contract::Violation OutcomeUnknown() {
  return {absl::StatusCode::kUnavailable,
          kOutcomeUnknown,
          -1,
          "",
          "a write to the log failed; whether this batch is in it shows only once it has been opened again",
          "send the same batch with the same ids again; it will not be recorded twice"};
}

}  // namespace

Settler::Settler(Ledger& ledger, Index& index, Ring& ring) : ledger_(ledger), index_(index), ring_(ring) {
  thread_ = StartThread("log-settle", Urgency::kAnswers, [this] { Run(); });
}

Settler::~Settler() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void Settler::WaitUntilIdle() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return handed_ == nullptr; });
}

void Settler::Hand(std::shared_ptr<Group> group) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return handed_ == nullptr; });
  if (group->events <= kSettledAtOnce) {
    lock.unlock();  // the other thread sleeps until something is handed over, and this is the only one that hands
    Settle(*group);
    return;
  }
  handed_ = std::move(group);
  changed_.notify_all();
}

void Settler::Run() {
  std::shared_ptr<Group> before;  // kept until the next one is here: freeing takes time, and now nobody waits for it
  while (true) {
    std::shared_ptr<Group> group;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return stopping_ || handed_ != nullptr; });
      if (handed_ == nullptr) return;
      group = handed_;
    }
    Settle(*group);
    {
      std::lock_guard lock(mutex_);
      handed_.reset();
    }
    changed_.notify_all();
    before = std::move(group);
  }
}

void Settler::Settle(Group& group) {
  if (!failed_) {
    if (absl::Status status = Write(group); !status.ok()) Stop(status);  // before anybody hears of it
  }
  if (failed_) {
    Answer unknown;
    unknown.violations.push_back(OutcomeUnknown());
    for (Settled& settled : group.settled) Tell(settled, unknown);
    return;
  }
  // Copies: the next group, which is being judged now, may hold the same batch again.
  for (Settled& settled : group.settled) {
    Answer answer = settled.answer;
    answer.alone = group.settled.size() == 1;
    Tell(settled, std::move(answer));
  }
  Publish(group);
  if (absl::Status status = index_.MakeRoom(); !status.ok()) Stop(status);
}

absl::Status Settler::Write(Group& group) {
  if (group.events == 0) return absl::OkStatus();  // nothing to write; earlier groups are synced
  MakeEvents(group);
  // In the index before the head moves: whoever sees a position finds it.
  absl::Status status = ledger_.Commit(&group.write, [&] { index_.Add(group.changes); });
  if (!status.ok()) return status;
  ++counters_.syncs;
  counters_.events += group.events;
  return absl::OkStatus();
}

void Settler::Tell(Settled& settled, Answer answer) {
  if (!answer.ok()) {
    ++counters_.refused;
  } else if (answer.duplicate) {
    ++counters_.duplicates;
  } else if (settled.recorded) {
    ++counters_.batches;
  }
  // Called once, and let go of: the group itself lives on for a while.
  if (auto done = std::exchange(settled.ordered.prepared.proposal.done, nullptr)) done(std::move(answer));
}

void Settler::MakeEvents(Group& group) {
  std::vector<std::optional<LogEvent>>& events = group.records->events;
  events = std::vector<std::optional<LogEvent>>(group.events);
  group.changes.events.reserve(group.events);
  auto next = events.begin();
  auto batch = group.records->batches.begin();
  for (Settled& settled : group.settled) {
    if (!settled.recorded) continue;
    Prepared& prepared = settled.ordered.prepared;
    size_t begin = 0;
    for (size_t i = 0; i < prepared.events.size(); ++i) {
      RecordView view;
      const size_t end = batch->ends[i];
      ViewRecord(std::string_view(batch->bytes).substr(begin, end - begin), &view);  // written by us just now
      begin = end;
      const LogEvent& event = (next++)->emplace(std::move(view), std::move(prepared.proposal.events[i].event));
      group.changes.events.push_back({prepared.events[i].id, &event.view()});
    }
    ++batch;
  }
}

void Settler::Publish(Group& group) {
  if (group.events == 0) return;
  std::vector<LogEventPtr> events;
  events.reserve(group.events);
  for (const std::optional<LogEvent>& event : group.records->events) events.emplace_back(group.records, &*event);
  ring_.Publish(std::move(events));
}

void Settler::Stop(const absl::Status& status) {
  {
    std::lock_guard lock(mutex_);
    if (!failure_.ok()) return;
    failure_ = status;
  }
  failed_ = true;
  std::fprintf(stderr, "eventstore: the log stops: %s\n", status.ToString().c_str());
}

absl::Status Settler::failure() const {
  std::lock_guard lock(mutex_);
  return failure_;
}

}  // namespace homeward::eventstore
