// Builds gRPC's server with every limit of limits.h.
#ifndef HOMEWARD_SERVICES_SERVER_LISTENER_H_
#define HOMEWARD_SERVICES_SERVER_LISTENER_H_

#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "grpcpp/server.h"
#include "services/server/acceptor.h"
#include "services/server/config.h"
#include "services/server/connections.h"
#include "services/server/credentials.h"

namespace homeward::services {

struct Listener {
  std::unique_ptr<TlsCredentials> tls;  // null: plaintext
  std::unique_ptr<grpc::Server> server;
  std::unique_ptr<Acceptor> acceptor;  // stop it before the server

  int port() const { return acceptor == nullptr ? 0 : acceptor->port(); }  // the one taken
};

// `connections` and `services` outlive the server. UNAVAILABLE: the address cannot be taken; what
// TlsCredentials::Open says.
absl::StatusOr<Listener> Listen(const Config& config, Connections& connections,
                                const std::vector<std::unique_ptr<grpc::Service>>& services);

}  // namespace homeward::services

#endif  // HOMEWARD_SERVICES_SERVER_LISTENER_H_
