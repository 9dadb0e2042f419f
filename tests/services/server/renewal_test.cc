// Certificates and authorities are renewed while the server runs; what cannot be used leaves the old one in place.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "grpcpp/create_channel.h"
#include "homeward/police/v1/police_service.grpc.pb.h"
#include "services/limits.h"
#include "services/logging/log.h"
#include "services/server/credentials.h"
#include "tests/services/support/deployment.h"

namespace homeward::services {
namespace {

using std::chrono::steady_clock;
using testing::Deployment;
using testing::Pki;

bool Answers(const std::shared_ptr<grpc::Channel>& channel) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
  police::v1::MintPersonIdsRequest request;
  police::v1::MintPersonIdsResponse response;
  return police::v1::Police::NewStub(channel)->MintPersonIds(&context, request, &response).ok();
}

// Until it holds; gives up well after the server has promised it.
bool Soon(const std::function<bool()>& holds) {
  const auto until = steady_clock::now() + 4 * kCertificateReload;
  while (!holds()) {
    if (steady_clock::now() > until) return false;
    ::usleep(100'000);
  }
  return true;
}

TEST(Renewal, ANewCertificateIsServedToNewConnectionsAndOldOnesLiveOn) {
  const Deployment deployment;
  const Pki renewed;
  const cli::PemPair client = deployment.pki().Client("police", "pol");
  const auto before = deployment.Connect(client);
  ASSERT_TRUE(Answers(before));
  const auto trusts_the_new_one = [&] { return Answers(deployment.Connect(client, renewed.authority())); };
  ASSERT_FALSE(trusts_the_new_one());
  deployment.ReplaceTls(renewed.ServerLeaf(), deployment.pki().authority());
  EXPECT_TRUE(Soon(trusts_the_new_one));
  EXPECT_FALSE(Answers(deployment.Connect(client)));  // who trusts the old one only
  EXPECT_TRUE(Answers(before));
}

TEST(Renewal, AWithdrawnAuthoritysClientsGetInNoMore) {
  const Deployment deployment;
  const Pki next;
  const cli::PemPair old_client = deployment.pki().Client("police", "pol");
  const cli::PemPair new_client = next.Client("police", "pol");
  const std::string& server_authority = deployment.pki().authority();
  const cli::PemPair server = deployment.pki().ServerLeaf();
  ASSERT_TRUE(Answers(deployment.Connect(old_client)));
  ASSERT_FALSE(Answers(deployment.Connect(new_client, server_authority)));
  deployment.ReplaceTls(server, server_authority + next.authority());  // both, while clients change over
  EXPECT_TRUE(Soon([&] { return Answers(deployment.Connect(new_client, server_authority)); }));
  EXPECT_TRUE(Answers(deployment.Connect(old_client)));
  deployment.ReplaceTls(server, next.authority());
  EXPECT_TRUE(Soon([&] { return !Answers(deployment.Connect(old_client)); }));
  EXPECT_TRUE(Answers(deployment.Connect(new_client, server_authority)));
}

TEST(Renewal, WhatCannotBeUsedIsSaidOnceAndTheOldIsServed) {
  std::mutex mutex;
  std::vector<std::string> said;
  SetLogSink([&](const std::string& line) {
    const std::lock_guard lock(mutex);
    if (line.find("certificate_not_renewed") != std::string::npos) said.push_back(line);
  });
  const auto lines = [&] {
    const std::lock_guard lock(mutex);
    return said;
  };
  {
    const Deployment deployment;
    const Pki other;
    cli::PemPair mismatched = deployment.pki().ServerLeaf();
    mismatched.key = deployment.pki().ServerLeaf().key;
    deployment.ReplaceTls(mismatched, deployment.pki().authority());
    EXPECT_TRUE(Soon([&] { return !lines().empty(); }));
    EXPECT_TRUE(Answers(deployment.Connect("police", "pol")));
    ::usleep(static_cast<useconds_t>(std::chrono::microseconds(kCertificateReload).count()));
    ASSERT_EQ(lines().size(), 1u);
    EXPECT_THAT(lines().front(), ::testing::HasSubstr("server.key: not the key of"));
    EXPECT_TRUE(Answers(deployment.Connect("police", "pol")));
    // And from there it can be put right.
    deployment.ReplaceTls(other.ServerLeaf(), deployment.pki().authority());
    const cli::PemPair client = deployment.pki().Client("police", "pol");
    EXPECT_TRUE(Soon([&] { return Answers(deployment.Connect(client, other.authority())); }));
  }
  SetLogSink(nullptr);
}

TEST(Renewal, AtTheStartAFileThatCannotBeUsedIsNamed) {
  const Deployment deployment;
  const auto refusal = [&](const cli::PemPair& server, const std::string& authority) {
    deployment.ReplaceTls(server, authority);
    return std::string(TlsCredentials::Open(deployment.config().tls()).status().message());
  };
  const cli::PemPair good = deployment.pki().ServerLeaf();
  const std::string& authority = deployment.pki().authority();
  EXPECT_EQ(refusal(good, authority), "");
  EXPECT_THAT(refusal({"no PEM", good.key}, authority), ::testing::HasSubstr("server.pem"));
  EXPECT_THAT(refusal({good.certificate, "no PEM"}, authority), ::testing::HasSubstr("server.key"));
  EXPECT_THAT(refusal({good.certificate, deployment.pki().ServerLeaf().key}, authority),
              ::testing::HasSubstr("not the key of"));
  EXPECT_THAT(refusal(good, "no PEM"), ::testing::HasSubstr("ca.pem"));
}

}  // namespace
}  // namespace homeward::services
