#include "services/identity/peer.h"

#include <string>
#include <string_view>

#include "services/errors/errors.h"

namespace homeward::services {
namespace {

absl::Status Unknown(std::string_view message) {
  return Refusal(absl::StatusCode::kUnauthenticated, "CALLER_UNKNOWN", message,
                 "Connect with a client certificate that this server's authority signed.");
}

absl::StatusOr<Caller> Parse(std::string_view spiffe_id) {
  absl::StatusOr<Caller> caller = ParseSpiffeId(spiffe_id);
  if (!caller.ok()) return Unknown(std::string(caller.status().message()));
  return caller;
}

absl::StatusOr<Caller> Named(const grpc::CallbackServerContext& context, PeerTrust trust) {
  if (trust == PeerTrust::kUnsafePlaintextClaim) {
    const auto claim = context.client_metadata().find(kSpiffeMetadata);
    if (claim == context.client_metadata().end()) return Unknown("the call names no caller");
    return Parse(std::string_view(claim->second.data(), claim->second.size()));
  }
  const auto auth = context.auth_context();
  if (auth == nullptr || !auth->IsPeerAuthenticated()) return Unknown("the connection has no client certificate");
  std::string_view found;
  for (const grpc::string_ref& name : auth->FindPropertyValues("x509_subject_alternative_name")) {
    const std::string_view text(name.data(), name.size());
    if (!text.starts_with("spiffe://")) continue;
    if (!found.empty()) return Unknown("the certificate names more than one caller");
    found = text;
  }
  if (found.empty()) return Unknown("the certificate holds no SPIFFE id");
  return Parse(found);
}

}  // namespace

absl::StatusOr<Caller> CallerOf(const grpc::CallbackServerContext& context, const Peers& peers) {
  absl::StatusOr<Caller> caller = Named(context, peers.trust);
  if (!caller.ok()) return caller;
  if (absl::Status seen = peers.connections.Seen(context.peer(), caller->spiffe_id); !seen.ok()) return seen;
  return caller;
}

}  // namespace homeward::services
