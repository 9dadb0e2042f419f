// Who is at the other end of an RPC: the one place that reads the connection's certificate.
#ifndef HOMEWARD_SERVICES_IDENTITY_PEER_H_
#define HOMEWARD_SERVICES_IDENTITY_PEER_H_

#include "absl/status/statusor.h"
#include "grpcpp/server_context.h"
#include "services/identity/caller.h"
#include "services/server/connections.h"

namespace homeward::services {

// How callers are known.
enum class PeerTrust {
  kCertificate,          // the SPIFFE id among the client certificate's subject alternative names
  kUnsafePlaintextClaim  // metadata x-homeward-spiffe, believed; loopback without TLS only
};

// How callers are known here, and what is to know of them.
struct Peers {
  PeerTrust trust = PeerTrust::kCertificate;
  Connections& connections;
};

inline constexpr char kSpiffeMetadata[] = "x-homeward-spiffe";

// UNAUTHENTICATED if the connection names nobody, or more than one; RESOURCE_EXHAUSTED (TOO_MANY_CONNECTIONS) if it is
// one more than its certificate may have. Reads memory only.
absl::StatusOr<Caller> CallerOf(const grpc::CallbackServerContext& context, const Peers& peers);

}  // namespace homeward::services

#endif  // HOMEWARD_SERVICES_IDENTITY_PEER_H_
