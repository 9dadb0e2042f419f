// Neither strangers nor one greedy caller take the connections that others need.
#include "services/server/connections.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <string>
#include <vector>

#include "homeward/police/v1/police_service.grpc.pb.h"
#include "services/errors/errors.h"
#include "services/limits.h"
#include "services/workers/open_streams.h"
#include "tests/services/support/deployment.h"
#include "tests/services/support/events.h"

namespace homeward::services {
namespace {

using testing::Deployment;
using testing::NextStepOf;
using testing::ReasonOf;

// One accepted connection, and the other side of it.
class Pair {
 public:
  Pair() { EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends_.data()), 0); }
  ~Pair() {
    for (const int end : ends_) ::close(end);
  }
  int accepted() const { return ends_[0]; }
  bool ShutDown() const {
    char byte = 0;
    return ::recv(ends_[1], &byte, 1, MSG_DONTWAIT) == 0;
  }
  void Close() {  // as gRPC does: another file takes the number
    ::close(ends_[0]);
    ends_[0] = ::open("/dev/null", O_RDONLY);
  }

 private:
  std::array<int, 2> ends_{};
};

std::string Peer(int number) { return "ipv4:192.0.2.1:" + std::to_string(number); }

TEST(Connections, TheStrangerThatWaitedLongestMakesRoom) {
  Connections connections(3, 10);
  std::array<Pair, 5> pairs;
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(connections.Opened(pairs[i].accepted(), Peer(i), false));
  ASSERT_TRUE(connections.Seen(Peer(0), "police").ok());  // the oldest, but it has named itself
  ASSERT_TRUE(connections.Opened(pairs[3].accepted(), Peer(3), false));
  EXPECT_FALSE(pairs[0].ShutDown());
  EXPECT_TRUE(pairs[1].ShutDown());
  EXPECT_FALSE(pairs[2].ShutDown());
  ASSERT_TRUE(connections.Opened(pairs[4].accepted(), Peer(4), /*crowded=*/true));
  EXPECT_TRUE(pairs[2].ShutDown());
  EXPECT_EQ(connections.evicted(), 2u);
}

TEST(Connections, ThoseWhoNamedThemselvesAreNeverClosedForANewcomer) {
  Connections connections(2, 10);
  std::array<Pair, 3> pairs;
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(connections.Opened(pairs[i].accepted(), Peer(i), false));
    ASSERT_TRUE(connections.Seen(Peer(i), "police").ok());
  }
  EXPECT_FALSE(connections.Opened(pairs[2].accepted(), Peer(2), false));
  EXPECT_FALSE(pairs[0].ShutDown() || pairs[1].ShutDown());
  pairs[0].Close();  // without a word to anybody
  ::usleep(20'000);  // more than kSweepPause
  EXPECT_TRUE(connections.Opened(pairs[2].accepted(), Peer(2), false));
  EXPECT_EQ(connections.evicted(), 0u);
}

TEST(Connections, ADescriptorThatIsAnothersByNowIsLeftAlone) {
  Connections connections(1, 10);
  Pair stranger, other, newcomer;
  ASSERT_TRUE(connections.Opened(stranger.accepted(), Peer(1), false));
  const int number = stranger.accepted();
  ASSERT_EQ(::dup2(other.accepted(), number), number);  // closed, and the number given to another socket
  ASSERT_TRUE(connections.Opened(newcomer.accepted(), Peer(2), false));
  EXPECT_FALSE(other.ShutDown());
  EXPECT_EQ(connections.evicted(), 0u);
}

TEST(Connections, OnlySoManyAreOnTheirWayOutAtOnce) {
  const int max = static_cast<int>(kEvictionsAtOnce) * 2;
  Connections connections(max, 10);
  std::vector<Pair> pairs(static_cast<size_t>(max) + kEvictionsAtOnce + 1);
  size_t taken = 0;
  while (taken < pairs.size() && connections.Opened(pairs[taken].accepted(), Peer(static_cast<int>(taken)), false)) {
    ++taken;
  }
  EXPECT_EQ(taken, static_cast<size_t>(max) + kEvictionsAtOnce);  // nothing here closes what was shut down
}

