#include "services/server/config.h"

#include <arpa/inet.h>

#include <utility>

#include "absl/strings/numbers.h"
#include "eventstore/files/files.h"
#include "google/protobuf/io/tokenizer.h"
#include "google/protobuf/text_format.h"
#include "proto/contract/text.h"
#include "services/limits.h"

namespace homeward::services {
namespace {

// Keeps the first complaint, with its place.
class FirstError : public google::protobuf::io::ErrorCollector {
 public:
  void AddError(int line, int column, const std::string& message) override {
    if (!text_.empty()) return;
    text_ = line < 0 ? message : contract::Cat("line ", line + 1, ", column ", column + 1, ": ", message);
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

absl::Status Bad(const char* field, const std::string& what) {
  return absl::InvalidArgumentError(contract::Cat(field, ": ", what));
}

absl::Status CheckTls(const Config& config, bool loopback) {
  if (config.unsafe_plaintext()) {
    if (!loopback) return Bad("unsafe_plaintext", "only on loopback; give tls { certificate key client_ca }");
    return absl::OkStatus();
  }
  const auto& tls = config.tls();
  if (tls.certificate().empty()) return Bad("tls.certificate", "missing; `homeward dev-certs` makes a set for trying");
  if (tls.key().empty()) return Bad("tls.key", "missing; it goes with tls.certificate");
  if (tls.client_ca().empty()) return Bad("tls.client_ca", "missing; it says whose certificates may connect");
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Config> ParseConfig(std::string_view text) {
  Config config;
  FirstError error;
  google::protobuf::TextFormat::Parser parser;
  parser.RecordErrorsTo(&error);
  if (!parser.ParseFromString(std::string(text), &config)) return absl::InvalidArgumentError(error.text());
  return config;
}

absl::StatusOr<Config> ReadConfig(const std::string& path) {
  const absl::StatusOr<std::string> text = eventstore::ReadFile(path);
  if (!text.ok()) return text.status();
  absl::StatusOr<Config> config = ParseConfig(*text);
  if (!config.ok())
    return absl::InvalidArgumentError(contract::Cat(path, ": ", std::string(config.status().message())));
  return config;
}

Config ConfigDefaults() {
  Config config;
  config.set_listen("127.0.0.1:7443");
  config.set_shutdown_grace_seconds(static_cast<uint32_t>(kShutdownGrace.count()));
  config.set_log_level(config::v1::LOG_LEVEL_INFO);
  config.set_min_free_bytes(256ull << 20);
  config.set_connections_per_certificate(kConnectionsPerCertificate);
  config.set_checkpoint_interval_seconds(static_cast<uint32_t>(kCheckpointInterval.count()));
  return config;
}

Config WithDefaults(Config config) {
  Config merged = ConfigDefaults();
  if (!config.data_directory().empty()) merged.set_backup_directory(config.data_directory() + "/backup");
  merged.MergeFrom(config);
  return merged;
}

absl::Status CheckConfig(const Config& config) {
  if (config.data_directory().empty()) return Bad("data_directory", "missing; name a directory for log and views");
  const absl::StatusOr<HostPort> listen = SplitHostPort(config.listen());
  if (!listen.ok()) return Bad("listen", std::string(listen.status().message()));
  const bool loopback = IsLoopback(listen->host);
  if (!loopback && !config.unsafe_listen_beyond_loopback()) {
    return absl::FailedPreconditionError(
        "listen: this address is not loopback. Until person sections are sealed only synthetic data may cross a "
        "network; if yours are, set unsafe_listen_beyond_loopback");
  }
  if (!config.metrics_listen().empty()) {
    const absl::StatusOr<HostPort> metrics = SplitHostPort(config.metrics_listen());
    if (!metrics.ok()) return Bad("metrics_listen", std::string(metrics.status().message()));
    if (!IsLoopback(metrics->host) && !config.unsafe_listen_beyond_loopback()) {
      return absl::FailedPreconditionError("metrics_listen: not loopback; set unsafe_listen_beyond_loopback");
    }
  }
  return CheckTls(config, loopback);
}

absl::StatusOr<HostPort> SplitHostPort(std::string_view address) {
  const size_t colon = address.rfind(':');
  HostPort result;
  if (colon == std::string_view::npos || !absl::SimpleAtoi(contract::View(address.substr(colon + 1)), &result.port) ||
      result.port < 0 || result.port > 65535) {
    return absl::InvalidArgumentError("expected host:port, for example 127.0.0.1:7443");
  }
  std::string_view host = address.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  if (host.empty()) return absl::InvalidArgumentError("the host is missing; 0.0.0.0 stands for every address");
  result.host = std::string(host);
  return result;
}

bool IsLoopback(std::string_view host) {
  if (host == "localhost") return true;
  const std::string text(host);
  in_addr v4;
  if (inet_pton(AF_INET, text.c_str(), &v4) == 1) return (ntohl(v4.s_addr) >> 24) == 127;
  in6_addr v6;
  return inet_pton(AF_INET6, text.c_str(), &v6) == 1 && IN6_IS_ADDR_LOOPBACK(&v6);
}

}  // namespace homeward::services
