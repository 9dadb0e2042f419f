// Reads about nobody: any certificate may ask, and no look is recorded. On a worker, since the answer lies on disk.
#ifndef HOMEWARD_SERVICES_READING_UNRECORDED_H_
#define HOMEWARD_SERVICES_READING_UNRECORDED_H_

#include <functional>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/server_callback.h"
#include "services/errors/errors.h"
#include "services/server/core.h"
#include "services/server/deadline.h"

namespace homeward::services {

// Runs `answer` on a worker; `done` gets the call's status, exactly once.
void ConsiderUnrecorded(const Core& core, grpc::CallbackServerContext* context, std::string_view method,
                        std::function<absl::Status()> answer, std::function<void(absl::Status)> done);

// As gRPC's method handler. `answer`: → StatusOr<Response>. `method`: static.
template <typename Response, typename Answer>
grpc::ServerUnaryReactor* AskUnrecorded(const Core& core, grpc::CallbackServerContext* context, Response* response,
                                        std::string_view method, Answer answer) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  if (const absl::Status bounded = RequireDeadline(*context); !bounded.ok()) {
    reactor->Finish(ToGrpcStatus(bounded));
    return reactor;
  }
  ConsiderUnrecorded(
      core, context, method,
      [response, answer = std::move(answer)]() -> absl::Status {
        absl::StatusOr<Response> result = answer();
        if (result.ok()) *response = *std::move(result);
        return result.status();
      },
      [reactor](const absl::Status& status) { reactor->Finish(ToGrpcStatus(status)); });
  return reactor;
}

}  // namespace homeward::services

#endif  // HOMEWARD_SERVICES_READING_UNRECORDED_H_
