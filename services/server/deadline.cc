#include "services/server/deadline.h"

#include <chrono>

#include "services/errors/errors.h"

namespace homeward::services {

absl::Status RequireDeadline(const grpc::CallbackServerContext& context) {
  if (context.deadline() != std::chrono::system_clock::time_point::max()) return absl::OkStatus();
  return Refusal(absl::StatusCode::kInvalidArgument, "DEADLINE_REQUIRED", "The call does not say how long it waits.",
                 "Set a deadline on every unary call; 30 seconds is usual.");
}

}  // namespace homeward::services
