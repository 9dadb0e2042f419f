// The way of every server-streaming read: decided and recorded as by Ask, then pumped.
#ifndef HOMEWARD_SERVICES_READING_FOLLOW_H_
#define HOMEWARD_SERVICES_READING_FOLLOW_H_

#include <memory>
#include <utility>

#include "services/identity/peer.h"
#include "services/reading/ask.h"
#include "services/reading/pump.h"

namespace homeward::services {

// As gRPC's method handler. `open`: const Viewer& → StatusOr<unique_ptr<PullSource<Response>>>, run on a worker.
template <typename Response, typename Request, typename Open>
grpc::ServerWriteReactor<Response>* Follow(const Core& core, grpc::CallbackServerContext* context,
                                           const Request& request, Question question, Open open) {
  using Source = typename Pump<Response>::Source;
  const absl::StatusOr<Caller> caller = CallerOf(*context, core.peers);  // Consider says it if there is none
  return Pump<Response>::Begin(core, caller.ok() ? caller->spiffe_id : "", [&](typename Pump<Response>::Opened opened) {
    const auto source = std::make_shared<Source>();
    const auto look = [source, open = std::move(open)](const Viewer& viewer,
                                                       const projections::ReadingPtr&) -> absl::Status {
      absl::StatusOr<Source> found = open(viewer);
      if (!found.ok()) return found.status();
      *source = *std::move(found);
      return absl::OkStatus();
    };
    Consider(core, context, request.context(), std::move(question), look,
             [source, opened = std::move(opened)](const absl::Status& status) {
               if (!status.ok()) return opened(status);
               opened(std::move(*source));
             });
  });
}

}  // namespace homeward::services

#endif  // HOMEWARD_SERVICES_READING_FOLLOW_H_
