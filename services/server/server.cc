#include "services/server/server.h"

#include <atomic>
#include <chrono>
#include <utility>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "eventstore/files/files.h"
#include "grpcpp/health_check_service_interface.h"
#include "proto/contract/text.h"
#include "services/audit/audit_service.h"
#include "services/coordination/coordination_service.h"
#include "services/limits.h"
#include "services/logging/log.h"
#include "services/operations/operations_service.h"
#include "services/oversight/oversight_service.h"
#include "services/publish/agency_service.h"
#include "services/server/connections.h"
#include "services/server/data.h"
#include "services/server/listener.h"
#include "services/server/probes.h"

namespace homeward::services {
namespace {

constexpr char kCoordinationHealth[] = "homeward.coordination.v1.Coordination";

// Says that the views have caught up, if the server still listens when they have.
struct Readiness {
  absl::Mutex mutex;
  grpc::HealthCheckServiceInterface* health ABSL_GUARDED_BY(mutex) = nullptr;

  void Open(grpc::HealthCheckServiceInterface* service) {
    absl::MutexLock lock(&mutex);
    health = service;
    health->SetServingStatus(kCoordinationHealth, false);
  }
  void SetReady() {
    absl::MutexLock lock(&mutex);
    if (health != nullptr) health->SetServingStatus(kCoordinationHealth, true);
  }
  void Close() {
    absl::MutexLock lock(&mutex);
    health = nullptr;
  }
};

// Members live in order of declaration: what a later one uses stands above it.
class RunningServer : public Server {
 public:
  RunningServer(Config config, std::function<eventstore::Micros()> clock)
      : config_(std::move(config)),
        clock_(std::move(clock)),
        connections_(kConnectionsMax, static_cast<int>(config_.connections_per_certificate())),
        answers_("answer", eventstore::Urgency::kAtOnce, 1, SIZE_MAX) {}

  ~RunningServer() override { Shutdown(); }

  absl::Status Open() {
    absl::StatusOr<Data> data = OpenData(config_, clock_);
    if (!data.ok()) return data.status();
    data_ = *std::move(data);
    intake_ = std::make_unique<Intake>([ids = data_.person_ids.get()](std::string_view id) { return ids->Minted(id); },
                                       data_.checkpoints->origin());
    queries_ = std::make_unique<WorkerPool>("query", eventstore::Urgency::kPromptly, kQueryThreads, kQueryQueueMax);
    backups_ = std::make_unique<WorkerPool>("backup", eventstore::Urgency::kBehind, 1, kBackupsWaitingMax);
    export_mandates_.insert(config_.export_mandates().begin(), config_.export_mandates().end());
    core_ = std::make_unique<Core>(Core{
        *data_.store, *data_.checkpoints, *data_.views, *data_.access, *data_.person_ids, *intake_, metrics_, *queries_,
        answers_, streams_, export_mandates_,
        Peers{config_.unsafe_plaintext() ? PeerTrust::kUnsafePlaintextClaim : PeerTrust::kCertificate, connections_},
        clock_, *backups_, config_.backup_directory()});
    services_ = MakeAgencyServices(*core_);
    services_.push_back(MakeCoordinationService(*core_));
    services_.push_back(MakeOversightService(*core_));
    services_.push_back(MakeAuditService(*core_));
    services_.push_back(MakeOperationsService(*core_));
    absl::StatusOr<Listener> listener = Listen(config_, connections_, services_);
    if (!listener.ok()) return listener.status();
    listener_ = *std::move(listener);
    port_ = listener_.port();
    if (const absl::Status exposed = ExposeMetrics(); !exposed.ok()) return exposed;
    return Announce();
  }

  int port() const override { return port_; }
  int metrics_port() const override { return metrics_port_; }

  std::string address() const override {
    const std::string& listen = config_.listen();
    return contract::Cat(listen.substr(0, listen.rfind(':') + 1), port_);
  }

