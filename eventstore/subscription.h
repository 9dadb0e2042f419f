// A reader's place in the log: catches up from disk, then follows live, and tells the truth about which it does.
//
// Pull-based, so that a slow reader costs nothing but its place: it is never dropped, it falls back to disk.
#ifndef HOMEWARD_EVENTSTORE_SUBSCRIPTION_H_
#define HOMEWARD_EVENTSTORE_SUBSCRIPTION_H_

#include <functional>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "eventstore/log_event.h"
#include "eventstore/types.h"

namespace homeward::eventstore {

// Empty lists match everything; within a list any entry matches, between lists all must.
struct Filter {
  std::vector<Subject> subjects;
  std::vector<uint32_t> types;               // EventType::number
  std::vector<contract::Agency> publishers;  // agency whose service took the event
};

struct CaughtUp {
  Position position;  // everything up to here has been given
};
struct FellBehind {
  Position position;  // the live ring has moved on; reading from disk again from here
};
struct Checkpoint {
  Position position;  // nothing up to here matched since the last item
};
using Item = std::variant<LogEventPtr, CaughtUp, FellBehind, Checkpoint>;

// One thread at a time may call Poll; Wake callbacks come on the settler's thread and must not block.
class Subscription {
 public:
  virtual ~Subscription() = default;

  // Appends up to `max` items, events unparsed (LogEvent::Parse); returns OK with none appended when there is nothing
  // new. May read the disk, never waits for new events. DATA_LOSS if the log cannot be read.
  virtual absl::Status Poll(size_t max, std::vector<Item>* items) = 0;

  // Calls `wake` once, when the log has grown beyond what Poll has seen; at once if it already has.
  // A second call replaces the first.
  virtual void OnGrowth(std::function<void()> wake) = 0;

  virtual Position position() const = 0;  // resume after this one
};

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_SUBSCRIPTION_H_
