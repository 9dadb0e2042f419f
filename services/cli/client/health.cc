#include "services/cli/client/health.h"

#include <future>

#include "google/protobuf/wrappers.pb.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/impl/codegen/proto_utils.h"

namespace homeward::cli {
namespace {

constexpr char kCheck[] = "/grpc.health.v1.Health/Check";
constexpr int kServing = 1;  // grpc.health.v1.HealthCheckResponse.ServingStatus
constexpr int kNotServing = 2;

}  // namespace

std::string AskHealth(const Connection& connection, const std::string& service) {
  // Debian ships no header for health.proto; a message of one string and one of one number have the same
  // bytes.
  google::protobuf::StringValue request;
  request.set_value(service);
  google::protobuf::Int32Value response;
  grpc::ClientContext context;
  connection.Prepare(&context);
  grpc::TemplatedGenericStub<google::protobuf::StringValue, google::protobuf::Int32Value> stub(
      connection.channel());
  std::promise<grpc::Status> done;
  stub.UnaryCall(&context, kCheck, grpc::StubOptions(), &request, &response,
                 [&done](grpc::Status status) { done.set_value(std::move(status)); });
  if (!done.get_future().get().ok()) return "unknown";
  if (response.value() == kServing) return "serving";
  return response.value() == kNotServing ? "not serving" : "unknown";
}

}  // namespace homeward::cli
