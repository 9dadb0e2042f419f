#include "services/cli/client/connection.h"

#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>

#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "services/cli/certs.h"
#include "services/cli/text.h"
#include "services/identity/caller.h"
#include "services/identity/peer.h"
#include "services/limits.h"

namespace homeward::cli {
namespace {

using coordination::v1::Purpose;

const std::map<std::string, Purpose>& Purposes() {
  static const auto* purposes =
      new std::map<std::string, Purpose>{{"care", coordination::v1::PURPOSE_CARE},
                                         {"referral", coordination::v1::PURPOSE_REFERRAL},
                                         {"investigation", coordination::v1::PURPOSE_INVESTIGATION},
                                         {"prosecution", coordination::v1::PURPOSE_PROSECUTION},
                                         {"supervision", coordination::v1::PURPOSE_SUPERVISION},
                                         {"audit", coordination::v1::PURPOSE_AUDIT},
                                         {"statistics", coordination::v1::PURPOSE_STATISTICS}};
  return *purposes;
}

// What a role usually looks for, so that daily commands stay short; the access record keeps whatever is said.
Purpose UsualPurpose(const std::string& role) {
  if (role == "police" || role == "border_guard") return coordination::v1::PURPOSE_INVESTIGATION;
  if (role == "prosecution") return coordination::v1::PURPOSE_PROSECUTION;
  if (role == "coordinator") return coordination::v1::PURPOSE_SUPERVISION;
  if (role == "auditor") return coordination::v1::PURPOSE_AUDIT;
  if (role == "programme") return coordination::v1::PURPOSE_STATISTICS;
  return coordination::v1::PURPOSE_CARE;
}

absl::StatusOr<std::string> ReadPem(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  if (!file || !(text << file.rdbuf())) return absl::NotFoundError(Cat("cannot read ", path));
  if (text.str().find("-----BEGIN ") == std::string::npos) return absl::InvalidArgumentError(Cat(path, " is not PEM"));
  return text.str();
}

// --identity DIR/name stands for three files; a flag of its own wins.
ConnectionFlags WithIdentity(ConnectionFlags flags) {
  if (flags.identity.empty()) return flags;
  const size_t slash = flags.identity.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : flags.identity.substr(0, slash);
  const std::string name = slash == std::string::npos ? flags.identity : flags.identity.substr(slash + 1);
  if (flags.ca.empty()) flags.ca = Cat(folder, "/ca.pem");
  if (flags.certificate.empty()) flags.certificate = Cat(folder, "/", name, ".pem");
  if (flags.key.empty()) flags.key = Cat(folder, "/", name, ".key");
  return flags;
}

struct Credentials {
  std::shared_ptr<grpc::ChannelCredentials> channel;
  std::string spiffe_id;
};

absl::StatusOr<Credentials> MakeCredentials(const ConnectionFlags& flags) {
  if (!flags.unsafe_plaintext_as.empty()) {
    return Credentials{grpc::InsecureChannelCredentials(), Cat(services::kSpiffePrefix, flags.unsafe_plaintext_as)};
  }
  const ConnectionFlags named = WithIdentity(flags);
  if (named.ca.empty() || named.certificate.empty() || named.key.empty()) {
    return absl::InvalidArgumentError("no certificate to show the server");
  }
  absl::StatusOr<std::string> ca = ReadPem(named.ca);
  if (!ca.ok()) return ca.status();
  absl::StatusOr<std::string> certificate = ReadPem(named.certificate);
  if (!certificate.ok()) return certificate.status();
  absl::StatusOr<std::string> key = ReadPem(named.key);
  if (!key.ok()) return key.status();
  absl::StatusOr<std::string> spiffe_id = SpiffeIdOf(*certificate);
  if (!spiffe_id.ok())
    return absl::InvalidArgumentError(Cat(named.certificate, ": ", std::string(spiffe_id.status().message())));
  return Credentials{grpc::SslCredentials({*std::move(ca), *std::move(key), *std::move(certificate)}),
                     *std::move(spiffe_id)};
}

}  // namespace

void AddConnectionFlags(CLI::App& command, ConnectionFlags& flags) {
  const char* group = "Connection";
  command.add_option("--server", flags.server, "Where the server answers")
      ->envname("HOMEWARD_SERVER")
      ->type_name("HOST:PORT")
      ->capture_default_str()
      ->group(group);
  command.add_option("--identity", flags.identity, "DIR/ca.pem, DIR/NAME.pem and DIR/NAME.key in one")
      ->envname("HOMEWARD_IDENTITY")
      ->type_name("DIR/NAME")
      ->group(group);
  command.add_option("--ca", flags.ca, "Authority that signed the server's certificate")
      ->type_name("FILE")
      ->group(group);
  command.add_option("--cert", flags.certificate, "Your certificate")->type_name("FILE")->group(group);
  command.add_option("--key", flags.key, "Its private key")->type_name("FILE")->group(group);
  command.add_option("--timeout", flags.timeout_seconds, "Seconds to wait for one answer")
      ->check(CLI::Range(1, kTimeoutSecondsMax).description(""))
      ->type_name("SECONDS")
      ->capture_default_str()
      ->group(group);
  command
      .add_option("--unsafe-plaintext-as", flags.unsafe_plaintext_as,
                  "No TLS, be who you say; only for a server run with unsafe_plaintext")
      ->type_name("ROLE/UNIT")
      ->group(group);
}

void AddReadFlags(CLI::App& command, ConnectionFlags& flags) {
  command.add_option("--unit", flags.unit, "Unit that acts, within your certificate's")
      ->type_name("UNIT")
      ->group("Reading");
  command
      .add_option("--purpose", flags.purpose,
                  "Why you look; kept in the access record. care, referral, investigation, prosecution, supervision, "
                  "audit or statistics; without it the usual one of your role")
      ->check(CLI::IsMember({"care", "referral", "investigation", "prosecution", "supervision", "audit", "statistics"})
                  .description(""))
      ->type_name("WHY")
      ->group("Reading");
}

absl::StatusOr<Connection> Connection::Open(const ConnectionFlags& flags) {
  // gRPC's own log lines would stand between the answers; what matters of them comes with the status.
  setenv("GRPC_VERBOSITY", "NONE", /*overwrite=*/0);
  absl::StatusOr<Credentials> credentials = MakeCredentials(flags);
  if (!credentials.ok()) return credentials.status();
  absl::StatusOr<services::Caller> caller = services::ParseSpiffeId(credentials->spiffe_id);
  if (!caller.ok()) return absl::InvalidArgumentError(caller.status().message());

  Connection connection;
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(services::kMessageBytesMax);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, 60'000);  // not more often than the server lets
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 200);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 2'000);
  connection.channel_ = grpc::CreateCustomChannel(flags.server, credentials->channel, arguments);
  connection.server_ = flags.server;
  connection.spiffe_id_ = credentials->spiffe_id;
  connection.role_ = caller->role;
  connection.unit_ = caller->unit;
  connection.plaintext_ = !flags.unsafe_plaintext_as.empty();
  connection.timeout_ = std::chrono::seconds(flags.timeout_seconds);
  connection.read_context_.set_unit(flags.unit);
  connection.read_context_.set_purpose(flags.purpose.empty() ? UsualPurpose(caller->role)
                                                             : Purposes().at(flags.purpose));
  return connection;
}

void Connection::Prepare(grpc::ClientContext* context, bool streams) const {
  if (!streams) context->set_deadline(std::chrono::system_clock::now() + timeout_);
  if (plaintext_) context->AddMetadata(services::kSpiffeMetadata, spiffe_id_);
}

}  // namespace homeward::cli
