// An event of the log as folds are given it: in its bytes, and parsed once somebody asks.
#ifndef HOMEWARD_PROJECTIONS_PROJECTOR_LOGGED_EVENT_H_
#define HOMEWARD_PROJECTIONS_PROJECTOR_LOGGED_EVENT_H_

#include "absl/status/statusor.h"
#include "eventstore/log_event.h"
#include "eventstore/record_view.h"
#include "google/protobuf/arena.h"
#include "projections/facts/fact.h"

namespace homeward::projections {

// Looks into what it was made of, which must outlive it. One thread.
class LoggedEvent {
 public:
  // `arena`: what is parsed goes there.
  explicit LoggedEvent(const eventstore::RecordView& record, google::protobuf::Arena* arena = nullptr)
      : record_(record), arena_(arena) {}
  explicit LoggedEvent(const eventstore::LogEvent& event) : record_(event.view()), given_(&event) {}
  LoggedEvent(const LoggedEvent&) = delete;

  const eventstore::RecordView& record() const { return record_; }

  // The whole fact, person sections too, good as long as this. FAILED_PRECONDITION, DATA_LOSS: the event cannot be
  // parsed.
  absl::StatusOr<Fact> Glance() const;
  // The same for whoever keeps it.
  absl::StatusOr<Fact> Keep() const;

 private:
  Fact FactOf(std::shared_ptr<const contract::Event> event) const;

  const eventstore::RecordView& record_;
  const eventstore::LogEvent* given_ = nullptr;
  google::protobuf::Arena* const arena_ = nullptr;
  mutable std::shared_ptr<const contract::Event> parsed_;
};

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_PROJECTOR_LOGGED_EVENT_H_
