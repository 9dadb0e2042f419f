// Reads and parses the log on a thread of its own, a few batches ahead of who folds it.
#ifndef HOMEWARD_PROJECTIONS_PROJECTOR_READ_AHEAD_H_
#define HOMEWARD_PROJECTIONS_PROJECTOR_READ_AHEAD_H_

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "eventstore/store.h"
#include "projections/facts/fact.h"

namespace homeward::projections {

// One thread makes it and asks for batches.
class ReadAhead {
 public:
  using Wanted = std::function<bool(const eventstore::RecordView&)>;

  // A wanted record: its fact without what the server said of it, which would weigh as much again.
  struct Item {
    Fact fact;
    std::vector<std::string> subjects;
  };
  struct Batch {
    std::vector<Item> items;
    eventstore::Position position;  // everything up to here was looked at
  };

  // Reads from after `after` to `until`, which the log has. `wanted` is called on the reading thread.
  ReadAhead(const eventstore::Store* store, eventstore::Position after, eventstore::Position until, Wanted wanted);
  ~ReadAhead();

  // The next batch in order; none: everything was given, or reading failed, which status() tells.
  std::optional<Batch> Next();
  absl::Status status() const;

 private:
  void Run();
  absl::Status Read(Batch* batch);

  const eventstore::Store* const store_;
  const eventstore::Position until_;
  const Wanted wanted_;
  eventstore::Position position_;  // the reading thread's

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Batch> ready_;
  absl::Status status_;
  bool done_ = false, stop_ = false;
  std::thread thread_;
};

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_PROJECTOR_READ_AHEAD_H_
