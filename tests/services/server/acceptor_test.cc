// A flood of connections beyond what the process may open does not leave the server deaf.
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <vector>

#include "homeward/police/v1/police_service.grpc.pb.h"
#include "tests/services/support/deployment.h"

namespace homeward::services {
namespace {

using testing::Deployment;

grpc::Status Mint(const Deployment& deployment) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
  context.set_wait_for_ready(true);
  police::v1::MintPersonIdsRequest request;
  police::v1::MintPersonIdsResponse response;
  return police::v1::Police::NewStub(deployment.Connect("police", "pol"))->MintPersonIds(&context, request, &response);
}

// In a child process: the flood's sockets need descriptors that this process has lost.
void Flood(int port, int connections) {
  const pid_t child = ::fork();
  if (child == 0) {
    rlimit generous{4096, 4096};
    ::setrlimit(RLIMIT_NOFILE, &generous);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    for (int i = 0; i < connections; ++i) {
      const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
      if (fd < 0) break;
      [[maybe_unused]] const int begun = ::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address);
    }
    ::usleep(500'000);
    ::_exit(0);  // and all of them are gone
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
}

TEST(Acceptor, SurvivesAFloodThatTakesEveryDescriptor) {
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  rlimit tight{200, before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &tight), 0);
  {
    const Deployment deployment;
    ASSERT_TRUE(Mint(deployment).ok());
    Flood(const_cast<Deployment&>(deployment).server().port(), 1000);
    const grpc::Status status = Mint(deployment);
    EXPECT_TRUE(status.ok()) << status.error_message();
  }
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
}

}  // namespace
}  // namespace homeward::services
