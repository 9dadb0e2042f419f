// Asks the standard gRPC health service.
#ifndef HOMEWARD_SERVICES_CLI_CLIENT_HEALTH_H_
#define HOMEWARD_SERVICES_CLI_CLIENT_HEALTH_H_

#include <string>

#include "services/cli/client/connection.h"

namespace homeward::cli {

// "serving", "not serving", or "unknown". `service` empty: the server as a whole.
std::string AskHealth(const Connection& connection, const std::string& service);

}  // namespace homeward::cli

#endif  // HOMEWARD_SERVICES_CLI_CLIENT_HEALTH_H_
