#include "services/server/credentials.h"

#include <string>

#include "eventstore/files/files.h"
#include "proto/contract/text.h"
#include "services/logging/log.h"

namespace homeward::services {
namespace {

absl::StatusOr<std::string> ReadPem(const std::string& path) {
  absl::StatusOr<std::string> text = eventstore::ReadFile(path);
  if (text.ok() && text->find("-----BEGIN ") == std::string::npos) {
    return absl::InvalidArgumentError(contract::Cat(path, ": not a PEM file"));
  }
  return text;
}

}  // namespace

absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> MakeCredentials(const Config& config) {
  if (config.unsafe_plaintext()) return grpc::InsecureServerCredentials();
  const auto certificate = ReadPem(config.tls().certificate());
  if (!certificate.ok()) return certificate.status();
  const auto key = ReadPem(config.tls().key());
  if (!key.ok()) return key.status();
  const auto authority = ReadPem(config.tls().client_ca());
  if (!authority.ok()) return authority.status();
  const absl::Status secret = eventstore::CheckSecret(config.tls().key());
  if (!secret.ok()) Log(LogLevel::kWarning, "key_file_open", {{"message", std::string(secret.message())}});

  grpc::SslServerCredentialsOptions options(GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
  options.pem_root_certs = *authority;
  options.pem_key_cert_pairs.push_back({*key, *certificate});
  return grpc::SslServerCredentials(options);
}

}  // namespace homeward::services
