// The answers of Audit's calls about the tree. They read the disk: call on a worker.
#ifndef HOMEWARD_SERVICES_PROOFS_ANSWERS_H_
#define HOMEWARD_SERVICES_PROOFS_ANSWERS_H_

#include "absl/status/statusor.h"
#include "homeward/audit/v1/proof.pb.h"
#include "services/reading/viewer.h"
#include "services/server/core.h"

namespace homeward::services {

// NOT_FOUND (TOO_FEW_COSIGNATURES); UNAVAILABLE if a fresh one cannot be written down.
absl::StatusOr<audit::v1::GetCheckpointResponse> AnswerCheckpoint(const Core& core,
                                                                  const audit::v1::GetCheckpointRequest& request);
// OUT_OF_RANGE (POSITION_BEYOND_HEAD); INVALID_ARGUMENT (FIELD_RANGE): sizes that prove nothing.
absl::StatusOr<audit::v1::GetConsistencyProofResponse> AnswerConsistency(
    const Core& core, const audit::v1::GetConsistencyProofRequest& request);
// OUT_OF_RANGE (POSITION_BEYOND_HEAD): the tree has no such tile yet; INVALID_ARGUMENT (FIELD_RANGE).
absl::StatusOr<audit::v1::GetTileResponse> AnswerTile(const Core& core, const audit::v1::GetTileRequest& request);
// What Checkpoints::AddCosignatures says.
absl::StatusOr<audit::v1::AddCosignatureResponse> AnswerCosignature(const Core& core,
                                                                    const audit::v1::AddCosignatureRequest& request);
// NOT_FOUND unless the viewer is the event's author or an auditor.
absl::StatusOr<audit::v1::GetInclusionProofResponse> AnswerInclusion(const Core& core,
                                                                     const audit::v1::GetInclusionProofRequest& request,
                                                                     const Viewer& viewer);

}  // namespace homeward::services

#endif  // HOMEWARD_SERVICES_PROOFS_ANSWERS_H_
