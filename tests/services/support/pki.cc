#include "tests/services/support/pki.h"

#include <gtest/gtest.h>

#include <utility>

#include "absl/time/clock.h"

namespace homeward::services::testing {

Pki::Pki() {
  auto authority = cli::MakeAuthority("Homeward test CA", cli::ValidForDays(1));
  EXPECT_TRUE(authority.ok()) << authority.status();
  authority_ = *std::move(authority);
}

cli::PemPair Pki::Issue(cli::CertificateRequest request) const {
  auto issued = cli::IssueCertificate(authority_, request);
  EXPECT_TRUE(issued.ok()) << issued.status();
  return *std::move(issued);
}

cli::PemPair Pki::ServerLeaf() const {
  return Issue({.common_name = "server",
                .use = cli::CertificateUse::kServer,
                .dns_names = {"localhost"},
                .ip_addresses = {"127.0.0.1", "::1"}});
}

cli::PemPair Pki::Client(const std::string& role, const std::string& unit) const {
  return Issue({.common_name = role, .uris = {cli::SpiffeId(role, unit)}});
}

cli::PemPair Pki::Expired(const std::string& role, const std::string& unit) const {
  const absl::Time now = absl::Now();
  return Issue({.common_name = role,
                .uris = {cli::SpiffeId(role, unit)},
                .validity = {now - absl::Hours(48), now - absl::Hours(24)}});
}

cli::PemPair Pki::TwoNames() const {
  return Issue({.common_name = "two", .uris = {cli::SpiffeId("police", "pol.01"), cli::SpiffeId("labour", "soc.01")}});
}

cli::PemPair Pki::ServerAs(const std::string& role, const std::string& unit) const {
  return Issue({.common_name = role, .use = cli::CertificateUse::kServer, .uris = {cli::SpiffeId(role, unit)}});
}

cli::PemPair Pki::Nameless() const { return Issue({.common_name = "nobody"}); }

}  // namespace homeward::services::testing
