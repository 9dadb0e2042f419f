// Who gets in: only a certificate that the authority signed, that still holds, and that names somebody.
#include <gtest/gtest.h>

#include <chrono>
#include <cstdio>
#include <memory>
#include <string>

#include "grpcpp/create_channel.h"
#include "homeward/police/v1/police_service.grpc.pb.h"
#include "services/identity/peer.h"
#include "tests/services/support/deployment.h"
#include "tests/services/support/events.h"

namespace homeward::services {
namespace {

using police::v1::Police;
using testing::Deployment;
using testing::Pki;
using testing::ReasonOf;

// Any call that needs a caller and nothing else.
grpc::Status Mint(const std::shared_ptr<grpc::Channel>& channel, const std::string& claim = "") {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(10));
  if (!claim.empty()) context.AddMetadata(kSpiffeMetadata, claim);
  police::v1::MintPersonIdsRequest request;
  police::v1::MintPersonIdsResponse response;
  return Police::NewStub(channel)->MintPersonIds(&context, request, &response);
}

TEST(Tls, LetsInWhomTheAuthoritySigned) {
  const Deployment deployment;
  EXPECT_TRUE(Mint(deployment.Connect("police", "pol.01")).ok());
}

TEST(Tls, RefusesNoCertificate) {
  const Deployment deployment;
  EXPECT_EQ(Mint(deployment.ConnectWithoutCertificate()).error_code(), grpc::StatusCode::UNAVAILABLE);
}

TEST(Tls, RefusesAnExpiredCertificate) {
  const Deployment deployment;
  const auto channel = deployment.Connect(deployment.pki().Expired("police", "pol"));
  EXPECT_EQ(Mint(channel).error_code(), grpc::StatusCode::UNAVAILABLE);
}

TEST(Tls, RefusesAnotherAuthority) {
  const Deployment deployment;
  const Pki elsewhere;
  EXPECT_EQ(Mint(deployment.Connect(elsewhere.Client("police", "pol"))).error_code(), grpc::StatusCode::UNAVAILABLE);
}

TEST(Tls, RefusesPlaintext) {
  const Deployment deployment;
  const std::string claim = "spiffe://homeward.example/police/pol";
  EXPECT_EQ(Mint(deployment.ConnectPlaintext(), claim).error_code(), grpc::StatusCode::UNAVAILABLE);
}

TEST(Tls, RefusesACertificateThatNamesNobody) {
  const Deployment deployment;
  const grpc::Status status = Mint(deployment.Connect(deployment.pki().Nameless()));
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAUTHENTICATED);
  EXPECT_EQ(ReasonOf(status), "CALLER_UNKNOWN");
}

TEST(Tls, RefusesAUnitThatIsNotTheRoles) {
  const Deployment deployment;
  EXPECT_EQ(Mint(deployment.Connect("police", "soc.01")).error_code(), grpc::StatusCode::UNAUTHENTICATED);
}

TEST(Tls, RefusesACertificateThatNamesTwo) {
  const Deployment deployment;
  const grpc::Status status = Mint(deployment.Connect(deployment.pki().TwoNames()));
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAUTHENTICATED);
  EXPECT_EQ(ReasonOf(status), "CALLER_UNKNOWN");
}

TEST(Tls, RefusesACertificateMadeForServers) {
  const Deployment deployment;
  const auto channel = deployment.Connect(deployment.pki().ServerAs("police", "pol"));
  EXPECT_EQ(Mint(channel).error_code(), grpc::StatusCode::UNAVAILABLE);
}

// What OpenSSL's client says that it has agreed on with the server; empty if they did not agree.
std::string Handshake(const Deployment& deployment, const std::string& flags) {
  const std::string address = const_cast<Deployment&>(deployment).server().address();
  const std::string command = "openssl s_client -connect " + address + " " + flags + " </dev/null 2>/dev/null";
  FILE* const pipe = ::popen(command.c_str(), "r");
  std::string said;
  char piece[4096];
  for (size_t count; (count = std::fread(piece, 1, sizeof piece, pipe)) > 0;) said.append(piece, count);
  ::pclose(pipe);
  const size_t cipher = said.find("New, TLS");
  return cipher == std::string::npos ? "" : said.substr(cipher, said.find('\n', cipher) - cipher);
}

TEST(Tls, RefusesOldVersions) {
  const Deployment deployment;
  EXPECT_EQ(Handshake(deployment, "-tls1_1 -cipher DEFAULT@SECLEVEL=0"), "");
  EXPECT_EQ(Handshake(deployment, "-tls1 -cipher DEFAULT@SECLEVEL=0"), "");
  EXPECT_NE(Handshake(deployment, "-tls1_2"), "");
  EXPECT_NE(Handshake(deployment, "-tls1_3"), "");
}

TEST(Tls, AClaimInMetadataIsNotHeard) {
  const Deployment deployment;
  const auto channel = deployment.Connect("labour", "soc");
  EXPECT_EQ(Mint(channel, "spiffe://homeward.example/police/pol").error_code(), grpc::StatusCode::PERMISSION_DENIED);
}

TEST(Plaintext, TakesTheClaimOnLoopbackOnly) {
  const Deployment deployment([](Config* config) { config->set_unsafe_plaintext(true); });
  EXPECT_TRUE(Mint(deployment.ConnectPlaintext(), "spiffe://homeward.example/police/pol").ok());
  EXPECT_EQ(Mint(deployment.ConnectPlaintext()).error_code(), grpc::StatusCode::UNAUTHENTICATED);
}

}  // namespace
}  // namespace homeward::services
