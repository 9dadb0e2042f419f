#include "services/publish/intake.h"

#include <string>
#include <utility>

#include "homeward/common/v1/publish.pb.h"
#include "proto/contract/cut.h"
#include "proto/contract/event.h"
#include "proto/contract/plain.h"
#include "proto/contract/text.h"
#include "proto/contract/validate.h"
#include "services/limits.h"
#include "services/publish/id_fields.h"
#include "services/publish/signature.h"

namespace homeward::services {
namespace {

using absl::StatusCode;
using contract::Violation;

Violation OfBatch(StatusCode code, std::string reason, std::string message, std::string next_step) {
  return Violation{code, std::move(reason), -1, "", std::move(message), std::move(next_step)};
}

bool FitsLimits(const common::v1::RawBatch& batch, contract::Violations* violations) {
  const size_t before = violations->size();
  if (batch.events().empty()) {
    violations->push_back(OfBatch(StatusCode::kInvalidArgument, "BATCH_EMPTY", "The batch holds no event.",
                                  "Send at least one event in a batch."));
  }
  if (batch.events_size() > kBatchEventsMax) {
    violations->push_back(OfBatch(
        StatusCode::kInvalidArgument, "BATCH_TOO_LARGE",
        contract::Cat("The batch holds ", batch.events_size(), " events; at most ", kBatchEventsMax, " are taken."),
        "Send the events in several batches."));
  }
  if (batch.expected_size() > kExpectedRevisionsMax) {
    violations->push_back(OfBatch(StatusCode::kInvalidArgument, "BATCH_TOO_LARGE",
                                  contract::Cat("The batch expects more than ", kExpectedRevisionsMax, " revisions."),
                                  "Expect only the revisions that the decision rests on."));
  }
  if (!batch.GetReflection()->GetUnknownFields(batch).empty()) {
    violations->push_back(OfBatch(StatusCode::kInvalidArgument, "UNKNOWN_FIELD",
                                  "The batch has a field that this server does not know.",
                                  "Build the request from the contract that this server speaks."));
  }
  return violations->size() == before;
}

}  // namespace

Intake::Intake(MintedCheck minted, std::string origin)
    : minted_(std::move(minted)), origin_(std::move(origin)), id_fields_(std::make_unique<IdFields>()) {}
Intake::~Intake() = default;

Admission Intake::Admit(contract::Agency agency, const Caller& caller, std::string_view bytes,
                        eventstore::Micros now_us) const {
  Admission admission;
  const contract::AgencyContract* contract = contract::Contract::Get().FindAgency(agency);
  if (contract == nullptr || caller.role != contract->role) {
    admission.violations.push_back(OfBatch(StatusCode::kPermissionDenied, "WRONG_PUBLISHER",
                                           "The certificate's role may not publish through this service.",
                                           "Use your own agency's service, or the certificate of this one."));
    return admission;
  }
  if (bytes.size() > kBatchBytesMax) {
    admission.violations.push_back(
        OfBatch(StatusCode::kInvalidArgument, "BATCH_TOO_LARGE",
                contract::Cat("The batch has ", bytes.size(), " bytes; at most ", kBatchBytesMax, " are taken."),
                "Send the events in several batches."));
    return admission;
  }
  common::v1::RawBatch batch;
  if (!batch.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    admission.violations.push_back(OfBatch(StatusCode::kInvalidArgument, "SCHEMA_INVALID",
                                           "The batch is not a well-formed message.",
                                           "Build the request from the service's published contract."));
    return admission;
  }
  admission.tag = batch.tag();
  admission.want_proof = batch.want_proof();
  if (!FitsLimits(batch, &admission.violations)) return admission;
  CheckBatchSignature(batch, origin_, &admission.violations);

  eventstore::Proposal& proposal = admission.proposal;
  proposal.publisher = caller.spiffe_id;
  proposal.agency = agency;
  proposal.validate_only = batch.validate_only();
  proposal.proposed_us = now_us;
  proposal.expected.reserve(batch.expected_size());
  for (auto& expected : *batch.mutable_expected()) {
    proposal.expected.push_back(
        {eventstore::StreamId(std::move(*expected.mutable_stream())), eventstore::Revision(expected.revision())});
  }
  if (batch.has_signature()) {
    proposal.signature =
        eventstore::BatchSignature{std::move(*batch.mutable_signature()), std::move(*batch.mutable_salt_seed())};
  }
  proposal.events.reserve(batch.events_size());
  admission.types.resize(batch.events_size());
  for (int i = 0; i < batch.events_size(); ++i) AdmitEvent(agency, caller, batch.events(i), i, now_us, &admission);
  return admission;
}

void Intake::AdmitEvent(contract::Agency agency, const Caller& caller, std::string_view bytes, int index,
                        eventstore::Micros now_us, Admission* admission) const {
  contract::Violations& violations = admission->violations;
  const auto refuse = [&](StatusCode code, std::string reason, std::string field, std::string message,
                          std::string next_step) {
    violations.push_back({code, std::move(reason), index, std::move(field), std::move(message), std::move(next_step)});
  };
  if (bytes.size() > kEventBytesMax) {
    return refuse(StatusCode::kInvalidArgument, "EVENT_TOO_LARGE", "",
                  contract::Cat("The event has ", bytes.size(), " bytes; at most ", kEventBytesMax, " are taken."),
                  "Leave out what the contract does not ask for.");
  }
  absl::StatusOr<contract::Event> event = contract::ParseEvent(agency, bytes);
  if (!event.ok()) {
    return refuse(StatusCode::kInvalidArgument, "SCHEMA_INVALID", "", "The event is not a well-formed message.",
                  "Build the event from the service's published contract.");
  }
  const bool plain = contract::IsPlain(agency, bytes, now_us, minted_);
  if (!plain) contract::Validate(*event, index, now_us, &violations);
  if (event->type == nullptr || event->envelope == nullptr) return;  // Validate has said so
  admission->types[index] = event->type;
  if (!event->type->PublishedBy(agency)) {
    refuse(StatusCode::kPermissionDenied, "WRONG_PUBLISHER", "", "This agency may not publish this type of event.",
           "See docs/events.md for who publishes what.");
  }
  if (!event->envelope->unit().empty() && !caller.Covers(event->envelope->unit())) {
    refuse(StatusCode::kPermissionDenied, "WRONG_UNIT", "envelope.unit",
           "The acting unit does not lie within the certificate's unit.",
           "Name your own unit or one below it, or use that unit's certificate.");
  }
  CheckRegisteredKey(*event, index, &violations);
  if (!plain) {
    id_fields_->Check(*event->payload, minted_, [&](const std::string& path) {
      refuse(StatusCode::kInvalidArgument, "PERSON_ID_NOT_MINTED", path, "The id was not minted by this server.",
             "Ask MintPersonIds for an id, or use the one that came with the referral or handover.");
    });
  }
  absl::StatusOr<contract::CutBytes> cut = contract::Cut(bytes, *event->type);
  if (!cut.ok()) {
    return refuse(StatusCode::kInvalidArgument, "SCHEMA_INVALID", "",
                  "The event's person sections cannot be told from the rest.",
                  "Send each field once and in the contract's wire types.");
  }
  admission->proposal.events.push_back({*std::move(event), *std::move(cut)});
}

}  // namespace homeward::services