  void Shutdown() override {
    absl::MutexLock lock(&shutdown_mutex_);
    if (closed_.HasBeenNotified()) return;
    metrics_.Close();
    if (listener_.server != nullptr) {
      Log(LogLevel::kInfo, "stopping", {{"grace_seconds", config_.shutdown_grace_seconds()}});
      readiness_->Close();
      listener_.server->GetHealthCheckService()->Shutdown();
      streams_.DrainAll();
      data_.views->Stop();
      listener_.acceptor.reset();  // from now on connections are refused
      listener_.server->Shutdown(std::chrono::system_clock::now() +
                                 std::chrono::seconds(config_.shutdown_grace_seconds()));
      listener_.server.reset();
    }
    if (queries_ != nullptr) queries_->Stop();  // before what the queries read
    if (backups_ != nullptr) backups_->Stop();
    data_.views.reset();
    data_.access.reset();
    data_.checkpoints.reset();
    data_.store.reset();  // answers what it had taken: answers_ is still there
    Log(LogLevel::kInfo, "stopped", {});
    closed_.Notify();
  }

  absl::Status stopped() const override {
    if (absl::Status log = data_.store->stopped(); !log.ok()) return log;
    if (absl::Status looks = data_.access->stopped(); !looks.ok()) return looks;
    return data_.views->progress().status;
  }

  void Wait() override { closed_.WaitForNotification(); }

 private:
  absl::Status ExposeMetrics() {
    if (config_.metrics_listen().empty()) return absl::OkStatus();
    std::vector<Probe> probes = MakeProbes(*core_);
    for (Probe& probe : MakeTransportProbes(connections_, listener_)) probes.push_back(std::move(probe));
    const absl::StatusOr<int> port = metrics_.Expose(config_.metrics_listen(), std::move(probes));
    if (port.ok()) metrics_port_ = *port;
    return port.status();
  }

  absl::Status Announce() {
    readiness_->Open(listener_.server->GetHealthCheckService());
    data_.views->OnReach(data_.store->head().position, [readiness = readiness_] { readiness->SetReady(); });
    if (!config_.port_file().empty()) {
      const absl::Status written =
          eventstore::ReplaceFile(config_.port_file(), contract::Cat(port_, "\n"), eventstore::Secrecy::kPublic);
      if (!written.ok()) return written;
    }
    Log(LogLevel::kInfo, "listening",
        {{"address", address()},
         {"tls", !config_.unsafe_plaintext()},
         {"metrics_port", metrics_port_},
         {"head", data_.store->head().position.value}});
    return absl::OkStatus();
  }

  const Config config_;
  const std::function<eventstore::Micros()> clock_;
  Metrics metrics_;
  OpenStreams streams_;
  Connections connections_;
  WorkerPool answers_;
  Data data_;
  std::unique_ptr<Intake> intake_;
  std::unique_ptr<WorkerPool> queries_, backups_;
  absl::flat_hash_set<std::string> export_mandates_;
  std::unique_ptr<Core> core_;
  std::vector<std::unique_ptr<grpc::Service>> services_;
  Listener listener_;
  const std::shared_ptr<Readiness> readiness_ = std::make_shared<Readiness>();
  int port_ = 0;
  int metrics_port_ = 0;
  absl::Mutex shutdown_mutex_;
  absl::Notification closed_;
};

void SetLevel(config::v1::LogLevel level) {
  switch (level) {
    case config::v1::LOG_LEVEL_DEBUG:
      return SetLogLevel(LogLevel::kDebug);
    case config::v1::LOG_LEVEL_WARNING:
      return SetLogLevel(LogLevel::kWarning);
    case config::v1::LOG_LEVEL_ERROR:
      return SetLogLevel(LogLevel::kError);
    default:
      return SetLogLevel(LogLevel::kInfo);
  }
}

void WarnOfUnsafe(const Config& config) {
  const auto warn = [](bool set, const char* name) {
    if (set) Log(LogLevel::kWarning, "unsafe_switch", {{"switch", name}});
  };
  warn(config.unsafe_listen_beyond_loopback(), "unsafe_listen_beyond_loopback");
  warn(config.unsafe_plaintext(), "unsafe_plaintext");
  warn(config.unsafe_no_sync(), "unsafe_no_sync");
}

}  // namespace

absl::StatusOr<std::unique_ptr<Server>> Server::Start(const Config& config, std::function<eventstore::Micros()> clock) {
  Config complete = WithDefaults(config);
  if (const absl::Status good = CheckConfig(complete); !good.ok()) return good;
  SetLevel(complete.log_level());
  RouteLibraryLogs();
  WarnOfUnsafe(complete);
  if (!clock) clock = [] { return absl::ToUnixMicros(absl::Now()); };
  auto server = std::make_unique<RunningServer>(std::move(complete), std::move(clock));
  if (const absl::Status opened = server->Open(); !opened.ok()) return opened;
  return server;
}

}  // namespace homeward::services
