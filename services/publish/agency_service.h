// All agency services are one: the same four calls over another agency's messages. What differs is in the contract.
#ifndef HOMEWARD_SERVICES_PUBLISH_AGENCY_SERVICE_H_
#define HOMEWARD_SERVICES_PUBLISH_AGENCY_SERVICE_H_

#include <memory>
#include <vector>

#include "grpcpp/impl/service_type.h"
#include "services/server/core.h"

namespace homeward::services {

// The services of every agency, to be registered with the server. `core` outlives them.
std::vector<std::unique_ptr<grpc::Service>> MakeAgencyServices(const Core& core);

}  // namespace homeward::services

#endif  // HOMEWARD_SERVICES_PUBLISH_AGENCY_SERVICE_H_
