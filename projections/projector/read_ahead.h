// Reads and parses the log on a thread of its own, a few batches ahead of who folds it.
#ifndef HOMEWARD_PROJECTIONS_PROJECTOR_READ_AHEAD_H_
#define HOMEWARD_PROJECTIONS_PROJECTOR_READ_AHEAD_H_

#include <functional>
#include <string>
#include <vector>

#include "eventstore/ahead.h"
#include "eventstore/store.h"
#include "projections/facts/fact.h"

namespace homeward::projections {

// A wanted record: its fact without what the server said of it, which would weigh as much again.
struct ReadItem {
  Fact fact;
  std::vector<std::string> subjects;  // as recorded, where the fact's own are fewer

  const std::vector<std::string>& recorded() const { return subjects.empty() ? fact.Subjects() : subjects; }
};
struct ReadBatch {
  std::vector<ReadItem> items;
  eventstore::Position position;  // everything up to here was looked at
};

class ReadAhead : public eventstore::Ahead<ReadBatch> {
 public:
  using Wanted = std::function<bool(const eventstore::RecordView&)>;

  // Reads from after `after` to `until`, which the log has. `wanted` is called on the reading thread.
  ReadAhead(const eventstore::Store* store, eventstore::Position after, eventstore::Position until, Wanted wanted);
};

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_PROJECTOR_READ_AHEAD_H_
