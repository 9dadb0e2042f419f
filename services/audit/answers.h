// The answers of Audit's unary calls, from the log and the views. May read the disk: call on a worker.
#ifndef HOMEWARD_SERVICES_AUDIT_ANSWERS_H_
#define HOMEWARD_SERVICES_AUDIT_ANSWERS_H_

#include "absl/status/statusor.h"
#include "homeward/audit/v1/audit.pb.h"
#include "services/server/core.h"

namespace homeward::services {

absl::StatusOr<audit::v1::GetHeadResponse> AnswerHead(const Core& core);
absl::StatusOr<audit::v1::GetStreamResponse> AnswerStream(const Core& core, const audit::v1::GetStreamRequest& request);
absl::StatusOr<audit::v1::GetDigestsResponse> AnswerDigests(const Core& core,
                                                            const audit::v1::GetDigestsRequest& request);
absl::StatusOr<audit::v1::RebuildResponse> AnswerRebuild(const Core& core);
absl::StatusOr<audit::v1::ListAccessResponse> AnswerAccess(const Core& core,
                                                           const audit::v1::ListAccessRequest& request);

// The contract's catalogue: made once, the same for everybody.
const audit::v1::ListEventTypesResponse& EventTypes();

}  // namespace homeward::services

#endif  // HOMEWARD_SERVICES_AUDIT_ANSWERS_H_
