// Every unary method of every service wants a deadline; the list of them is the contract's own.
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <future>
#include <memory>
#include <string>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/generic/generic_stub.h"
#include "tests/services/support/deployment.h"
#include "tests/services/support/events.h"

namespace homeward::services {
namespace {

using google::protobuf::DescriptorPool;
using google::protobuf::FileDescriptor;
using testing::Deployment;
using testing::NextStepOf;
using testing::ReasonOf;

// "/package.Service/Method" of every unary method that a service in this binary has.
std::vector<std::string> UnaryMethods() {
  std::vector<std::string> methods;
  const std::filesystem::path root = HOMEWARD_PROTO_DIRECTORY;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root / "homeward")) {
    if (entry.path().extension() != ".proto") continue;
    const std::string name = std::filesystem::relative(entry.path(), root).string();
    const FileDescriptor* file = DescriptorPool::generated_pool()->FindFileByName(name);
    for (int s = 0; file != nullptr && s < file->service_count(); ++s) {
      for (int m = 0; m < file->service(s)->method_count(); ++m) {
        const auto* method = file->service(s)->method(m);
        if (method->client_streaming() || method->server_streaming()) continue;
        methods.push_back("/" + file->service(s)->full_name() + "/" + method->name());
      }
    }
  }
  return methods;
}

grpc::Status Call(const std::shared_ptr<grpc::Channel>& channel, const std::string& method, bool bounded) {
  grpc::ClientContext context;
  if (bounded) context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
  const grpc::ByteBuffer empty(nullptr, 0);
  grpc::ByteBuffer response;
  std::promise<grpc::Status> done;
  grpc::GenericStub stub(channel);
  stub.UnaryCall(&context, method, grpc::StubOptions(), &empty, &response,
                 [&done](grpc::Status status) { done.set_value(std::move(status)); });
  return done.get_future().get();
}

TEST(Deadline, EveryUnaryMethodWantsOne) {
  Deployment deployment;
  const cli::PemPair client = deployment.pki().Client("auditor", "aud");
  const auto channel =
      grpc::CreateChannel(deployment.server().address(),
                          grpc::SslCredentials({deployment.pki().authority(), client.key, client.certificate}));
  const std::vector<std::string> methods = UnaryMethods();
  EXPECT_GE(methods.size(), 40u);  // seven agencies' and views' and audit's: none may be missing for want of a file
  for (const std::string& method : methods) {
    const grpc::Status refused = Call(channel, method, false);
    EXPECT_EQ(refused.error_code(), grpc::StatusCode::INVALID_ARGUMENT) << method << ": " << refused.error_message();
    EXPECT_EQ(ReasonOf(refused), "DEADLINE_REQUIRED") << method;
    EXPECT_NE(NextStepOf(refused), "") << method;
    EXPECT_NE(ReasonOf(Call(channel, method, true)), "DEADLINE_REQUIRED") << method;
  }
}

}  // namespace
}  // namespace homeward::services
