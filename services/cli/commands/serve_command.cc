// homeward serve: the server, from flags, a configuration file, or both.
#include <filesystem>
#include <memory>
#include <ostream>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/strings/ascii.h"
#include "google/protobuf/text_format.h"
#include "services/cli/commands/commands.h"
#include "services/cli/commands/serve_flags.h"
#include "services/cli/flags.h"
#include "services/cli/problem.h"
#include "services/cli/text.h"
#include "services/errors/errors.h"
#include "services/server/config.h"
#include "services/server/server.h"

namespace homeward::cli {
namespace {

constexpr std::string_view kExamples =
    R"(  homeward serve --data ./data --tls ./certs
  homeward serve --config /etc/homeward/homeward.conf
  homeward serve --config homeward.conf --listen 127.0.0.1:7444   a flag wins over the file
  homeward serve --config homeward.conf --print-config            what would be run, as a file
  homeward serve --config homeward.conf --check

  A configuration file says the same as the flags, as text (homeward.config.v1.Config):
    data_directory: "/var/lib/homeward"
    listen: "127.0.0.1:7443"
    tls { certificate: "server.pem" key: "server.key" client_ca: "ca.pem" }
  SIGTERM or Ctrl-C lets open calls finish, then stops.)";

Problem FromConfiguration(const absl::Status& status) {
  Problem problem = FromStatus(status);
  const bool usage =
      absl::IsInvalidArgument(status) || absl::IsFailedPrecondition(status) || absl::IsNotFound(status);
  problem.exit = usage ? kExitUsage : kExitFailure;
  problem.reason = services::ReasonOf(status);
  problem.next_step =
      "'homeward serve --help' lists the flags; 'homeward serve --print-config' shows what is in force.";
  return problem;
}

absl::StatusOr<services::Config> Resolve(const ServeFlags& flags) {
  services::Config config;
  if (!flags.config_file.empty()) {
    absl::StatusOr<services::Config> read = services::ReadConfig(flags.config_file);
    if (!read.ok()) return read.status();
    config = *std::move(read);
  }
  flags.ApplyTo(&config);
  return services::WithDefaults(std::move(config));
}

ExitCode RunServe(Session& session, const ServeFlags& flags) {
  absl::StatusOr<services::Config> config = Resolve(flags);
  if (!config.ok()) return Report(session, FromConfiguration(config.status()));
  if (flags.print_config) {
    std::string text;
    google::protobuf::TextFormat::PrintToString(*config, &text);
    session.out << text;
    return kExitOk;
  }
  const absl::Status checked = services::CheckConfig(*config);
  if (!checked.ok()) return Report(session, FromConfiguration(checked));
  if (flags.check) return kExitOk;
  const absl::Status served = services::Serve(*config);
  if (!served.ok()) return Report(session, FromConfiguration(served));
  return kExitOk;
}

}  // namespace

void AddServeCommand(CLI::App& root, Session& session) {
  auto flags = std::make_shared<ServeFlags>();
  CLI::App* command = root.add_subcommand("serve", "Run the server");
  flags->AddTo(*command);
  AddExamples(*command, kExamples);
  command->callback(
      [flags, &session] { session.command = [flags, &session] { return RunServe(session, *flags); }; });
}

}  // namespace homeward::cli
