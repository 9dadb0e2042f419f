// Whether a certificate, its key and an authority can be used together.
#ifndef HOMEWARD_SERVICES_SERVER_PEM_H_
#define HOMEWARD_SERVICES_SERVER_PEM_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "homeward/config/v1/config.pb.h"

namespace homeward::services {

// Texts of PEM files.
struct TlsTexts {
  std::string certificate;  // with its chain
  std::string key;
  std::string client_ca;

  bool operator==(const TlsTexts&) const = default;
};

// What the three files hold now. NOT_FOUND, PERMISSION_DENIED, INVALID_ARGUMENT name the file.
absl::StatusOr<TlsTexts> ReadTls(const config::v1::Tls& files);

// When the certificate runs out, in seconds since 1970. INVALID_ARGUMENT if one of them cannot be read, or if the key
// is not the certificate's. `files` is named in the message only. Thread-safe.
absl::StatusOr<int64_t> CheckTls(const TlsTexts& texts, const config::v1::Tls& files);

}  // namespace homeward::services

#endif  // HOMEWARD_SERVICES_SERVER_PEM_H_
