#include "services/server/probes.h"

#include <algorithm>
#include <utility>

namespace homeward::services {
namespace {

using eventstore::StoreStats;

Probe LogCounter(const Core& core, const char* name, const char* help, uint64_t StoreStats::*member) {
  return {name, help, true, [&core, member] { return static_cast<double>(core.store.stats().*member); }};
}

Probe Counter(const char* name, const char* help, std::function<double()> read) {
  return {name, help, true, std::move(read)};
}

Probe Gauge(const char* name, const char* help, std::function<double()> read) {
  return {name, help, false, std::move(read)};
}

double ViewLag(const Core& core) {
  const uint64_t views = core.views.position().value;  // first: the head only grows
  return static_cast<double>(core.store.head().position.value - views);
}

}  // namespace

std::vector<Probe> MakeProbes(const Core& core) {
  return {
      LogCounter(core, "homeward_log_events_total", "Events recorded since start", &StoreStats::events),
      LogCounter(core, "homeward_log_batches_total", "Batches recorded since start", &StoreStats::batches),
      LogCounter(core, "homeward_log_refused_total", "Batches the Gate refused", &StoreStats::refused_batches),
      LogCounter(core, "homeward_log_duplicates_total", "Batches answered again", &StoreStats::duplicate_batches),
      LogCounter(core, "homeward_log_syncs_total", "Syncs of the log", &StoreStats::syncs),
      Gauge("homeward_log_queue_length", "Proposals that wait for the committer",
            [&core] { return static_cast<double>(core.store.stats().queue_length); }),
      Gauge("homeward_log_position", "Last synced position",
            [&core] { return static_cast<double>(core.store.head().position.value); }),
      Gauge("homeward_log_checked_position", "Position up to which the background check has compared in its round",
            [&core] { return static_cast<double>(core.store.checked().position.value); }),
      Gauge("homeward_log_damaged", "1 once the background check found damage",
            [&core] { return core.store.checked().damage.ok() ? 0.0 : 1.0; }),
      Gauge("homeward_view_lag_events", "Events the views have yet to fold", [&core] { return ViewLag(core); }),
      Gauge("homeward_query_queue_length", "Queries that wait for a worker",
            [&core] { return static_cast<double>(core.queries.queue_length()); }),
      Gauge("homeward_publish_streams", "Open Publish streams",
            [&core] { return static_cast<double>(core.streams.count(StreamKind::kPublish)); }),
      Gauge("homeward_subscriptions", "Open Watch and Replay streams",
            [&core] { return static_cast<double>(core.streams.count(StreamKind::kSubscription)); }),
  };
}

std::vector<Probe> MakeTransportProbes(const Connections& connections, const Listener& listener) {
  const Acceptor& acceptor = *listener.acceptor;
  std::vector<Probe> probes = {
      Gauge("homeward_connections", "Open connections", [&] { return static_cast<double>(connections.open()); }),
      Counter("homeward_connections_evicted_total", "Connections without a call closed for newcomers",
              [&] { return static_cast<double>(connections.evicted()); }),
      Counter("homeward_connections_cut_total", "Connections closed for bytes that never became a call",
              [&] { return static_cast<double>(connections.cut()); }),
      Counter("homeward_connections_refused_total", "Connections beyond what their certificate may have",
              [&] { return static_cast<double>(connections.refused()); }),
      Counter("homeward_connections_shed_total", "Connections closed at once for want of room",
              [&] { return static_cast<double>(acceptor.shed()); }),
  };
  if (listener.tls != nullptr) {
    probes.push_back(Gauge("homeward_certificate_expires_seconds", "When the server's certificate runs out, Unix time",
                           [&tls = *listener.tls] { return static_cast<double>(tls.expires()); }));
  }
  return probes;
}

}  // namespace homeward::services
