// A logged event as readers of the log get it.
#ifndef HOMEWARD_SERVICES_AUDIT_RECORDED_H_
#define HOMEWARD_SERVICES_AUDIT_RECORDED_H_

#include "absl/status/statusor.h"
#include "eventstore/log_event.h"
#include "eventstore/store.h"
#include "homeward/common/v1/publish.pb.h"
#include "projections/access/viewer.h"

namespace homeward::services {

enum class Sight {
  kAuthor,   // everything
  kAuditor,  // masked by the views' own rule (projections/access/rule.h)
};

// Attributes that are not told where an event tells its week only.
inline constexpr const char* kHiddenByWeek[] = {"id", "time", "recorded_at", "appended_at"};

// To an auditor an event that names a place tells the Monday of its week as its time, and an EventReference as its id;
// whatever points at it gives the same reference. Looks up `store` for what the event points at.
absl::StatusOr<common::v1::RecordedEvent> ToRecorded(const eventstore::LogEventPtr& event, Sight sight,
                                                     const projections::Viewer& viewer, const eventstore::Store& store);

}  // namespace homeward::services

#endif  // HOMEWARD_SERVICES_AUDIT_RECORDED_H_
