// A unary call says how long its caller waits: work that nobody waits for any more is then not done.
#ifndef HOMEWARD_SERVICES_SERVER_DEADLINE_H_
#define HOMEWARD_SERVICES_SERVER_DEADLINE_H_

#include "absl/status/status.h"
#include "grpcpp/server_context.h"

namespace homeward::services {

// INVALID_ARGUMENT (DEADLINE_REQUIRED) if the call has none. The first thing that every unary method asks.
absl::Status RequireDeadline(const grpc::CallbackServerContext& context);

}  // namespace homeward::services

#endif  // HOMEWARD_SERVICES_SERVER_DEADLINE_H_
