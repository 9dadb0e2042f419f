#include "tests/services/support/deployment.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <utility>

#include "eventstore/files/files.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"

namespace homeward::services::testing {
namespace {

std::string TempDirectory() {
  std::string pattern = (std::filesystem::temp_directory_path() / "homeward-services-XXXXXX").string();
  return ::mkdtemp(pattern.data());
}

// Each channel a connection of its own: gRPC would share one between channels that look alike.
grpc::ChannelArguments OwnConnection() {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return arguments;
}

}  // namespace

Deployment::Deployment(const std::function<void(Config*)>& change) : directory_(TempDirectory()) {
  const auto write = [this](const char* name, const std::string& text, bool secret) {
    EXPECT_TRUE(eventstore::ReplaceFile(directory_ + "/" + name, text,
                                        secret ? eventstore::Secrecy::kOwnerOnly : eventstore::Secrecy::kPublic)
                    .ok());
    return directory_ + "/" + name;
  };
  const cli::PemPair leaf = pki_.ServerLeaf();
  config_.set_data_directory(directory_ + "/data");
  config_.set_listen("127.0.0.1:0");
  config_.set_min_free_bytes(1);
  config_.set_shutdown_grace_seconds(2);
  config_.set_log_level(config::v1::LOG_LEVEL_ERROR);
  config_.mutable_tls()->set_certificate(write("server.pem", leaf.certificate, false));
  config_.mutable_tls()->set_key(write("server.key", leaf.key, true));
  config_.mutable_tls()->set_client_ca(write("ca.pem", pki_.authority(), false));
  if (change) change(&config_);
  Start();
}

Deployment::~Deployment() {
  server_.reset();
  std::error_code ignored;
  std::filesystem::remove_all(directory_, ignored);
}

void Deployment::Start() {
  auto server = Server::Start(config_);
  ASSERT_TRUE(server.ok()) << server.status();
  server_ = *std::move(server);
}

void Deployment::ReplaceTls(const cli::PemPair& server, const std::string& client_authority) const {
  const auto write = [](const std::string& path, const std::string& text) {
    EXPECT_TRUE(eventstore::ReplaceFile(path, text, eventstore::Secrecy::kOwnerOnly).ok());
  };
  write(config_.tls().certificate(), server.certificate);
  write(config_.tls().key(), server.key);
  write(config_.tls().client_ca(), client_authority);
}

void Deployment::Restart() {
  server_.reset();
  Start();
}

std::shared_ptr<grpc::Channel> Deployment::Connect(const std::string& role, const std::string& unit) const {
  return Connect(pki_.Client(role, unit));
}

std::shared_ptr<grpc::Channel> Deployment::Connect(const cli::PemPair& client) const {
  return Connect(client, pki_.authority());
}

std::shared_ptr<grpc::Channel> Deployment::Connect(const cli::PemPair& client,
                                                   const std::string& server_authority) const {
  grpc::SslCredentialsOptions options;
  options.pem_root_certs = server_authority;
  options.pem_cert_chain = client.certificate;
  options.pem_private_key = client.key;
  return grpc::CreateCustomChannel(server_->address(), grpc::SslCredentials(options), OwnConnection());
}

std::shared_ptr<grpc::Channel> Deployment::ConnectWithoutCertificate() const {
  grpc::SslCredentialsOptions options;
  options.pem_root_certs = pki_.authority();
  return grpc::CreateCustomChannel(server_->address(), grpc::SslCredentials(options), OwnConnection());
}

std::shared_ptr<grpc::Channel> Deployment::ConnectPlaintext() const {
  return grpc::CreateCustomChannel(server_->address(), grpc::InsecureChannelCredentials(), OwnConnection());
}

}  // namespace homeward::services::testing
