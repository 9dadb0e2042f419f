// The process around the server: stops it on a signal, and starts it anew, in the same process and on the same port,
// once a failed write has stopped its log. RocksDB stays failed after a failed sync, but what is on disk is whole:
// opened again, the log holds all that was acknowledged.
#include <signal.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

#include "eventstore/files/free_space.h"
#include "eventstore/reason.h"
#include "proto/contract/text.h"
#include "services/limits.h"
#include "services/logging/log.h"
#include "services/server/data.h"
#include "services/server/server.h"

namespace homeward::services {
namespace {

using Time = std::chrono::steady_clock::time_point;

Time Now() { return std::chrono::steady_clock::now(); }

class Process {
 public:
  explicit Process(const Config& config) : config_(WithDefaults(config)) {
    sigemptyset(&stop_);
    sigaddset(&stop_, SIGTERM);
    sigaddset(&stop_, SIGINT);
    pthread_sigmask(SIG_BLOCK, &stop_, nullptr);  // inherited by every thread to come: only Signalled sees them
    signal(SIGPIPE, SIG_IGN);
  }

  absl::Status Run() {
    while (true) {
      const absl::StatusOr<std::unique_ptr<Server>> server = Server::Start(config_);
      if (server.ok()) {
        KeepPorts(**server);
        const bool again = UntilStopped(**server);
        const absl::Status stopped = (*server)->stopped();
        (*server)->Shutdown();
        if (!again) return absl::OkStatus();
        if (eventstore::ReasonOf(stopped) != eventstore::kViewsDamaged) continue;
        if (const absl::Status dropped = DropViews(config_, stopped); !dropped.ok()) return dropped;
        continue;
      }
      if (!absl::IsResourceExhausted(server.status())) return server.status();
      Log(LogLevel::kError, "waiting_for_space",
          {{"why", std::string(server.status().message())}, {"min_free_bytes", config_.min_free_bytes()}});
      if (!WaitToTryAgain(server.status())) return absl::OkStatus();
    }
  }

 private:
  // Whether the process was told to end, within this time.
  bool Signalled(std::chrono::milliseconds time) const {
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(time);
    const timespec wait{seconds.count(), std::chrono::nanoseconds(time - seconds).count()};
    return sigtimedwait(&stop_, nullptr, &wait) > 0;
  }

  // Clients find it again where it was.
  void KeepPorts(const Server& server) {
    config_.set_listen(server.address());
    const std::string& metrics = config_.metrics_listen();
    if (!metrics.empty()) {
      config_.set_metrics_listen(contract::Cat(metrics.substr(0, metrics.rfind(':') + 1), server.metrics_port()));
    }
  }

  // Returns when the server should be shut down: true, to start it anew; false, to end. It answers meanwhile.
  bool UntilStopped(const Server& server) {
    const Time started = Now();
    while (!Signalled(kStoppedLook)) {
      const absl::Status stopped = server.stopped();
      if (stopped.ok()) continue;
      const std::string why(stopped.message());
      if (absl::IsDataLoss(stopped) && eventstore::ReasonOf(stopped) != eventstore::kViewsDamaged) {
        Log(LogLevel::kError, "damaged", {{"why", why}});
        while (!Signalled(kStoppedLook)) continue;  // starting anew would heal nothing, and end the reading
        return false;
      }
      if (Now() - started > kRestartForgotten) wait_ = kRestartWaitMin;
      Log(LogLevel::kError, "stopped_writing",
          {{"why", why}, {"for_want_of_space", absl::IsResourceExhausted(stopped)}, {"reading", "goes on"}});
      if (!WaitToTryAgain(stopped)) return false;
      Log(LogLevel::kWarning, "starting_anew", {{"why", why}});
      return true;
    }
    return false;
  }

  // Until trying again makes sense; false: the process was told to end.
  bool WaitToTryAgain(const absl::Status& why) {
    const bool for_space = absl::IsResourceExhausted(why);
    eventstore::FreeSpace disk(config_.data_directory(), config_.min_free_bytes());
    const Time until = Now() + wait_;
    wait_ = std::min(wait_ * 2, kRestartWaitMax);
    while (Now() < until || (for_space && disk.Low())) {
      if (Signalled(kStoppedLook)) return false;
    }
    return true;
  }

  Config config_;
  sigset_t stop_{};
  std::chrono::milliseconds wait_ = kRestartWaitMin;
};

}  // namespace

absl::Status Serve(const Config& config) { return Process(config).Run(); }

}  // namespace homeward::services
