#include "services/proofs/answers.h"

#include <memory>

#include "eventstore/tree/proof.h"
#include "proto/contract/formats.h"
#include "proto/contract/text.h"
#include "services/errors/errors.h"
#include "services/limits.h"
#include "services/proofs/batch_proof.h"

namespace homeward::services {
namespace {

namespace pb = audit::v1;
using absl::StatusCode;
using eventstore::Hash;
using eventstore::Position;

absl::Status BeyondHead(const Core& core) {
  return Refusal(StatusCode::kOutOfRange, "POSITION_BEYOND_HEAD",
                 contract::Cat("The log has ", core.store.head().position.value, " positions."),
                 "Use a size or position that this log has answered.");
}

}  // namespace

absl::StatusOr<pb::GetCheckpointResponse> AnswerCheckpoint(const Core& core, const pb::GetCheckpointRequest& request) {
  if (request.fresh()) {
    const auto fresh = core.checkpoints.Covering(Position(0));
    if (!fresh.ok()) return fresh.status();
  }
  const auto checkpoint = core.checkpoints.Newest(request.min_cosignatures());
  if (!checkpoint.ok()) return checkpoint.status();
  pb::GetCheckpointResponse response;
  response.set_checkpoint(checkpoint->note);
  response.set_size(checkpoint->size.value);
  response.set_cosignatures(static_cast<uint32_t>(checkpoint->cosignatures));
  return response;
}

absl::StatusOr<pb::GetConsistencyProofResponse> AnswerConsistency(const Core& core,
                                                                  const pb::GetConsistencyProofRequest& request) {
  uint64_t to = request.to_size();
  if (to == 0) {
    const auto newest = core.checkpoints.Newest(0);
    if (!newest.ok()) return newest.status();
    to = newest->size.value;
  }
  if (to > core.store.head().position.value) return BeyondHead(core);
  if (request.from_size() == 0 || request.from_size() > to) {
    return Refusal(StatusCode::kInvalidArgument, "FIELD_RANGE", "from_size must lie between 1 and to_size.",
                   "Nothing needs a proof to begin with an empty log; swap the sizes if they are the wrong way round.");
  }
  const std::unique_ptr<eventstore::HashReader> hashes = core.store.Hashes();
  const auto proof = eventstore::MakeConsistencyProof(request.from_size(), to, *hashes);
  if (!proof.ok()) return proof.status();
  pb::GetConsistencyProofResponse response;
  response.set_from_size(request.from_size());
  response.set_to_size(to);
  for (const Hash& hash : *proof) response.add_hashes(hash.data(), hash.size());
  return response;
}

absl::StatusOr<pb::GetTileResponse> AnswerTile(const Core& core, const pb::GetTileRequest& request) {
  const uint64_t width = request.width() == 0 ? eventstore::kTileHashes : request.width();
  if (request.level() >= kTileLevels || width > eventstore::kTileHashes) {
    return Refusal(StatusCode::kInvalidArgument, "FIELD_RANGE", "A tile has a level from 0 to 7 and 1 to 256 hashes.",
                   "Ask for a tile as C2SP tlog-tiles cuts the tree.");
  }
  const int height = static_cast<int>(8 * request.level());
  const uint64_t complete = core.store.head().position.value >> height;
  if (request.index() > complete / eventstore::kTileHashes ||
      request.index() * eventstore::kTileHashes + width > complete) {
    return BeyondHead(core);
  }
  const std::unique_ptr<eventstore::HashReader> hashes = core.store.Hashes();
  pb::GetTileResponse response;
  for (uint64_t i = 0; i < width; ++i) {
    const auto hash = hashes->Read(height, request.index() * eventstore::kTileHashes + i);
    if (!hash.ok()) return hash.status();
    response.mutable_hashes()->append(reinterpret_cast<const char*>(hash->data()), hash->size());
  }
  return response;
}

absl::StatusOr<pb::AddCosignatureResponse> AnswerCosignature(const Core& core,
                                                             const pb::AddCosignatureRequest& request) {
  const auto count = core.checkpoints.AddCosignatures(request.note());
  if (!count.ok()) return count.status();
  pb::AddCosignatureResponse response;
  response.set_cosignatures(static_cast<uint32_t>(*count));
  return response;
}

absl::StatusOr<pb::GetInclusionProofResponse> AnswerInclusion(const Core& core,
                                                              const pb::GetInclusionProofRequest& request,
                                                              const Viewer& viewer) {
  const Position position(request.position());
  const auto event = core.store.Read(position);
  if (!event.ok()) return absl::IsNotFound(event.status()) ? NotFound() : event.status();
  const bool author = contract::UnitCovers(viewer.unit(), (*event)->event().envelope->unit());
  if (!author && viewer.role != projections::Role::kAuditor) return NotFound();
  auto proof = ProveBatch(core, position, 1, author);
  if (!proof.ok()) return proof.status();
  pb::GetInclusionProofResponse response;
  *response.mutable_proof() = *std::move(proof);
  return response;
}

}  // namespace homeward::services
