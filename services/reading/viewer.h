// From caller and request to who looks and why; and the record of the look.
#ifndef HOMEWARD_SERVICES_READING_VIEWER_H_
#define HOMEWARD_SERVICES_READING_VIEWER_H_

#include <future>
#include <string>
#include <string_view>
#include <utility>

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

// A look on its way to the disk.
class Recording {
 public:
  Recording(const Core& core, bool granted, std::future<absl::Status> durable)
      : core_(core), granted_(granted), durable_(std::move(durable)) {}

  // Durable when it returns OK. UNAVAILABLE (ACCESS_LOG_UNAVAILABLE) if it cannot be: then nothing may be answered.
  // Call once, on a worker: it waits for the disk.
  absl::Status Wait();

 private:
  const Core& core_;
  const bool granted_;
  std::future<absl::Status> durable_;
};

// Hands the look to the access log, to be waited for before anything is answered.
Recording StartRecording(const Core& core, const Look& look, const AccessDecision& decision);

// The same, waited for.
absl::Status Record(const Core& core, const Look& look, const AccessDecision& decision);

// NOT_FOUND, the same words for what is unknown and for what is not the viewer's to know.
absl::Status NotFound();

}  // namespace homeward::services

#endif  // HOMEWARD_SERVICES_READING_VIEWER_H_
