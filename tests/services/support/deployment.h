// A real server in this process, on loopback with mutual TLS, over a directory of its own.
#ifndef HOMEWARD_TESTS_SERVICES_SUPPORT_DEPLOYMENT_H_
#define HOMEWARD_TESTS_SERVICES_SUPPORT_DEPLOYMENT_H_

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "services/server/server.h"
#include "tests/services/support/pki.h"

namespace homeward::services::testing {

// A call with a deadline, as the server wants of every unary one.
class CallContext : public grpc::ClientContext {
 public:
  CallContext() { set_deadline(std::chrono::system_clock::now() + std::chrono::minutes(1)); }
};

class Deployment {
 public:
  // `change`: what the test wants different in the configuration.
  explicit Deployment(const std::function<void(Config*)>& change = nullptr);
  ~Deployment();

  Server& server() { return *server_; }
  const Pki& pki() const { return pki_; }
  const std::string& directory() const { return directory_; }
  Config config() const { return config_; }

  // Puts other files in the place of the server's, as an operator does who renews them.
  void ReplaceTls(const cli::PemPair& server, const std::string& client_authority) const;

  void Restart();  // shuts down, starts again over the same data

  std::shared_ptr<grpc::Channel> Connect(const std::string& role, const std::string& unit) const;
  std::shared_ptr<grpc::Channel> Connect(const cli::PemPair& client) const;
  std::shared_ptr<grpc::Channel> Connect(const cli::PemPair& client, const std::string& server_authority) const;
  std::shared_ptr<grpc::Channel> ConnectWithoutCertificate() const;
  std::shared_ptr<grpc::Channel> ConnectPlaintext() const;

 private:
  void Start();

  std::string directory_;
  Pki pki_;
  Config config_;
  std::unique_ptr<Server> server_;
};

}  // namespace homeward::services::testing

#endif  // HOMEWARD_TESTS_SERVICES_SUPPORT_DEPLOYMENT_H_
