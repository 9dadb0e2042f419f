#include "services/server/connections.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "proto/contract/text.h"
#include "services/errors/errors.h"
#include "services/limits.h"
#include "services/logging/log.h"

namespace homeward::services {
namespace {

// The inode of a socket's descriptor; 0 if it is closed, or no socket.
uint64_t SocketInode(int fd) {
  struct stat found;
  return ::fstat(fd, &found) == 0 && S_ISSOCK(found.st_mode) ? found.st_ino : 0;
}

struct Traffic {
  uint64_t received = 0, sent = 0;  // bytes
};

// Nothing where the kernel does not tell.
Traffic TrafficOf(int fd) {
  tcp_info info{};
  socklen_t length = sizeof info;
  if (::getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &length) != 0) return {};
  return {info.tcpi_bytes_received, info.tcpi_bytes_acked};
}

// gRPC escapes the brackets of IPv6 addresses: "%5B" is "[".
std::string WithoutEscapes(std::string_view text) {
  const auto digit = [](char c) { return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1; };
  std::string plain;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool escaped = text[i] == '%' && i + 2 < text.size() && digit(text[i + 1]) >= 0 && digit(text[i + 2]) >= 0;
    plain.push_back(escaped ? static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2])) : text[i]);
    if (escaped) i += 2;
  }
  return plain;
}

absl::Status TooMany(size_t max) {
  return Refusal(absl::StatusCode::kResourceExhausted, "TOO_MANY_CONNECTIONS",
                 contract::Cat("This certificate has ", max, " connections open, as many as it may; this one closes."),
                 "Use one connection for many calls, or close those that you no longer need.");
}

}  // namespace

std::string PeerName(const sockaddr_storage& address) {
  char text[INET6_ADDRSTRLEN] = "";
  if (address.ss_family == AF_INET) {
    const auto& v4 = reinterpret_cast<const sockaddr_in&>(address);
    ::inet_ntop(AF_INET, &v4.sin_addr, text, sizeof text);
    return contract::Cat("ipv4:", text, ":", ntohs(v4.sin_port));
  }
  if (address.ss_family != AF_INET6) return "";
  const auto& v6 = reinterpret_cast<const sockaddr_in6&>(address);
  if (IN6_IS_ADDR_V4MAPPED(&v6.sin6_addr)) {
    ::inet_ntop(AF_INET, &v6.sin6_addr.s6_addr[12], text, sizeof text);
    return contract::Cat("ipv4:", text, ":", ntohs(v6.sin6_port));
  }
  ::inet_ntop(AF_INET6, &v6.sin6_addr, text, sizeof text);
  const std::string scope = v6.sin6_scope_id == 0 ? "" : contract::Cat("%", v6.sin6_scope_id);
  return contract::Cat("ipv6:[", text, scope, "]:", ntohs(v6.sin6_port));
}

Connections::Connections(int open_max, int per_certificate_max)
    : open_max_(static_cast<size_t>(open_max)),
      per_certificate_max_(static_cast<size_t>(per_certificate_max)),
      room_(open_max_) {}

bool Connections::Opened(int fd, std::string peer, bool crowded) {
  absl::MutexLock lock(&mutex_);
  Forget(fd);  // whoever had this descriptor has closed it
  if (crowded) {
    // The newest descriptor is the lowest that is free, so this one's number says that all are taken; later ones fill
    // the gaps that evictions leave, and only their count tells.
    SweepSometimes();
    room_ = std::clamp<size_t>(open_.size(), 1, room_);
  }
  if (open_.size() >= room_ && !MakeRoom()) return false;
  if (const auto same = by_peer_.find(peer); same != by_peer_.end()) Forget(same->second);
  const uint64_t number = next_++;
  by_peer_[peer] = fd;
  strangers_[number] = fd;
  Connection& opened = open_[fd] = Connection{SocketInode(fd), number, std::move(peer)};
  opened.heard = false;  // it counts from its first byte
  return true;
}

// As many as kEvictionsAtOnce may be on their way out; gRPC closes them on threads of its own.
bool Connections::MakeRoom() {
  if (closing_ >= kEvictionsAtOnce) SweepSometimes();
  if (closing_ >= kEvictionsAtOnce) return false;
  if (!strangers_.empty()) {
    const int fd = strangers_.begin()->second;
    Connection& oldest = open_.at(fd);
    const bool gone = SocketInode(fd) != oldest.inode;
    if (gone) {
      Forget(fd);
    } else if (!Close(fd, oldest, Ending::kClosed)) {
      return false;
    } else {
      ++evicted_;
    }
    return true;
  }
  SweepSometimes();
  return open_.size() < room_;
}

