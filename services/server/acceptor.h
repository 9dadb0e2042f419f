// Our own accept loop in front of gRPC's: the packaged gRPC 1.51 stops accepting for ever once it has run out of file
// descriptors (CVE-2023-4785). This one sheds what is too much and goes on.
#ifndef HOMEWARD_SERVICES_SERVER_ACCEPTOR_H_
#define HOMEWARD_SERVICES_SERVER_ACCEPTOR_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <thread>

#include "absl/status/statusor.h"
#include "grpcpp/server_builder.h"
#include "services/server/config.h"
#include "services/server/connections.h"

namespace homeward::services {

// Two threads from Run to Stop: one accepts, one watches what was accepted. The descriptors that connections may take
// are bounded: kReservedFds stay for the log's files. For a connection that would take one of them a stranger's is
// closed, or else it is.
class Acceptor {
 public:
  using Handler = grpc::experimental::ExternalConnectionAcceptor;

  // Binds and listens; port 0 takes a free one. UNAVAILABLE names why the address cannot be had.
  // `connections`: gets to know each one; outlives this.
  static absl::StatusOr<std::unique_ptr<Acceptor>> Bind(const HostPort& address, Connections& connections);
  ~Acceptor();

  int port() const { return port_; }
  uint64_t shed() const { return shed_.load(std::memory_order_relaxed); }  // connections closed at once

  void Run(std::unique_ptr<Handler> handler);  // call once the gRPC server has started
  void Stop();                                 // returns when no connection is handed on any more

 private:
  Acceptor(int listener, int port, Connections& connections);
  void Loop();
  void Watch();
  void AcceptOne();
  void ShedOne();  // out of descriptors: gives up the spare one for as long as it takes to close a connection

  Connections& connections_;
  const int listener_;
  const int port_;
  const int stop_;  // eventfd
  const int fd_max_;
  int spare_;
  std::unique_ptr<Handler> handler_;
  std::thread thread_, watch_;
  std::atomic<uint64_t> shed_ = 0;
};

}  // namespace homeward::services

#endif  // HOMEWARD_SERVICES_SERVER_ACCEPTOR_H_
