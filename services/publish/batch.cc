#include "services/publish/batch.h"

#include <string>
#include <utility>
#include <vector>

#include "google/rpc/status.pb.h"
#include "services/errors/errors.h"
#include "services/logging/log.h"
#include "services/proofs/batch_proof.h"

namespace homeward::services {
namespace {

using common::v1::BatchAnswer;
using EventTypes = std::vector<const contract::EventType*>;

// What lives from a batch's arrival to its answer.
struct Pending {
  const Core& core;
  std::string_view agency;  // role, of the contract's tables
  uint64_t tag;
  bool want_proof;
  EventTypes types;  // of the batch's events; null where unknown
  eventstore::Micros arrived_us;
  std::function<void(BatchAnswer)> answered;
};

void AnswerRefused(Pending& pending, google::rpc::Status refusal, std::string_view reason) {
  pending.core.metrics.BatchRefused(pending.agency, reason);
  Log(LogLevel::kInfo, "batch_refused", {{"agency", pending.agency}, {"reason", reason}, {"code", refusal.code()}});
  BatchAnswer answer;
  answer.set_tag(pending.tag);
  *answer.mutable_refusal() = std::move(refusal);
  pending.answered(std::move(answer));
}

void AnswerViolations(Pending& pending, const contract::Violations& violations) {
  AnswerRefused(pending, ToRpcStatus(violations, pending.types), violations.front().reason);
}

// A proof reads the disk, and may have the log signed: on a worker. The batch is recorded in any case, so where none
// can be made the answer comes without; GetInclusionProof has it later.
void AnswerWithProof(const std::shared_ptr<Pending>& pending, const eventstore::Answer& said, BatchAnswer answer) {
  const auto kept = std::make_shared<BatchAnswer>(std::move(answer));
  const auto prove = [pending, kept, first = said.first, count = said.count] {
    auto proof = ProveBatch(pending->core, first, count, /*author=*/true);
    if (proof.ok()) {
      *kept->mutable_proof() = *std::move(proof);
    } else {
      Log(LogLevel::kWarning, "proof_missing", {{"position", first.value}, {"reason", ReasonOf(proof.status())}});
    }
    pending->answered(std::move(*kept));
  };
  if (!pending->core.queries.Submit(prove)) pending->answered(std::move(*kept));
}

void AnswerLog(const std::shared_ptr<Pending>& pending, const eventstore::Answer& said) {
  if (!said.ok()) return AnswerViolations(*pending, said.violations);
  BatchAnswer answer;
  answer.set_tag(pending->tag);
  answer.set_first_position(said.first.value);
  answer.set_count(said.count);
  answer.set_duplicate(said.duplicate);
  for (const auto& [stream, revision] : said.revisions) {
    auto* row = answer.add_revisions();
    row->set_stream(stream.value);
    row->set_revision(revision.value);
  }
  const double seconds = static_cast<double>(pending->core.clock() - pending->arrived_us) / 1e6;
  pending->core.metrics.BatchRecorded(pending->agency, said.duplicate ? 0 : said.count, seconds);
  if (pending->want_proof && said.first.value != 0) return AnswerWithProof(pending, said, std::move(answer));
  pending->answered(std::move(answer));
}

// The batch's bytes in one piece: without a copy where they came in one.
std::string_view InOnePiece(const grpc::ByteBuffer& bytes, grpc::Slice* holder) {
  if (!bytes.TrySingleSlice(holder).ok() && !bytes.DumpToSingleSlice(holder).ok()) return {};
  return {reinterpret_cast<const char*>(holder->begin()), holder->size()};
}

}  // namespace

void SubmitBatch(const Core& core, contract::Agency agency, const Caller& caller, const grpc::ByteBuffer& bytes,
                 std::function<void(BatchAnswer)> answered) {
  const eventstore::Micros now_us = core.clock();
  grpc::Slice holder;
  Admission admission = core.intake.Admit(agency, caller, InOnePiece(bytes, &holder), now_us);
  const auto pending =
      std::make_shared<Pending>(Pending{core, contract::Contract::Get().FindAgency(agency)->role, admission.tag,
                                        admission.want_proof, std::move(admission.types), now_us, std::move(answered)});
  if (!admission.ok()) return AnswerViolations(*pending, admission.violations);
  admission.proposal.done = [pending](eventstore::Answer said) {
    // Waking a thread would take longer than sending one small answer does.
    if (said.alone && said.ok()) return AnswerLog(pending, said);
    pending->core.answers.SubmitAlways([pending, said = std::move(said)] { AnswerLog(pending, said); });
  };
  const absl::Status taken = core.store.Propose(std::move(admission.proposal));
  if (!taken.ok()) AnswerRefused(*pending, ToRpcStatus(taken), ReasonOf(taken));
}

absl::StatusOr<Caller> PublisherOf(const Core& core, contract::Agency agency,
                                   const grpc::CallbackServerContext& context) {
  absl::StatusOr<Caller> caller = CallerOf(context, core.peers);
  if (!caller.ok()) return caller;
  const std::string& role = contract::Contract::Get().FindAgency(agency)->role;
  if (caller->role == role) return caller;
  core.metrics.BatchRefused(role, "WRONG_PUBLISHER");
  Log(LogLevel::kWarning, "publisher_refused", {{"agency", role}, {"role", caller->role}, {"unit", caller->unit}});
  return Refusal(absl::StatusCode::kPermissionDenied, "WRONG_PUBLISHER",
                 "The certificate's role may not publish through this service.",
                 "Use your own agency's service, or the certificate of this one.");
}

grpc::ByteBuffer ToBytes(const google::protobuf::MessageLite& message) {
  const grpc::Slice slice(message.ByteSizeLong());
  message.SerializeWithCachedSizesToArray(const_cast<uint8_t*>(slice.begin()));
  return grpc::ByteBuffer(&slice, 1);
}

}  // namespace homeward::services
