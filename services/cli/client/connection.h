// The way to the server: address, certificate, and who acts for what purpose.
//
//   auto flags = std::make_shared<ConnectionFlags>();
//   AddConnectionFlags(*command, *flags);
//   …
//   absl::StatusOr<Connection> connection = Connection::Open(flags);
//   auto stub = coordination::v1::Coordination::NewStub(connection->channel());
#ifndef HOMEWARD_SERVICES_CLI_CLIENT_CONNECTION_H_
#define HOMEWARD_SERVICES_CLI_CLIENT_CONNECTION_H_

#include <chrono>
#include <memory>
#include <string>

#include "CLI/CLI.hpp"
#include "absl/status/statusor.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "homeward/coordination/v1/coordination.pb.h"

namespace homeward::cli {

inline constexpr char kServerDefault[] = "127.0.0.1:7443";
inline constexpr int kTimeoutSecondsDefault = 30;  // of one call
inline constexpr int kTimeoutSecondsMax = 3600;

struct ConnectionFlags {
  std::string server = kServerDefault;
  std::string identity;  // DIR/name: DIR/ca.pem, DIR/name.pem, DIR/name.key
  std::string ca, certificate, key;
  std::string unit;     // acts; empty: the certificate's
  std::string purpose;  // empty: the usual one of the role
  std::string unsafe_plaintext_as;
  int timeout_seconds = kTimeoutSecondsDefault;
};

void AddConnectionFlags(CLI::App& command, ConnectionFlags& flags);
// --unit and --purpose, for what reads.
void AddReadFlags(CLI::App& command, ConnectionFlags& flags);

// Movable. Any thread may make calls over it.
class Connection {
 public:
  // INVALID_ARGUMENT: flags that do not go together; UNAVAILABLE: files that cannot be read. Does not connect
  // yet.
  static absl::StatusOr<Connection> Open(const ConnectionFlags& flags);

  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }
  const std::string& role() const { return role_; }  // "police", from the certificate
  const std::string& unit() const { return unit_; }  // "pol.01", from the certificate
  const std::string& server() const { return server_; }

  // Deadline and what else goes with every call; `streams` have no deadline.
  void Prepare(grpc::ClientContext* context, bool streams = false) const;

  // Who reads and why. The purpose is --purpose, else the usual one of the role.
  coordination::v1::ReadContext ReadContext() const { return read_context_; }

 private:
  std::shared_ptr<grpc::Channel> channel_;
  std::string server_;
  std::string spiffe_id_;
  std::string role_, unit_;
  bool plaintext_ = false;
  std::chrono::seconds timeout_{};
  coordination::v1::ReadContext read_context_;
};

}  // namespace homeward::cli

#endif  // HOMEWARD_SERVICES_CLI_CLIENT_CONNECTION_H_
