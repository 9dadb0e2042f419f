// What Prometheus reads. Labels are bounded: agencies, methods, codes and reasons; never a unit, an id or a case.
#ifndef HOMEWARD_SERVICES_METRICS_METRICS_H_
#define HOMEWARD_SERVICES_METRICS_METRICS_H_

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "prometheus/counter.h"
#include "prometheus/exposer.h"
#include "prometheus/histogram.h"
#include "prometheus/registry.h"

namespace homeward::services {

// A number read only when Prometheus asks.
struct Probe {
  std::string name;  // homeward_…
  std::string help;
  bool counter = false;  // else a gauge
  std::function<double()> read;
};

// Thread-safe.
class Metrics {
 public:
  Metrics();
  ~Metrics();

  void BatchRecorded(std::string_view agency, uint32_t events, double seconds);
  void BatchRefused(std::string_view agency, std::string_view reason);
  void CallAnswered(std::string_view method, std::string_view code, double seconds);
  void AccessRecorded(bool granted);

  // Serves /metrics on `address` (host:port) until the Metrics are destroyed; port 0 takes a free one. Probes may
  // read anything that outlives the Metrics. Call once.
  absl::StatusOr<int> Expose(const std::string& address, std::vector<Probe> probes);

  void Close();  // stops serving; probes are not read after it returns

  std::string Text() const;  // what /metrics answers, probes left out; for tests

 private:
  class ProbeCollector;

  std::shared_ptr<prometheus::Registry> registry_;
  prometheus::Family<prometheus::Counter>& events_;
  prometheus::Family<prometheus::Counter>& refusals_;
  prometheus::Family<prometheus::Counter>& accesses_;
  prometheus::Family<prometheus::Counter>& calls_;
  prometheus::Family<prometheus::Histogram>& batch_seconds_;
  prometheus::Family<prometheus::Histogram>& call_seconds_;
  std::shared_ptr<ProbeCollector> probes_;
  std::unique_ptr<prometheus::Exposer> exposer_;
};

}  // namespace homeward::services

#endif  // HOMEWARD_SERVICES_METRICS_METRICS_H_
