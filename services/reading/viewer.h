// From caller and request to who looks and why; and the record of the look.
#ifndef HOMEWARD_SERVICES_READING_VIEWER_H_
#define HOMEWARD_SERVICES_READING_VIEWER_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "homeward/coordination/v1/coordination.pb.h"
#include "projections/access/viewer.h"
#include "services/identity/caller.h"
#include "services/server/core.h"

namespace homeward::services {

using ReadContext = coordination::v1::ReadContext;
using projections::AccessDecision;
using projections::Viewer;

// One look: who, by which method, at what ("kind:id"; for lists the acting unit, for the log "log"). Of the subject
// only what is Recordable() is kept.
struct Look {
  Viewer viewer;
  std::string_view method;
  std::string subject;
};

// The viewer as far as the certificate goes; unit and purpose as asked, unchecked. For the record of a refusal.
Viewer ClaimedViewer(const Caller& caller, const ReadContext& context);

// INVALID_ARGUMENT (UNIT_MALFORMED) if the unit has not the shape of one: such a request is not taken, nor recorded.
absl::Status CheckForm(const ReadContext& context);

// Granted, or refused with basis purpose_missing or unit_outside_certificate.
AccessDecision CheckContext(const Viewer& viewer);

// OK if granted; else what the caller is told. A subject that is not theirs to know is told as an unknown one.
absl::Status ToStatus(const AccessDecision& decision);

// Durable when it returns OK. UNAVAILABLE (ACCESS_LOG_UNAVAILABLE) if it cannot be: then nothing may be answered.
// Syncs the disk: call on a worker.
absl::Status Record(const Core& core, const Look& look, const AccessDecision& decision);

// NOT_FOUND, the same words for what is unknown and for what is not the viewer's to know.
absl::Status NotFound();

}  // namespace homeward::services

#endif  // HOMEWARD_SERVICES_READING_VIEWER_H_
