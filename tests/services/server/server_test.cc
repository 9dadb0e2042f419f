// The server as operators meet it: health, metrics, port file, one process for a directory.
#include "services/server/server.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <string>

#include "eventstore/files/files.h"
#include "google/protobuf/util/time_util.h"
#include "grpcpp/generic/generic_stub.h"
#include "homeward/police/v1/police_service.grpc.pb.h"
#include "tests/services/support/deployment.h"
#include "tests/services/support/events.h"

namespace homeward::services {
namespace {

using testing::Deployment;
using ::testing::HasSubstr;

// GET /metrics, the whole answer.
std::string Scrape(int port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) return "";
  const std::string request = "GET /metrics HTTP/1.0\r\n\r\n";
  if (::write(fd, request.data(), request.size()) < 0) return "";
  std::string text;
  char piece[4096];
  for (ssize_t count; (count = ::read(fd, piece, sizeof piece)) > 0;) text.append(piece, static_cast<size_t>(count));
  ::close(fd);
  return text;
}

void PublishOne(const Deployment& deployment) {
  const auto police = police::v1::Police::NewStub(deployment.Connect("police", "pol"));
  testing::CallContext mint_context, context;
  police::v1::MintPersonIdsRequest mint;
  police::v1::MintPersonIdsResponse minted;
  const grpc::Status minting = police->MintPersonIds(&mint_context, mint, &minted);
  ASSERT_TRUE(minting.ok()) << minting.error_message();
  police::v1::PublishBatchRequest request;
  *request.add_events() = testing::Sent(testing::NewUuid7(), minted.ids(0));
  police::v1::PublishBatchResponse response;
  const grpc::Status status = police->PublishBatch(&context, request, &response);
  ASSERT_TRUE(status.ok()) << status.error_message();
}

// grpc.health.v1 without its generated stub: SERVING is field 1 = 1.
std::string CheckHealth(const Deployment& deployment, const std::string& service) {
  grpc::GenericStub stub(deployment.Connect("auditor", "aud"));
  testing::CallContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(10));
  const std::string request = service.empty() ? "" : std::string("\x0a") + static_cast<char>(service.size()) + service;
  const grpc::Slice slice(request);
  const grpc::ByteBuffer bytes(&slice, 1);
  grpc::CompletionQueue queue;
  const auto call = stub.PrepareUnaryCall(&context, "/grpc.health.v1.Health/Check", bytes, &queue);
  call->StartCall();
  grpc::ByteBuffer response;
  grpc::Status status;
  call->Finish(&response, &status, nullptr);
  void* tag = nullptr;
  bool ok = false;
  queue.Next(&tag, &ok);
  if (!status.ok()) return status.error_message();
  grpc::Slice answer;
  return response.DumpToSingleSlice(&answer).ok() ? std::string(answer.begin(), answer.end()) : "";
}

TEST(Server, TellsItsHealth) {
  const Deployment deployment;
  EXPECT_EQ(CheckHealth(deployment, ""), "\x08\x01");
  std::string coordination;
  for (int i = 0; i < 100 && coordination != "\x08\x01"; ++i) {  // once the views have caught up
    coordination = CheckHealth(deployment, "homeward.coordination.v1.Coordination");
    ::usleep(20'000);
  }
  EXPECT_EQ(coordination, "\x08\x01");
}

TEST(Server, CountsWhatItDoes) {
  Deployment deployment([](Config* config) { config->set_metrics_listen("127.0.0.1:0"); });
  PublishOne(deployment);
  const std::string metrics = Scrape(deployment.server().metrics_port());
  EXPECT_THAT(metrics, HasSubstr("homeward_published_events_total{agency=\"police\"} 1"));
  EXPECT_THAT(metrics, HasSubstr("homeward_log_events_total 1"));
  EXPECT_THAT(metrics, HasSubstr("homeward_log_position 1"));
  EXPECT_THAT(metrics, HasSubstr("homeward_batch_seconds_count"));
  deployment.server().Shutdown();
  EXPECT_EQ(Scrape(deployment.server().metrics_port()), "");
}

TEST(Server, WritesItsPort) {
  std::string path;
  Deployment deployment([&path](Config* config) {
    path = config->data_directory() + "-port";
    config->set_port_file(path);
  });
  EXPECT_EQ(*eventstore::ReadFile(path), std::to_string(deployment.server().port()) + "\n");
}

TEST(Server, HoldsItsDirectoryAlone) {
  const Deployment deployment;
  const auto second = Server::Start(deployment.config());
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.status().code(), absl::StatusCode::kFailedPrecondition) << second.status();
}

TEST(Server, WritesNothingIntoADirectoryThatAnotherHolds) {
  const std::string shared_key = ::testing::TempDir() + "/person-id-of-first.key";
  const Deployment first([&](Config* config) { config->set_person_id_key_file(shared_key); });
  Config config = first.config();
  config.clear_person_id_key_file();  // the second would make one of its own
  ASSERT_FALSE(Server::Start(config).ok());
  EXPECT_FALSE(std::filesystem::exists(config.data_directory() + "/person-id.key"));
  std::filesystem::remove(shared_key);
}

TEST(Server, SaysThatThePortIsTaken) {
  Deployment first;
  const Deployment second([&first](Config*) {});
  Config config = second.config();
  config.set_data_directory(second.directory() + "/other");
  config.set_listen(first.server().address());
  const auto third = Server::Start(config);
  ASSERT_FALSE(third.ok());
  EXPECT_EQ(third.status().code(), absl::StatusCode::kUnavailable);
}

TEST(Server, SaysWhatIsWrongWithItsKey) {
  const Deployment deployment;
  Config config = deployment.config();
  config.set_data_directory(deployment.directory() + "/other");
  config.mutable_tls()->set_key(deployment.directory() + "/absent.key");
  const auto server = Server::Start(config);
  ASSERT_FALSE(server.ok());
  EXPECT_THAT(std::string(server.status().message()), HasSubstr("absent.key"));
}

TEST(Server, MayBeShutDownTwice) {
  Deployment deployment;
  deployment.server().Shutdown();
  deployment.server().Shutdown();
  deployment.server().Wait();
}

}  // namespace
}  // namespace homeward::services
