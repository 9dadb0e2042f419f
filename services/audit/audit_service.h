// homeward.audit.v1.Audit: the log itself, and who has looked at what.
#ifndef HOMEWARD_SERVICES_AUDIT_AUDIT_SERVICE_H_
#define HOMEWARD_SERVICES_AUDIT_AUDIT_SERVICE_H_

#include <memory>

#include "grpcpp/impl/service_type.h"
#include "services/server/core.h"

namespace homeward::services {

// `core` outlives the service.
std::unique_ptr<grpc::Service> MakeAuditService(const Core& core);

}  // namespace homeward::services

#endif  // HOMEWARD_SERVICES_AUDIT_AUDIT_SERVICE_H_