TEST(Connections, OneCertificateHasSoManyAndTheNextIsClosedAfterItsAnswer) {
  Connections connections(10, 2);
  std::array<Pair, 5> pairs;
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(connections.Opened(pairs[i].accepted(), Peer(i), false));
  EXPECT_TRUE(connections.Seen(Peer(0), "police").ok());
  EXPECT_TRUE(connections.Seen(Peer(1), "police").ok());
  EXPECT_TRUE(connections.Seen(Peer(1), "police").ok());  // any number of calls
  EXPECT_TRUE(connections.Seen(Peer(2), "labour").ok());
  const absl::Status refused = connections.Seen(Peer(3), "police");
  EXPECT_EQ(refused.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(services::ReasonOf(refused), "TOO_MANY_CONNECTIONS");
  connections.Tick();
  EXPECT_FALSE(pairs[3].ShutDown());  // the answer may still be under way
  ::usleep(1'000 * static_cast<useconds_t>(std::chrono::milliseconds(kRefusedLinger).count() + 50));
  connections.Tick();
  EXPECT_TRUE(pairs[3].ShutDown());
  pairs[0].Close();
  EXPECT_TRUE(connections.Seen(Peer(4), "police").ok());
  connections.Tick();
  EXPECT_EQ(connections.open(), 4);
  EXPECT_EQ(connections.refused(), 1u);
}

// A connection over loopback, both ends.
std::array<int, 2> TcpPair() {
  const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  EXPECT_EQ(::bind(listener, reinterpret_cast<sockaddr*>(&address), length), 0);
  EXPECT_EQ(::listen(listener, 1), 0);
  EXPECT_EQ(::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &length), 0);
  const int client = ::socket(AF_INET, SOCK_STREAM, 0);
  EXPECT_EQ(::connect(client, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  const int accepted = ::accept(listener, nullptr, nullptr);
  ::close(listener);
  return {accepted, client};
}

void Send(const std::array<int, 2>& pair, size_t bytes) {
  std::vector<char> piece(64u << 10);
  for (size_t sent = 0; sent < bytes; sent += piece.size()) {
    ASSERT_EQ(::send(pair[1], piece.data(), piece.size(), MSG_NOSIGNAL), static_cast<ssize_t>(piece.size()));
    ASSERT_EQ(::recv(pair[0], piece.data(), piece.size(), MSG_WAITALL), static_cast<ssize_t>(piece.size()));
  }
}

TEST(Connections, WhatNeverBecomesACallIsCutOff) {
  Connections connections(10, 10);
  const auto pair = TcpPair();
  const auto cut_off = [&] {
    char byte = 0;
    return ::recv(pair[1], &byte, 1, MSG_DONTWAIT) < 0 && errno == ECONNRESET;
  };
  ASSERT_TRUE(connections.Opened(pair[0], Peer(1), false));
  ASSERT_TRUE(connections.Seen(Peer(1), "police").ok());
  connections.Tick();
  for (int i = 0; i < 3; ++i) {  // any amount, as long as calls and messages come of it
    Send(pair, 2 * kUnheardBytesMax);
    i == 0 ? void(connections.Seen(Peer(1), "police")) : connections.Heard(Peer(1));
    connections.Tick();
    EXPECT_FALSE(cut_off());
  }
  Send(pair, kUnheardBytesMax - (128u << 10));
  connections.Tick();
  EXPECT_FALSE(cut_off());
  Send(pair, 256u << 10);
  const std::array<char, 100> unread{};
  ASSERT_EQ(::send(pair[1], unread.data(), unread.size(), MSG_NOSIGNAL), 100);
  connections.Tick();
  EXPECT_TRUE(cut_off());
  char byte = 0;
  EXPECT_LE(::recv(pair[0], &byte, 1, MSG_DONTWAIT), 0);  // what had come is gone: nobody goes on with it
  EXPECT_EQ(connections.cut(), 1u);
  for (const int end : pair) ::close(end);
}

TEST(Connections, NamesAPeerAsGrpcDoes) {
  sockaddr_storage address{};
  auto& v6 = reinterpret_cast<sockaddr_in6&>(address);
  v6.sin6_family = AF_INET6;
  v6.sin6_port = htons(7);
  ASSERT_EQ(::inet_pton(AF_INET6, "::ffff:192.0.2.9", &v6.sin6_addr), 1);
  EXPECT_EQ(PeerName(address), "ipv4:192.0.2.9:7");
  ASSERT_EQ(::inet_pton(AF_INET6, "2001:db8::1", &v6.sin6_addr), 1);
  EXPECT_EQ(PeerName(address), "ipv6:[2001:db8::1]:7");
}

TEST(OpenStreams, OneCertificateHasSoManyStreams) {
  OpenStreams streams;
  OpenStreams::Key last = 0;
  for (int i = 0; i < kStreamsPerCertificateMax; ++i) {
    const auto key = streams.Add(i % 2 == 0 ? StreamKind::kPublish : StreamKind::kSubscription, "police", [] {});
    ASSERT_TRUE(key.ok()) << key.status();
    last = *key;
  }
  const auto refused = streams.Add(StreamKind::kPublish, "police", [] {});
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(services::ReasonOf(refused.status()), "TOO_MANY_STREAMS");
  EXPECT_TRUE(streams.Add(StreamKind::kPublish, "labour", [] {}).ok());
  streams.Remove(last);
  EXPECT_TRUE(streams.Add(StreamKind::kPublish, "police", [] {}).ok());
}

grpc::Status Mint(const std::shared_ptr<grpc::Channel>& channel, bool wait = false) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(10));
  context.set_wait_for_ready(wait);
  police::v1::MintPersonIdsRequest request;
  police::v1::MintPersonIdsResponse response;
  return police::v1::Police::NewStub(channel)->MintPersonIds(&context, request, &response);
}

void ThreeAreOneTooMany(const std::string& listen) {
  const Deployment deployment([&](Config* config) {
    config->set_connections_per_certificate(2);
    config->set_listen(listen);
  });
  const auto first = deployment.Connect("police", "pol");
  ASSERT_TRUE(Mint(first).ok());
  {
    const auto second = deployment.Connect("police", "pol");
    ASSERT_TRUE(Mint(second).ok());
    const auto third = deployment.Connect("police", "pol");
    const grpc::Status refused = Mint(third);
    EXPECT_EQ(refused.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
    EXPECT_EQ(ReasonOf(refused), "TOO_MANY_CONNECTIONS");
    EXPECT_NE(NextStepOf(refused), "");
    EXPECT_TRUE(
        third->WaitForStateChange(GRPC_CHANNEL_READY, std::chrono::system_clock::now() + std::chrono::seconds(8)))
        << "the server has not closed it";
    EXPECT_TRUE(Mint(first).ok());
    EXPECT_TRUE(Mint(deployment.Connect("police", "pol.01")).ok());  // another certificate
  }
  EXPECT_TRUE(Mint(deployment.Connect("police", "pol")).ok());  // the second has gone
}

TEST(ConnectionsOverTls, OneCertificateHasSoMany) { ThreeAreOneTooMany("127.0.0.1:0"); }
TEST(ConnectionsOverTls, OneCertificateHasSoManyOnIpv6) { ThreeAreOneTooMany("[::1]:0"); }

// In a child process, that holds them until it is killed: its sockets need descriptors that this process has lost.
pid_t HoldConnections(int port, int count) {
  const pid_t child = ::fork();
  if (child != 0) return child;
  rlimit generous{4096, 4096};
  ::setrlimit(RLIMIT_NOFILE, &generous);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  for (int i = 0; i < count; ++i) {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    [[maybe_unused]] const int begun = ::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address);
  }
  ::pause();
  ::_exit(0);
}

TEST(ConnectionsOverTls, StrangersThatHoldEveryConnectionKeepNobodyOut) {
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  rlimit tight{200, before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &tight), 0);
  {
    Deployment deployment;
    const auto old = deployment.Connect("police", "pol");
    ASSERT_TRUE(Mint(old).ok());
    const pid_t strangers = HoldConnections(deployment.server().port(), 500);
    ::usleep(500'000);
    EXPECT_TRUE(Mint(old).ok());
    const grpc::Status fresh = Mint(deployment.Connect("police", "pol.01"), /*wait=*/true);
    EXPECT_TRUE(fresh.ok()) << fresh.error_message();
    ::kill(strangers, SIGKILL);
    ASSERT_EQ(::waitpid(strangers, nullptr, 0), strangers);
  }
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
}

}  // namespace
}  // namespace homeward::services
