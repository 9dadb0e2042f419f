#include "services/reading/unrecorded.h"

#include <memory>

#include "services/identity/caller.h"
#include "services/logging/log.h"
#include "services/publish/lookups.h"

namespace homeward::services {

void ConsiderUnrecorded(const Core& core, grpc::CallbackServerContext* context, std::string_view method,
                        std::function<absl::Status()> answer, std::function<void(absl::Status)> done) {
  const absl::StatusOr<Caller> caller = CallerOf(*context, core.peers);
  if (!caller.ok()) {
    Log(LogLevel::kWarning, "caller_refused", {{"method", method}});
    return done(caller.status());
  }
  const auto finish = std::make_shared<std::function<void(absl::Status)>>(std::move(done));
  const bool taken =
      core.queries.Submit([&core, method, answer = std::move(answer), finish, arrived_us = core.clock()] {
        absl::Status status = answer();
        const double seconds = static_cast<double>(core.clock() - arrived_us) / 1e6;
        core.metrics.CallAnswered(method, absl::StatusCodeToString(status.code()), seconds);
        (*finish)(std::move(status));
      });
  if (!taken) (*finish)(TooManyQueries());
}

}  // namespace homeward::services
