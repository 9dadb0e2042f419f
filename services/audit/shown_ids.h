// How other events' ids are told: as each event's own record shows its id to somebody who is not its author.
#ifndef HOMEWARD_SERVICES_AUDIT_SHOWN_IDS_H_
#define HOMEWARD_SERVICES_AUDIT_SHOWN_IDS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "eventstore/store.h"

namespace homeward::services {

// One thread at a time.
class ShownIds {
 public:
  // `store` must outlive it.
  explicit ShownIds(const eventstore::Store& store) : store_(store) {}

  // The id itself, or the reference that stands for it; what names no event of ours is shown as it is. Looks the event
  // up, and reads it unless it was noted. Errors: the store's.
  absl::StatusOr<std::string> Of(const std::string& id);

  // Who reads the log has come to this position, and knows whether a reference stands for its event's id: then a later
  // event that points at it needs no reading. Remembered is the last run of positions without a gap.
  void Note(eventstore::Position position, bool hidden);

 private:
  bool Noted(eventstore::Position position) const;

  const eventstore::Store& store_;
  eventstore::Position first_, last_;  // of what was noted without a gap; 0: nothing
  std::vector<bool> hidden_;           // by position modulo its size
};

}  // namespace homeward::services

#endif  // HOMEWARD_SERVICES_AUDIT_SHOWN_IDS_H_
