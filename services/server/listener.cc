#include "services/server/listener.h"

#include <utility>

#include "grpcpp/health_check_service_interface.h"
#include "grpcpp/resource_quota.h"
#include "grpcpp/server_builder.h"
#include "services/limits.h"
#include "services/server/credentials.h"

namespace homeward::services {
namespace {

int Milliseconds(std::chrono::milliseconds time) { return static_cast<int>(time.count()); }

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
  // What a withdrawn or expired certificate has open does not live on for ever.
  builder->AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_MS, Milliseconds(kConnectionAgeMax));
  builder->AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_GRACE_MS, Milliseconds(kConnectionAgeGrace));
  builder->AddChannelArgument(GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS, Milliseconds(kHandshakeTimeout));
}

}  // namespace

absl::StatusOr<Listener> Listen(const Config& config, Connections& connections,
                                const std::vector<std::unique_ptr<grpc::Service>>& services) {
  const auto address = SplitHostPort(config.listen());
  if (!address.ok()) return address.status();
  Listener listener;
  std::shared_ptr<grpc::ServerCredentials> credentials;
  if (config.unsafe_plaintext()) {
    credentials = grpc::InsecureServerCredentials();
  } else {
    auto tls = TlsCredentials::Open(config.tls());
    if (!tls.ok()) return tls.status();
    listener.tls = *std::move(tls);
    credentials = listener.tls->grpc();
  }
  auto acceptor = Acceptor::Bind(*address, connections);
  if (!acceptor.ok()) return acceptor.status();
  listener.acceptor = *std::move(acceptor);

  grpc::EnableDefaultHealthCheckService(true);
  grpc::ServerBuilder builder;
  SetLimits(&builder);
  auto handler = builder.experimental().AddExternalConnectionAcceptor(
      grpc::ServerBuilder::experimental_type::ExternalConnectionType::FROM_FD, credentials);
  for (const auto& service : services) builder.RegisterService(service.get());
  listener.server = builder.BuildAndStart();
  if (listener.server == nullptr) {
    return absl::InternalError("gRPC cannot start its server");
  }
  listener.acceptor->Run(std::move(handler));
  return listener;
}

}  // namespace homeward::services
