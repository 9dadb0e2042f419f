#include "services/errors/errors.h"

#include <algorithm>
#include <utility>

#include "absl/strings/cord.h"
#include "eventstore/reason.h"
#include "google/rpc/error_details.pb.h"
#include "proto/contract/text.h"
#include "services/limits.h"

namespace homeward::services {
namespace {

constexpr absl::string_view kPayloadUrl = "type.googleapis.com/google.rpc.ErrorInfo";

bool MayRetry(int code) {
  return code == static_cast<int>(absl::StatusCode::kResourceExhausted) ||
         code == static_cast<int>(absl::StatusCode::kUnavailable);
}

// Says when the same call may be made again, where making it again can help.
void AddRetryInfo(google::rpc::Status* status) {
  if (!MayRetry(status->code())) return;
  google::rpc::RetryInfo retry;
  retry.mutable_retry_delay()->set_seconds(kRetryDelay.count());
  status->add_details()->PackFrom(retry);
}

using EventTypes = std::vector<const contract::EventType*>;

google::rpc::ErrorInfo InfoOf(const contract::Violation& violation, const EventTypes& types) {
  google::rpc::ErrorInfo info;
  info.set_reason(violation.reason);
  info.set_domain(std::string(kErrorDomain));
  auto& metadata = *info.mutable_metadata();
  const int index = violation.event_index;
  if (index >= 0) metadata["event_index"] = contract::Cat(index);
  if (index >= 0 && static_cast<size_t>(index) < types.size() && types[index] != nullptr) {
    metadata["event"] = types[index]->short_name;
  }
  if (!violation.field.empty()) metadata["field"] = violation.field;
  if (!violation.next_step.empty()) metadata["next_step"] = violation.next_step;
  return info;
}

struct NextStep {
  std::string_view reason, text;
};
// What the caller can do about a reason that the event store or the views give: they know no way into the server.
constexpr NextStep kNextSteps[] = {
    {eventstore::kCheckpointNotWritten, "Ask the operator for the checkpoint's disk, then ask again."},
    {eventstore::kCheckpointUnknown, "Fetch the newest checkpoint and cosign that one."},
    {eventstore::kCosignatureInvalid, "Cosign the note as it came, with a key that the log's operator has entered."},
    {eventstore::kNoteMalformed, "Send the note as GetCheckpoint gave it, with your cosignature behind it."},
    {eventstore::kTooFewCosignatures, "Ask for fewer, or wait until the witnesses have come by."},
    {eventstore::kQueueFull, "Wait a moment, then send the same batch again."},
    {eventstore::kDiskNearlyFull, "Ask the operator for disk space, then send the same again."},
    {eventstore::kLogDamaged, "Tell the operator: the log takes events again once it is restored."},
    {eventstore::kOutcomeUnknown, "Send the same batch with the same ids again: nothing is doubled."},
    {eventstore::kViewsDamaged, "Ask again in a while: the views are being made again from the log."},
    {"AREA_REQUIRED", "Name an area (adm.33), or a plan."},
    {"ASIDE_BUSY", "Ask again in a moment; or ask about one subject, which needs no folding."},
    {"ENFORCEMENT_NOT_BROKEN_DOWN", "Ask for the whole area, without drilling down."},
    {"EXPLAIN_TOO_WIDE", "Ask for fewer fields, or as known at an earlier position."},
    {"FIELD_UNKNOWN", "Name a field as --output json of the view writes it, or none."},
    {"FILTER_UNKNOWN", "Use a state, note or stage as an unfiltered answer writes it."},
    {"INDICATOR_UNKNOWN", "Leave it out to see every indicator of a plan."},
    {"PAGE_SIZE_NEGATIVE", "Leave page_size out, or ask for 1 to 1000."},
    {"PAGE_TOKEN_INVALID", "Begin again without page_token."},
    {"PAGE_TOKEN_OTHER_LOG", "Begin again without page_token; positions and cursors of before are void too."},
    {"PAGE_TOKEN_OTHER_QUESTION", "Keep the request as it was, or begin again without page_token."},
    {"PAGE_TOKEN_OUTLIVED", "Begin again without page_token."},
    {"PERIOD_INVALID", "Name both days: 2025-01-01 and 2025-12-31."},
    {"PLAN_UNKNOWN", "Name an area to see the plans that are in force there."},
    {"POSITION_BEYOND_HEAD", "Use a position that this log has answered."},
    {"PROVINCE_NOT_COORDINATED", "Name a province that your office coordinates, or leave it out for all of them."},
    {"PURPOSE_NOT_FOR_ROLE", "Name the purpose that your office has by law."},
    {"PURPOSE_REQUIRED", "Set context.purpose."},
    {"PURPOSE_TOO_WIDE", "Name the purpose for which you need this one person, referral or case."},
    {"RANGE_BACKWARDS", "Name the earlier position or time first."},
    {"RANGE_MISSING", "Set from; position 0 is before the first event."},
    {"RANGE_TOO_WIDE", "Name a later start, an earlier end, or one subject."},
    {"ROLE_NOT_PERMITTED", "Ask the auditor or the programme's office."},
    {"TOO_MANY_FIGURES", "Name fewer plans or indicators, or a smaller area."},
    {"UNIT_NOT_OWN", "Name your own unit or one below it, or leave it out."},
    {"UNIT_OUTSIDE_CERTIFICATE", "Name your own unit or one below it in context.unit."},
    {"UNIT_OUTSIDE_PROVINCE", "Name a unit of a province that your office coordinates, or leave it out."},
    {"VIEW_UNKNOWN", "Name referrals, cases, victims, service_users or screenings, or none for all."},
};

std::string_view NextStepOf(std::string_view reason) {
  const auto* found =
      std::find_if(std::begin(kNextSteps), std::end(kNextSteps), [&](const NextStep& n) { return n.reason == reason; });
  return found == std::end(kNextSteps) ? std::string_view() : found->text;
}

// "PAGE_TOKEN_OUTLIVED" of "PAGE_TOKEN_OUTLIVED: begin again without a token", as the views write it; else empty.
std::string ReasonInMessage(const absl::Status& status) {
  const std::string message(status.message());
  const size_t colon = message.find(": ");
  const std::string reason = colon == std::string::npos ? "" : message.substr(0, colon);
  return reason.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == std::string::npos ? reason : "";
}

// The info a status carries; else one from the store's reason or the message's, else from the code's name.
google::rpc::ErrorInfo InfoOf(const absl::Status& status) {
  google::rpc::ErrorInfo info;
  const auto payload = status.GetPayload(kPayloadUrl);
  if (payload.has_value() && info.ParseFromString(std::string(*payload))) return info;
  std::string reason = eventstore::ReasonOf(status);
  if (reason.empty()) reason = ReasonInMessage(status);
  const std::string_view next_step = NextStepOf(reason);
  if (reason.empty()) reason = absl::StatusCodeToString(status.code());
  info.set_reason(std::move(reason));
  info.set_domain(std::string(kErrorDomain));
  if (!next_step.empty()) (*info.mutable_metadata())["next_step"] = std::string(next_step);
  return info;
}

// For people; the reason is told once, in its place.
std::string MessageOf(const absl::Status& status) {
  std::string message(status.message());
  const std::string reason = ReasonInMessage(status);
  if (!reason.empty()) message.erase(0, reason.size() + 2);
  return message;
}

std::string FieldPath(const contract::Violation& violation) {
  if (violation.event_index < 0) return violation.field;
  const std::string event = contract::Cat("events[", violation.event_index, "]");
  return violation.field.empty() ? event : contract::Cat(event, ".", violation.field);
}

}  // namespace

absl::Status Refusal(absl::StatusCode code, std::string_view reason, std::string_view message,
                     std::string_view next_step, const std::vector<std::pair<std::string, std::string>>& metadata) {
  absl::Status status(code, contract::View(message));
  google::rpc::ErrorInfo info;
  info.set_reason(std::string(reason));
  info.set_domain(std::string(kErrorDomain));
  if (!next_step.empty()) (*info.mutable_metadata())["next_step"] = std::string(next_step);
  for (const auto& [key, value] : metadata) (*info.mutable_metadata())[key] = value;
  status.SetPayload(kPayloadUrl, absl::Cord(info.SerializeAsString()));
  return status;
}

std::string ReasonOf(const absl::Status& status) { return status.ok() ? "" : InfoOf(status).reason(); }

google::rpc::Status ToRpcStatus(const contract::Violations& violations, const EventTypes& types) {
  google::rpc::Status status;
  status.set_code(static_cast<int>(violations.front().code));
  status.set_message(violations.size() == 1
                         ? violations.front().message
                         : contract::Cat(violations.size(), " violations; the first: ", violations.front().message));
  const size_t shown = std::min<size_t>(violations.size(), kViolationsShownMax);
  google::rpc::BadRequest bad_request;
  for (size_t i = 0; i < shown; ++i) {
    status.add_details()->PackFrom(InfoOf(violations[i], types));
    auto* field = bad_request.add_field_violations();
    field->set_field(FieldPath(violations[i]));
    field->set_description(violations[i].message);
  }
  status.add_details()->PackFrom(bad_request);
  AddRetryInfo(&status);
  return status;
}

google::rpc::Status ToRpcStatus(const absl::Status& status) {
  google::rpc::Status result;
  result.set_code(static_cast<int>(status.code()));
  result.set_message(MessageOf(status));
  if (status.ok()) return result;
  result.add_details()->PackFrom(InfoOf(status));
  AddRetryInfo(&result);
  return result;
}

grpc::Status ToGrpcStatus(google::rpc::Status status) {
  if (status.code() == 0) return grpc::Status::OK;
  while (status.ByteSizeLong() > kTrailerDetailsBytesMax && status.details_size() > 1) {
    status.mutable_details()->RemoveLast();
  }
  if (status.ByteSizeLong() > kTrailerDetailsBytesMax) status.clear_details();
  return grpc::Status(static_cast<grpc::StatusCode>(status.code()), status.message(), status.SerializeAsString());
}

grpc::Status ToGrpcStatus(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  return ToGrpcStatus(ToRpcStatus(status));
}

}  // namespace homeward::services
