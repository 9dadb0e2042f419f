#include "services/metrics/metrics.h"

#include <exception>
#include <utility>

#include "prometheus/text_serializer.h"
#include "proto/contract/text.h"

namespace homeward::services {
namespace {

using Buckets = prometheus::Histogram::BucketBoundaries;

const Buckets& Seconds() {
  static const auto& buckets =
      *new Buckets{0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30};
  return buckets;
}

std::string Text(std::string_view text) { return std::string(text); }

prometheus::Family<prometheus::Counter>& Counters(prometheus::Registry& registry, const char* name, const char* help) {
  return prometheus::BuildCounter().Name(name).Help(help).Register(registry);
}

prometheus::Family<prometheus::Histogram>& Histograms(prometheus::Registry& registry, const char* name,
                                                      const char* help) {
  return prometheus::BuildHistogram().Name(name).Help(help).Register(registry);
}

}  // namespace

// Reads the probes each time Prometheus asks.
class Metrics::ProbeCollector : public prometheus::Collectable {
 public:
  explicit ProbeCollector(std::vector<Probe> probes) : probes_(std::move(probes)) {}

  std::vector<prometheus::MetricFamily> Collect() const override {
    std::vector<prometheus::MetricFamily> families;
    for (const Probe& probe : probes_) {
      prometheus::MetricFamily family;
      family.name = probe.name;
      family.help = probe.help;
      family.type = probe.counter ? prometheus::MetricType::Counter : prometheus::MetricType::Gauge;
      prometheus::ClientMetric metric;
      (probe.counter ? metric.counter.value : metric.gauge.value) = probe.read();
      family.metric.push_back(metric);
      families.push_back(std::move(family));
    }
    return families;
  }

 private:
  const std::vector<Probe> probes_;
};

Metrics::Metrics()
    : registry_(std::make_shared<prometheus::Registry>()),
      events_(Counters(*registry_, "homeward_published_events_total", "Events recorded, by publishing agency")),
      refusals_(Counters(*registry_, "homeward_refused_batches_total", "Batches refused, by first reason")),
      accesses_(Counters(*registry_, "homeward_access_records_total", "Looks recorded in the access log")),
      calls_(Counters(*registry_, "homeward_calls_total", "RPCs answered, by method and code")),
      batch_seconds_(Histograms(*registry_, "homeward_batch_seconds", "From a batch's arrival to its answer")),
      call_seconds_(Histograms(*registry_, "homeward_call_seconds", "From an RPC's arrival to its answer")) {}

Metrics::~Metrics() = default;

void Metrics::BatchRecorded(std::string_view agency, uint32_t events, double seconds) {
  events_.Add({{"agency", services::Text(agency)}}).Increment(events);
  batch_seconds_.Add({{"agency", services::Text(agency)}}, Seconds()).Observe(seconds);
}

void Metrics::BatchRefused(std::string_view agency, std::string_view reason) {
  refusals_.Add({{"agency", services::Text(agency)}, {"reason", services::Text(reason)}}).Increment();
}

void Metrics::CallAnswered(std::string_view method, std::string_view code, double seconds) {
  calls_.Add({{"method", services::Text(method)}, {"code", services::Text(code)}}).Increment();
  call_seconds_.Add({{"method", services::Text(method)}}, Seconds()).Observe(seconds);
}

void Metrics::AccessRecorded(bool granted) { accesses_.Add({{"granted", granted ? "true" : "false"}}).Increment(); }

absl::StatusOr<int> Metrics::Expose(const std::string& address, std::vector<Probe> probes) {
  // civetweb, below prometheus-cpp, says by exception what it cannot do.
  try {
    exposer_ = std::make_unique<prometheus::Exposer>(address, 1);
  } catch (const std::exception& error) {
    return absl::UnavailableError(contract::Cat("cannot serve metrics on ", address, ": ", error.what()));
  }
  probes_ = std::make_shared<ProbeCollector>(std::move(probes));
  exposer_->RegisterCollectable(registry_);
  exposer_->RegisterCollectable(probes_);
  const std::vector<int> ports = exposer_->GetListeningPorts();
  if (ports.empty()) return absl::UnavailableError(contract::Cat("cannot serve metrics on ", address));
  return ports.front();
}

void Metrics::Close() {
  exposer_.reset();
  probes_.reset();
}

std::string Metrics::Text() const { return prometheus::TextSerializer().Serialize(registry_->Collect()); }

}  // namespace homeward::services
