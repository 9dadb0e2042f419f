// The server's side of mutual TLS.
#ifndef HOMEWARD_SERVICES_SERVER_CREDENTIALS_H_
#define HOMEWARD_SERVICES_SERVER_CREDENTIALS_H_

#include <memory>

#include "absl/status/statusor.h"
#include "grpcpp/security/server_credentials.h"
#include "services/server/config.h"

namespace homeward::services {

// Certificates that the authority did not sign, or that have run out, never reach a method. Plaintext only where the
// config says unsafe_plaintext.
absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> MakeCredentials(const Config& config);

}  // namespace homeward::services

#endif  // HOMEWARD_SERVICES_SERVER_CREDENTIALS_H_
