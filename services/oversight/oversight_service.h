// homeward.oversight.v1.Oversight: deadlines, concerns, indicators, reports.
#ifndef HOMEWARD_SERVICES_OVERSIGHT_OVERSIGHT_SERVICE_H_
#define HOMEWARD_SERVICES_OVERSIGHT_OVERSIGHT_SERVICE_H_

#include <memory>

#include "grpcpp/impl/service_type.h"
#include "services/server/core.h"

namespace homeward::services {

// `core` outlives the service.
std::unique_ptr<grpc::Service> MakeOversightService(const Core& core);

}  // namespace homeward::services

#endif  // HOMEWARD_SERVICES_OVERSIGHT_OVERSIGHT_SERVICE_H_
