#include "services/server/listener.h"

#include <string>

#include "grpcpp/health_check_service_interface.h"
#include "grpcpp/resource_quota.h"
#include "grpcpp/server_builder.h"
#include "proto/contract/text.h"
#include "services/limits.h"
#include "services/server/credentials.h"

namespace homeward::services {
namespace {

int Milliseconds(std::chrono::seconds time) {
  return static_cast<int>(std::chrono::duration_cast<std::chrono::milliseconds>(time).count());
}

void SetLimits(grpc::ServerBuilder* builder) {
  grpc::ResourceQuota quota("homeward");
  quota.Resize(kGrpcMemoryBytesMax);
  builder->SetResourceQuota(quota);
  builder->SetMaxReceiveMessageSize(kMessageBytesMax);
  builder->SetMaxSendMessageSize(kMessageBytesMax);
  builder->AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, kStreamsPerConnectionMax);
  builder->AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, kMetadataBytesMax);
  builder->AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, Milliseconds(kKeepaliveTime));
  builder->AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, Milliseconds(kKeepaliveTimeout));
  builder->AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, Milliseconds(kKeepaliveClientMin));
  builder->AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  // A second server on the same port would silently take half of the connections.
  builder->AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
}

}  // namespace

absl::StatusOr<Listener> Listen(const Config& config, const std::vector<std::unique_ptr<grpc::Service>>& services) {
  const auto credentials = MakeCredentials(config);
  if (!credentials.ok()) return credentials.status();
  grpc::EnableDefaultHealthCheckService(true);
  grpc::ServerBuilder builder;
  SetLimits(&builder);
  Listener listener;
  builder.AddListeningPort(config.listen(), *credentials, &listener.port);
  for (const auto& service : services) builder.RegisterService(service.get());
  listener.server = builder.BuildAndStart();
  if (listener.server == nullptr || listener.port == 0) {
    return absl::UnavailableError(contract::Cat("cannot listen on ", config.listen(),
                                                ": the address is taken, not this machine's, or key and certificate "
                                                "do not belong together"));
  }
  return listener;
}

}  // namespace homeward::services
