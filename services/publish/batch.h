// One batch's way: through the intake into the log, and its answer back. Shared by stream and unary call.
#ifndef HOMEWARD_SERVICES_PUBLISH_BATCH_H_
#define HOMEWARD_SERVICES_PUBLISH_BATCH_H_

#include <functional>

#include "grpcpp/support/byte_buffer.h"
#include "homeward/common/v1/publish.pb.h"
#include "proto/contract/contract.h"
#include "services/identity/caller.h"
#include "services/server/core.h"

namespace homeward::services {

// Admits and proposes the batch. `answered` is called exactly once: at once on this thread where the batch is refused
// without the log, else, once what it says is synced, on the answering thread or, if it alone was settled, on the log's
// own. Never blocks.
void SubmitBatch(const Core& core, contract::Agency agency, const Caller& caller, const grpc::ByteBuffer& bytes,
                 std::function<void(common::v1::BatchAnswer)> answered);

// UNAUTHENTICATED, or PERMISSION_DENIED (WRONG_PUBLISHER) if the caller's role is not the service's agency.
absl::StatusOr<Caller> PublisherOf(const Core& core, contract::Agency agency,
                                   const grpc::CallbackServerContext& context);

grpc::ByteBuffer ToBytes(const google::protobuf::MessageLite& message);

}  // namespace homeward::services

#endif  // HOMEWARD_SERVICES_PUBLISH_BATCH_H_
