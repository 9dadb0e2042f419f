// homeward.operations.v1.Operations: for operators, who read nothing about anybody.
#ifndef HOMEWARD_SERVICES_OPERATIONS_OPERATIONS_SERVICE_H_
#define HOMEWARD_SERVICES_OPERATIONS_OPERATIONS_SERVICE_H_

#include <memory>

#include "grpcpp/impl/service_type.h"
#include "services/server/core.h"

namespace homeward::services {

// `core` outlives the service.
std::unique_ptr<grpc::Service> MakeOperationsService(const Core& core);

}  // namespace homeward::services

#endif  // HOMEWARD_SERVICES_OPERATIONS_OPERATIONS_SERVICE_H_
