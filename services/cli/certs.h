// X.509 for development and tests: a certificate authority and leaf certificates with SPIFFE ids (EC P-256).
//
//   absl::StatusOr<PemPair> ca = MakeAuthority("Homeward development CA", validity);
//   absl::StatusOr<PemPair> police = IssueCertificate(*ca, {.common_name = "police", .uris =
//   {SpiffeId("police", "pol")}});
//
// Not for production: agencies bring certificates of their own authority. Pure functions, any thread.
#ifndef HOMEWARD_SERVICES_CLI_CERTS_H_
#define HOMEWARD_SERVICES_CLI_CERTS_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace homeward::cli {

inline constexpr std::string_view kTrustDomain = "homeward.example";
inline constexpr int kCertificateDaysDefault = 365;
inline constexpr int kCertificateDaysMax = 3650;

// A certificate and its private key (PKCS #8), both PEM.
struct PemPair {
  std::string certificate;
  std::string key;
};

struct Validity {
  absl::Time not_before;
  absl::Time not_after;
};

// From one hour ago, for clocks that run behind, until `days` from now.
Validity ValidForDays(int days);

enum class CertificateUse { kClient, kServer };

struct CertificateRequest {
  std::string common_name;
  CertificateUse use = CertificateUse::kClient;
  std::vector<std::string> uris;          // SubjectAltName URI: the SPIFFE id
  std::vector<std::string> dns_names;     // SubjectAltName DNS
  std::vector<std::string> ip_addresses;  // SubjectAltName IP
  Validity validity = ValidForDays(kCertificateDaysDefault);
};

// "spiffe://homeward.example/<role>/<unit>".
std::string SpiffeId(std::string_view role, std::string_view unit);

// A self-signed authority that may sign leaves only.
absl::StatusOr<PemPair> MakeAuthority(std::string_view common_name, const Validity& validity);

// A leaf signed by the authority. INVALID_ARGUMENT: the authority's PEM or a subject name cannot be read.
absl::StatusOr<PemPair> IssueCertificate(const PemPair& authority, const CertificateRequest& request);

// The first SPIFFE id among the certificate's URI names; NOT_FOUND if it has none, INVALID_ARGUMENT if not
// PEM.
absl::StatusOr<std::string> SpiffeIdOf(std::string_view certificate_pem);

}  // namespace homeward::cli

#endif  // HOMEWARD_SERVICES_CLI_CERTS_H_
