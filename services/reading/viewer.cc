#include "services/reading/viewer.h"

#include <memory>
#include <utility>

#include "homeward/record/v1/record.pb.h"
#include "proto/contract/formats.h"
#include "services/errors/errors.h"
#include "services/logging/log.h"
#include "services/reading/recordable.h"

namespace homeward::services {

Viewer ClaimedViewer(const Caller& caller, const ReadContext& context) {
  Viewer viewer;
  viewer.role = projections::RoleFromName(caller.role);
  viewer.spiffe = caller.spiffe_id;
  viewer.certificate_unit = caller.unit;
  viewer.acting_unit = context.unit();
  viewer.purpose = context.purpose();
  return viewer;
}

absl::Status CheckForm(const ReadContext& context) {
  if (context.unit().empty() || contract::IsUnit(context.unit())) return absl::OkStatus();
  return Refusal(absl::StatusCode::kInvalidArgument, "UNIT_MALFORMED", "context.unit is no unit id.",
                 "Name a unit such as soc.01 in context.unit, or leave it out.");
}

AccessDecision CheckContext(const Viewer& viewer) {
  if (!contract::UnitCovers(viewer.certificate_unit, viewer.unit())) return {false, "unit_outside_certificate"};
  if (viewer.purpose == coordination::v1::PURPOSE_UNSPECIFIED || !coordination::v1::Purpose_IsValid(viewer.purpose)) {
    return {false, "purpose_missing"};
  }
  return {true, ""};
}

absl::Status ToStatus(const AccessDecision& decision) {
  if (decision.granted) return absl::OkStatus();
  if (decision.basis == "purpose_missing") {
    return Refusal(absl::StatusCode::kInvalidArgument, "PURPOSE_REQUIRED", "The request does not say why it looks.",
                   "Set context.purpose.");
  }
  if (decision.basis == "unit_outside_certificate") {
    return Refusal(absl::StatusCode::kPermissionDenied, "UNIT_OUTSIDE_CERTIFICATE",
                   "The acting unit does not lie within the certificate's unit.",
                   "Name your own unit or one below it in context.unit.");
  }
  if (decision.basis == "role_not_permitted") {
    return Refusal(absl::StatusCode::kPermissionDenied, "ROLE_NOT_PERMITTED",
                   "The certificate's role may not make this call.", "Ask the auditor or the programme's office.");
  }
  return NotFound();
}

Recording StartRecording(const Core& core, const Look& look, const AccessDecision& decision) {
  record::v1::AccessRecord record;
  record.set_at_us(core.clock());
  record.set_viewer(look.viewer.spiffe);
  record.set_unit(look.viewer.unit());
  record.set_purpose(coordination::v1::Purpose_Name(look.viewer.purpose));
  record.set_method(std::string(look.method));
  record.set_subject(Recordable(look.subject));
  record.set_granted(decision.granted);
  record.set_basis(decision.basis);
  record.set_log_head(core.store.head().position.value);
  auto durable = std::make_shared<std::promise<absl::Status>>();  // shared: set_value may outlast the wait for it
  Recording recording(core, decision.granted, durable->get_future());
  core.access.Append(std::move(record), [durable](absl::Status status) { durable->set_value(std::move(status)); });
  return recording;
}

absl::Status Recording::Wait() {
  const absl::Status durable = durable_.get();
  if (!durable.ok()) {
    Log(LogLevel::kError, "access_log_failed", {{"code", static_cast<int>(durable.code())}});
    return Refusal(absl::StatusCode::kUnavailable, "ACCESS_LOG_UNAVAILABLE",
                   "The look cannot be recorded, so nothing is shown.", "Try again; tell the operator if it lasts.");
  }
  core_.metrics.AccessRecorded(granted_);
  return absl::OkStatus();
}

absl::Status Record(const Core& core, const Look& look, const AccessDecision& decision) {
  return StartRecording(core, look, decision).Wait();
}

absl::Status NotFound() {
  return Refusal(absl::StatusCode::kNotFound, "NOT_FOUND", "There is no such thing, or it is not yours to read.",
                 "Check the id; ask the unit that referred to you if it should be yours.");
}

}  // namespace homeward::services
