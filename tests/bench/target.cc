#include "tests/bench/target.h"

#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <sstream>

#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "services/cli/client/agency_api.h"
#include "services/cli/text.h"
#include "services/identity/caller.h"
#include "services/identity/peer.h"
#include "services/limits.h"

namespace homeward::bench {
namespace {

using cli::Cat;

constexpr std::chrono::seconds kConnectWait{30};

std::string Read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace

double CpuOf(int pid) {
  if (pid == 0) return 0;
  const std::string stat = Read(Cat("/proc/", pid, "/stat"));
  std::istringstream fields(stat.substr(stat.rfind(')') + 1));
  std::string skipped;
  for (int i = 3; i < 14; ++i) fields >> skipped;  // proc(5): 14 is utime, 15 stime
  double user = 0, kernel = 0;
  fields >> user >> kernel;
  return (user + kernel) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

double CpuOfThis() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) { return time.tv_sec + time.tv_usec / 1e6; };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

absl::StatusOr<std::shared_ptr<grpc::Channel>> Connect(const Target& target, const std::string& role) {
  std::shared_ptr<grpc::ChannelCredentials> credentials = grpc::InsecureChannelCredentials();
  if (!target.plaintext()) {
    credentials = grpc::SslCredentials({Read(Cat(target.pki, "/ca.pem")), Read(Cat(target.pki, "/", role, ".key")),
                                        Read(Cat(target.pki, "/", role, ".pem"))});
  }
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(services::kMessageBytesMax);
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 20);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 20);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 20);
  auto channel = grpc::CreateCustomChannel(target.server, credentials, arguments);
  if (!channel->WaitForConnected(std::chrono::system_clock::now() + kConnectWait)) {
    return absl::UnavailableError(Cat("no connection to ", target.server, " as ", role));
  }
  return channel;
}

void Prepare(const Target& target, const std::string& role, grpc::ClientContext* context) {
  if (!target.plaintext()) return;
  context->AddMetadata(services::kSpiffeMetadata, Cat(services::kSpiffePrefix, role, "/", services::RolePrefix(role)));
}

std::string PublishMethod(const std::string& role) {
  const auto api = cli::FindAgencyApi(role);
  return api.ok() ? api->publish_method : "";
}

}  // namespace homeward::bench
