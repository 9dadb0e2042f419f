// homeward.coordination.v1.Coordination: the views, to those who may see them.
#ifndef HOMEWARD_SERVICES_COORDINATION_COORDINATION_SERVICE_H_
#define HOMEWARD_SERVICES_COORDINATION_COORDINATION_SERVICE_H_

#include <memory>

#include "grpcpp/impl/service_type.h"
#include "services/server/core.h"

namespace homeward::services {

// `core` outlives the service.
std::unique_ptr<grpc::Service> MakeCoordinationService(const Core& core);

}  // namespace homeward::services

#endif  // HOMEWARD_SERVICES_COORDINATION_COORDINATION_SERVICE_H_
