#include "services/server/acceptor.h"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "eventstore/threads/thread.h"
#include "proto/contract/text.h"
#include "services/limits.h"

namespace homeward::services {
namespace {

absl::Status Cannot(const HostPort& address, const std::string& why) {
  return absl::UnavailableError(contract::Cat("cannot listen on ", address.host, ":", address.port, ": ", why,
                                              "; stop the process that has the port, or give another with --listen"));
}

void SetOption(int fd, int level, int option) {
  const int on = 1;
  ::setsockopt(fd, level, option, &on, sizeof on);
}

int PortOf(int fd) {
  sockaddr_storage bound{};
  socklen_t length = sizeof bound;
  if (::getsockname(fd, reinterpret_cast<sockaddr*>(&bound), &length) != 0) return 0;
  return ntohs(bound.ss_family == AF_INET6 ? reinterpret_cast<sockaddr_in6*>(&bound)->sin6_port
                                           : reinterpret_cast<sockaddr_in*>(&bound)->sin_port);
}

// A listening socket, or -1 with errno set.
int ListenOn(const addrinfo& candidate) {
  const int fd = ::socket(candidate.ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) return -1;
  SetOption(fd, SOL_SOCKET, SO_REUSEADDR);  // a restart need not wait for old connections; two servers still cannot
  if (::bind(fd, candidate.ai_addr, candidate.ai_addrlen) == 0 && ::listen(fd, kListenBacklog) == 0) return fd;
  const int why = errno;
  ::close(fd);
  errno = why;
  return -1;
}

// The first descriptor that a connection may not have. New descriptors are the lowest that are free, so the number of
// one tells how many are taken.
int FdMax() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return kConnectionsMax + kReservedFds;
  const int available = static_cast<int>(std::min<rlim_t>(limit.rlim_cur, kConnectionsMax + 2 * kReservedFds));
  return std::max(available - kReservedFds, available / 2);
}

}  // namespace

absl::StatusOr<std::unique_ptr<Acceptor>> Acceptor::Bind(const HostPort& address, Connections& connections) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  const int error = ::getaddrinfo(address.host.c_str(), std::to_string(address.port).c_str(), &hints, &found);
  if (error != 0) return Cannot(address, ::gai_strerror(error));
  const absl::Cleanup free = [found] { ::freeaddrinfo(found); };
  for (const addrinfo* candidate = found; candidate != nullptr; candidate = candidate->ai_next) {
    const int fd = ListenOn(*candidate);
    if (fd >= 0) return std::unique_ptr<Acceptor>(new Acceptor(fd, PortOf(fd), connections));
  }
  return Cannot(address, std::string(absl::ErrnoToStatus(errno, "").message()));
}

Acceptor::Acceptor(int listener, int port, Connections& connections)
    : connections_(connections),
      listener_(listener),
      port_(port),
      stop_(::eventfd(0, EFD_CLOEXEC)),
      fd_max_(FdMax()),
      spare_(::open("/dev/null", O_RDONLY | O_CLOEXEC)) {}

Acceptor::~Acceptor() {
  Stop();
  ::close(listener_);
  ::close(stop_);
  if (spare_ >= 0) ::close(spare_);
}

void Acceptor::Run(std::unique_ptr<Handler> handler) {
  handler_ = std::move(handler);
  thread_ = eventstore::StartThread("accept", eventstore::Urgency::kPromptly, [this] { Loop(); });
  watch_ = eventstore::StartThread("connections", eventstore::Urgency::kPromptly, [this] { Watch(); });
}

void Acceptor::Stop() {
  if (!thread_.joinable()) return;
  ::eventfd_write(stop_, 1);
  thread_.join();
  watch_.join();
  handler_.reset();
}

void Acceptor::Loop() {
  pollfd polled[2] = {{listener_, POLLIN, 0}, {stop_, POLLIN, 0}};
  while (true) {
    if (::poll(polled, 2, -1) < 0 && errno != EINTR) return;
    if (polled[1].revents != 0) return;
    if (polled[0].revents != 0) AcceptOne();
  }
}

// On a thread of its own: gRPC goes on with a connection on the thread that hands it over, for as long as something
// comes over it at once, so that an endless header may hold that one.
void Acceptor::Watch() {
  pollfd polled = {stop_, POLLIN, 0};
  while (::poll(&polled, 1, static_cast<int>(kConnectionsTick.count())) <= 0) connections_.Tick();
}

void Acceptor::AcceptOne() {
  sockaddr_storage peer{};
  socklen_t length = sizeof peer;
  const int fd = ::accept4(listener_, reinterpret_cast<sockaddr*>(&peer), &length, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (fd < 0) {
    if (errno == EMFILE || errno == ENFILE) ShedOne();
    return;  // anything else is the other side's haste
  }
  if (!connections_.Opened(fd, PeerName(peer), fd >= fd_max_)) {
    ::close(fd);
    shed_.fetch_add(1, std::memory_order_relaxed);
    return;
  }
  SetOption(fd, IPPROTO_TCP, TCP_NODELAY);  // gRPC does so for its own sockets only
  Handler::NewConnectionParameters connection;
  connection.fd = fd;
  handler_->HandleNewConnection(&connection);
}

void Acceptor::ShedOne() {
  if (spare_ >= 0) ::close(spare_);
  const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
  if (fd >= 0) ::close(fd);
  spare_ = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  shed_.fetch_add(1, std::memory_order_relaxed);
}

}  // namespace homeward::services
