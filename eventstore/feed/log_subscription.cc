#include "eventstore/feed/log_subscription.h"

#include <algorithm>
#include <utility>

#include "eventstore/feed/log_reader.h"
#include "eventstore/limits.h"
#include "eventstore/record/codec.h"
#include "proto/contract/text.h"

namespace homeward::eventstore {
namespace {

template <typename List, typename Value>
bool Allows(const List& list, const Value& value) {
  return list.empty() || std::find(list.begin(), list.end(), value) != list.end();
}

bool Matches(const Filter& filter, const LogEvent& event) {
  if (!Allows(filter.types, event.type())) return false;
  if (!Allows(filter.publishers, event.agency())) return false;
  return filter.subjects.empty() ||
         std::any_of(filter.subjects.begin(), filter.subjects.end(), [&](const Subject& subject) {
           return std::find(event.subjects().begin(), event.subjects().end(), subject.value) != event.subjects().end();
         });
}

}  // namespace

LogSubscription::LogSubscription(const Ledger& ledger, const Index& index, Ring& ring, Position after, Filter filter)
    : ledger_(ledger),
      index_(index),
      ring_(ring),
      filter_(std::move(filter)),
      waiter_(ring.MakeWaiter()),
      position_(after) {}

LogSubscription::~LogSubscription() { ring_.Forget(waiter_); }

absl::Status LogSubscription::Poll(size_t max, std::vector<Item>* items) {
  Budget budget{max, kScanPerPoll, items};
  while (!budget.spent()) {
    const Position head = ring_.head();
    if (position_ > head) {
      // What is synced is in the log a moment before it is shown: whoever read up to there waits for that moment.
      if (position_ <= ledger_.head().position) return absl::OkStatus();
      return absl::OutOfRangeError(contract::Cat("position ", position_.value, " is beyond the head, ", head.value));
    }
    if (position_ == head) {
      if (catching_up_) Give(CaughtUp{position_}, &budget);
      catching_up_ = false;
      return absl::OkStatus();
    }
    std::optional<std::vector<LogEventPtr>> live =
        ring_.After(position_, std::min<uint64_t>(budget.items, budget.scan));
    if (live) {
      for (LogEventPtr& event : *live) {
        if (Matches(filter_, *event)) {
          Take(std::move(event), &budget);
        } else {
          Skip(event->position, 1, &budget);
        }
        if (budget.spent()) break;
      }
      continue;
    }
    if (!std::exchange(catching_up_, true)) Give(FellBehind{position_}, &budget);
    if (budget.spent()) break;
    absl::Status status = filter_.subjects.empty() ? ReadDisk(head, &budget) : ReadDiskBySubject(head, &budget);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

void LogSubscription::OnGrowth(std::function<void()> wake) { ring_.Await(waiter_, position_, std::move(wake)); }

void LogSubscription::Give(Item item, Budget* budget) {
  budget->out->push_back(std::move(item));
  --budget->items;
  unmatched_ = 0;
}

void LogSubscription::Take(LogEventPtr event, Budget* budget) {
  position_ = event->position;
  --budget->scan;
  Give(std::move(event), budget);
}

void LogSubscription::Skip(Position position, uint64_t count, Budget* budget) {
  position_ = position;
  budget->scan -= std::min(budget->scan, count);
  unmatched_ += count;
  if (unmatched_ >= kCheckpointEvery) Give(Checkpoint{position_}, budget);
}

absl::Status LogSubscription::ReadDisk(Position head, Budget* budget) {
  // Without a filter no more is read than there is room for; with one, as far as one Poll may look.
  const bool all = filter_.types.empty() && filter_.publishers.empty();
  const uint64_t reach = all ? std::min<uint64_t>(budget->items, budget->scan) : budget->scan;
  const Position last(std::min(head.value, position_.value + reach));
  absl::Status unreadable;
  absl::Status status = ledger_.ReadRange(position_.next(), last, [&](Position position, std::string_view bytes) {
    absl::StatusOr<record::v1::Record> record = ParseRecord(position, bytes);
    unreadable = record.status();
    if (!record.ok()) return false;
    LogEventPtr event = std::make_shared<const LogEvent>(*std::move(record));
    if (Matches(filter_, *event)) {
      Take(std::move(event), budget);
    } else {
      Skip(position, 1, budget);
    }
    return unreadable.ok() && !budget->spent();
  });
  return status.ok() ? unreadable : status;
}

// The index says where the subjects' events are; everything between is skipped unread.
absl::Status LogSubscription::ReadDiskBySubject(Position head, Budget* budget) {
  std::vector<Position> hits;
  Position covered = head;  // up to here `hits` is complete
  for (const Subject& subject : filter_.subjects) {
    absl::StatusOr<std::vector<Position>> found =
        index_.SubjectPositions(subject, position_, head, std::min<uint64_t>(budget->items, budget->scan));
    if (!found.ok()) return found.status();
    if (found->size() == std::min<uint64_t>(budget->items, budget->scan)) covered = std::min(covered, found->back());
    hits.insert(hits.end(), found->begin(), found->end());
  }
  std::sort(hits.begin(), hits.end());
  hits.erase(std::unique(hits.begin(), hits.end()), hits.end());
  for (const Position hit : hits) {
    if (hit > covered || budget->spent()) break;
    absl::StatusOr<LogEventPtr> event = ReadEvent(ledger_, hit);
    if (!event.ok()) return event.status();
    if (Matches(filter_, **event)) {
      Take(*std::move(event), budget);
    } else {
      Skip(hit, 1, budget);
    }
  }
  if (!budget->spent() && position_ < covered) {
    unmatched_ += covered.value - position_.value;
    position_ = covered;
    if (unmatched_ >= kCheckpointEvery) Give(Checkpoint{position_}, budget);
  }
  return absl::OkStatus();
}

}  // namespace homeward::eventstore
