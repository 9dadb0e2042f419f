// Who is at the other end of an RPC: the one place that reads the connection's certificate.
#ifndef HOMEWARD_SERVICES_IDENTITY_PEER_H_
#define HOMEWARD_SERVICES_IDENTITY_PEER_H_

#include "absl/status/statusor.h"
#include "grpcpp/server_context.h"
#include "services/identity/caller.h"

namespace homeward::services {

// How callers are known.
enum class PeerTrust {
  kCertificate,          // the SPIFFE id among the client certificate's subject alternative names
  kUnsafePlaintextClaim  // metadata x-homeward-spiffe, believed; loopback without TLS only
};

inline constexpr char kSpiffeMetadata[] = "x-homeward-spiffe";

// UNAUTHENTICATED if the connection names nobody, or more than one. Reads memory only.
absl::StatusOr<Caller> CallerOf(const grpc::CallbackServerContext& context, PeerTrust trust);

}  // namespace homeward::services

#endif  // HOMEWARD_SERVICES_IDENTITY_PEER_H_
