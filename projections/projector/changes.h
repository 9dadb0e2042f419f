// Which subjects changed lately, for those who watch.
#ifndef HOMEWARD_PROJECTIONS_PROJECTOR_CHANGES_H_
#define HOMEWARD_PROJECTIONS_PROJECTOR_CHANGES_H_

#include <deque>
#include <set>
#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "eventstore/store.h"

namespace homeward::projections {

using SubjectSet = absl::flat_hash_set<std::string>;

// What an event changes: its subjects, and those of an event that it disputes.
absl::Status AddChanged(const eventstore::LogEvent& event, const eventstore::Store& store, SubjectSet* subjects);

// Not thread-safe.
class Changes {
 public:
  void Remember(eventstore::Position position, SubjectSet changed);
  // Forgets everything up to `position`: watchers take a new snapshot.
  void Forget(eventstore::Position position);

  // Adds the subjects changed after `since`; false if that is no longer remembered.
  bool Since(eventstore::Position since, std::set<std::string>* subjects) const;

 private:
  struct Batch {
    eventstore::Position position;
    SubjectSet subjects;
  };
  std::deque<Batch> batches_;
  size_t subjects_ = 0;        // in all batches
  eventstore::Position from_;  // everything after this one is remembered
};

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_PROJECTOR_CHANGES_H_