// From outside, without a race against gRPC's own close: a duplicate cannot become another file's under our hands.
bool Connections::Close(int fd, Connection& connection, Ending ending) {
  const int own = ::fcntl(fd, F_DUPFD_CLOEXEC, 0);
  if (own < 0) return false;
  const sockaddr nobody{AF_UNSPEC, {}};  // to whom connecting means to be connected no more
  if (SocketInode(own) == connection.inode) {
    ending == Ending::kClosed ? ::shutdown(own, SHUT_RDWR) : ::connect(own, &nobody, sizeof nobody);
  }
  ::close(own);
  if (!connection.closing) ++closing_;
  connection.closing = true;
  strangers_.erase(connection.number);
  return true;
}

void Connections::Forget(int fd) {
  const auto found = open_.find(fd);
  if (found == open_.end()) return;
  const Connection& connection = found->second;
  if (connection.closing) --closing_;
  strangers_.erase(connection.number);
  if (const auto peer = by_peer_.find(connection.peer); peer != by_peer_.end() && peer->second == fd) {
    by_peer_.erase(peer);
  }
  if (const auto owned = owned_.find(connection.owner); owned != owned_.end()) {
    owned->second.erase(fd);
    if (owned->second.empty()) owned_.erase(owned);
  }
  open_.erase(found);
}

// In a flood every newcomer would look at all the others.
void Connections::SweepSometimes() {
  if (std::chrono::steady_clock::now() - swept_at_ >= kSweepPause) ForgetGone();
}

void Connections::ForgetGone() {
  swept_at_ = std::chrono::steady_clock::now();
  std::vector<int> gone;
  for (const auto& [fd, connection] : open_) {
    if (SocketInode(fd) != connection.inode) gone.push_back(fd);
  }
  for (const int fd : gone) Forget(fd);
}

// Those of them that are still open.
size_t Connections::CountOf(const std::string& owner) {
  const auto owned = owned_.find(owner);
  if (owned == owned_.end()) return 0;
  std::vector<int> gone;
  for (const int fd : owned->second) {
    if (SocketInode(fd) != open_.at(fd).inode) gone.push_back(fd);
  }
  const size_t open = owned->second.size() - gone.size();
  for (const int fd : gone) Forget(fd);
  return open;
}

absl::Status Connections::Seen(std::string_view peer, std::string_view spiffe_id) {
  const std::string name = WithoutEscapes(peer);
  absl::MutexLock lock(&mutex_);
  const auto known = by_peer_.find(name);
  if (known == by_peer_.end()) return absl::OkStatus();  // not by way of the acceptor
  const int fd = known->second;
  Connection& connection = open_.at(fd);
  connection.heard = true;
  if (connection.refused) return TooMany(per_certificate_max_);
  if (!connection.owner.empty() || connection.closing) return absl::OkStatus();
  const std::string owner(spiffe_id);
  const auto owned = owned_.find(owner);
  if (owned != owned_.end() && owned->second.size() >= per_certificate_max_ && CountOf(owner) >= per_certificate_max_) {
    connection.refused = true;
    connection.refused_at = std::chrono::steady_clock::now();
    ++refused_;
    return TooMany(per_certificate_max_);
  }
  connection.owner = owner;
  strangers_.erase(connection.number);
  owned_[owner].insert(fd);
  return absl::OkStatus();
}

void Connections::Heard(std::string_view peer) {
  const std::string name = WithoutEscapes(peer);
  absl::MutexLock lock(&mutex_);
  if (const auto known = by_peer_.find(name); known != by_peer_.end()) open_.at(known->second).heard = true;
}

// What the server sent is answered by a little that is no call: acknowledgements, windows.
void Connections::CutIfUnheard(int fd, Connection& connection) {
  const Traffic now = TrafficOf(fd);
  if (connection.heard) {
    connection.heard = false;
    connection.received = now.received;
    connection.sent = now.sent;
    return;
  }
  const uint64_t may = connection.received + kUnheardBytesMax + (now.sent - std::min(now.sent, connection.sent)) / 16;
  if (now.received <= may || !Close(fd, connection, Ending::kReset)) return;
  ++cut_;
  Log(LogLevel::kWarning, "connection_cut",
      {{"caller", connection.owner}, {"bytes", now.received - connection.received}});
}

void Connections::Tick() {
  absl::MutexLock lock(&mutex_);
  ForgetGone();
  if (open_.size() <= room_ / 2) room_ = open_max_;
  const auto now = std::chrono::steady_clock::now();
  for (auto& [fd, connection] : open_) {
    if (connection.refused && !connection.closing && now - connection.refused_at >= kRefusedLinger) {
      Close(fd, connection, Ending::kClosed);
    }
    if (!connection.closing) CutIfUnheard(fd, connection);
  }
}

int Connections::open() const {
  absl::MutexLock lock(&mutex_);
  return static_cast<int>(open_.size());
}

uint64_t Connections::evicted() const {
  absl::MutexLock lock(&mutex_);
  return evicted_;
}

uint64_t Connections::cut() const {
  absl::MutexLock lock(&mutex_);
  return cut_;
}

uint64_t Connections::refused() const {
  absl::MutexLock lock(&mutex_);
  return refused_;
}

}  // namespace homeward::services
