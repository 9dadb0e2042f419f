// The way of every unary read: who looks, why, wait for the position, record, then answer.
//
//   return Ask(core, context, *request, response, {"GetCase", SubjectOf(…)}, [this](const Viewer& viewer) {
//     return core.views.GetCase(*request, viewer);
//   });
#ifndef HOMEWARD_SERVICES_READING_ASK_H_
#define HOMEWARD_SERVICES_READING_ASK_H_

#include <functional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "absl/status/statusor.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/server_callback.h"
#include "services/errors/errors.h"
#include "services/reading/viewer.h"
#include "services/server/core.h"
#include "services/server/deadline.h"

namespace homeward::services {

// What is asked for, as the access record names it.
struct Question {
  std::string_view method;  // "GetCase"; static
  std::string subject;      // "case:…": decided by Views::MayRead; empty: a list, decided by the query itself
  // Where no subject decides: may this viewer make the call at all? Null: any may.
  std::function<AccessDecision(const Viewer&)> permitted = nullptr;
  std::string recorded_as = "";  // where no subject decides; empty: the acting unit
};

// Fills the response. `reading`: what the decision has read; null where no subject decided.
using LookUp = std::function<absl::Status(const Viewer& viewer, const projections::ReadingPtr& reading)>;

// Decides and runs `query` on a worker. `done` gets the call's status, exactly once.
// A subject's look is recorded while its answer is made; a list's outcome is known only by asking, so it is recorded
// after the query and before the answer: in either order nothing leaves before its record is durable.
void Consider(const Core& core, grpc::CallbackServerContext* context, const ReadContext& read, Question question,
              LookUp query, std::function<void(absl::Status)> done);

// As gRPC's method handler. `query`: const Viewer& → StatusOr<Response>; or with const ReadingPtr& behind it.
template <typename Request, typename Response, typename Query>
grpc::ServerUnaryReactor* Ask(const Core& core, grpc::CallbackServerContext* context, const Request& request,
                              Response* response, Question question, Query query) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  if (const absl::Status bounded = RequireDeadline(*context); !bounded.ok()) {
    reactor->Finish(ToGrpcStatus(bounded));
    return reactor;
  }
  const auto fill = [response, query = std::move(query)](const Viewer& viewer,
                                                         const projections::ReadingPtr& reading) -> absl::Status {
    absl::StatusOr<Response> result = [&] {
      if constexpr (std::is_invocable_v<const Query&, const Viewer&, const projections::ReadingPtr&>) {
        return query(viewer, reading);
      } else {
        return query(viewer);
      }
    }();
    if (!result.ok()) return result.status();
    *response = *std::move(result);
    return absl::OkStatus();
  };
  Consider(core, context, request.context(), std::move(question), fill,
           [reactor](absl::Status status) { reactor->Finish(ToGrpcStatus(status)); });
  return reactor;
}

}  // namespace homeward::services

#endif  // HOMEWARD_SERVICES_READING_ASK_H_
