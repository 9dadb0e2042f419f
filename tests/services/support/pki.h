// Certificates for tests: one authority, and leaves for whoever a test needs.
#ifndef HOMEWARD_TESTS_SERVICES_SUPPORT_PKI_H_
#define HOMEWARD_TESTS_SERVICES_SUPPORT_PKI_H_

#include <string>

#include "services/cli/certs.h"

namespace homeward::services::testing {

class Pki {
 public:
  Pki();

  const std::string& authority() const { return authority_.certificate; }
  cli::PemPair ServerLeaf() const;
  cli::PemPair Client(const std::string& role, const std::string& unit) const;
  cli::PemPair Expired(const std::string& role, const std::string& unit) const;
  cli::PemPair Nameless() const;                                                  // signed, but without a SPIFFE id
  cli::PemPair TwoNames() const;                                                  // with two of them
  cli::PemPair ServerAs(const std::string& role, const std::string& unit) const;  // for servers only, with a SPIFFE id

 private:
  cli::PemPair Issue(cli::CertificateRequest request) const;

  cli::PemPair authority_;
};

}  // namespace homeward::services::testing

#endif  // HOMEWARD_TESTS_SERVICES_SUPPORT_PKI_H_
