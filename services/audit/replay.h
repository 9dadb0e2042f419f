// The log as one reader may see it: events, typed gaps, and where in the log the reader stands.
#ifndef HOMEWARD_SERVICES_AUDIT_REPLAY_H_
#define HOMEWARD_SERVICES_AUDIT_REPLAY_H_

#include <memory>

#include "absl/status/statusor.h"
#include "grpcpp/support/byte_buffer.h"
#include "homeward/audit/v1/audit.pb.h"
#include "services/reading/source.h"
#include "services/reading/viewer.h"
#include "services/server/core.h"

namespace homeward::services {

// INVALID_ARGUMENT: a filter that names no type or too much; OUT_OF_RANGE: beyond the head; ABORTED: the position is
// another log's. Reads the head; call on a worker. `core` outlives the source.
//
// What comes are the bytes of ReplayResponse messages.
//
// An auditor's filters go to the subscription. For everybody else gaps are found before filters are applied: a gap that
// depended on a filter would tell what the events behind it are about.
absl::StatusOr<std::unique_ptr<PullSource<grpc::ByteBuffer>>> OpenReplay(const Core& core,
                                                                         const audit::v1::ReplayRequest& request,
                                                                         const Viewer& viewer);

}  // namespace homeward::services

#endif  // HOMEWARD_SERVICES_AUDIT_REPLAY_H_
