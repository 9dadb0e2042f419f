// The whole server as one object: log, views, access log and every service, behind one port.
//
//   absl::StatusOr<std::unique_ptr<Server>> server = Server::Start(config);
//   std::printf("%d\n", (*server)->port());
//   (*server)->Shutdown();
//
// `homeward serve` calls Serve(), tests call Start(). One object for a data directory.
#ifndef HOMEWARD_SERVICES_SERVER_SERVER_H_
#define HOMEWARD_SERVICES_SERVER_SERVER_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "eventstore/types.h"
#include "services/server/config.h"

namespace homeward::services {

class Server {
 public:
  virtual ~Server() = default;  // shuts down, if nobody has

  // Returns once calls are answered; the views may still be catching up (health of Coordination says when they have).
  // INVALID_ARGUMENT, FAILED_PRECONDITION: the configuration; UNAVAILABLE: port or disk; DATA_LOSS: the log is damaged.
  // `clock`: null is the system's.
  static absl::StatusOr<std::unique_ptr<Server>> Start(const Config& config,
                                                       std::function<eventstore::Micros()> clock = nullptr);

  virtual int port() const = 0;
  virtual int metrics_port() const = 0;  // 0: none
  virtual std::string address() const = 0;

  // OK while log, access log and views are written. Else why not: reads go on, and only starting anew heals it.
  // RESOURCE_EXHAUSTED: for want of space. DATA_LOSS: damage. Not after Shutdown.
  virtual absl::Status stopped() const = 0;

  // Takes no more, lets open calls finish for shutdown_grace_seconds, ends the rest, closes the log. Any thread, any
  // number of times; returns when all is closed.
  virtual void Shutdown() = 0;
  virtual void Wait() = 0;  // until Shutdown has been called
};

// Start, wait for SIGTERM or SIGINT, Shutdown; starts anew what a failed write has stopped (serve.cc). Blocks these
// signals for the process: call it before other threads run.
absl::Status Serve(const Config& config);

}  // namespace homeward::services

#endif  // HOMEWARD_SERVICES_SERVER_SERVER_H_
