// Reads, completes and checks the server's configuration.
#ifndef HOMEWARD_SERVICES_SERVER_CONFIG_H_
#define HOMEWARD_SERVICES_SERVER_CONFIG_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "homeward/config/v1/config.pb.h"

namespace homeward::services {

using Config = config::v1::Config;

// Text format; INVALID_ARGUMENT with line and column for anything it does not know.
absl::StatusOr<Config> ParseConfig(std::string_view text);
absl::StatusOr<Config> ReadConfig(const std::string& path);

// What stands where a field is empty; data_directory and tls have no default.
Config ConfigDefaults();
Config WithDefaults(Config config);

// FAILED_PRECONDITION or INVALID_ARGUMENT, naming the field and what to do. Takes a config with its defaults.
absl::Status CheckConfig(const Config& config);

// "127.0.0.1:7443" → host and port; IPv6 hosts stand in brackets.
struct HostPort {
  std::string host;
  int port = 0;
};
absl::StatusOr<HostPort> SplitHostPort(std::string_view address);

// Whether everything sent to this host stays on this machine. Names other than localhost are not looked up.
bool IsLoopback(std::string_view host);

}  // namespace homeward::services

#endif  // HOMEWARD_SERVICES_SERVER_CONFIG_H_
