// Which connections are open and whose they are: so that strangers cannot keep certified callers out, nor one caller
// all the others.
//
// gRPC owns a connection's descriptor once it has it, and tells nobody when it closes it. A connection is therefore
// known by its descriptor and the inode of its socket: where the descriptor is gone or another file's, it has closed.
#ifndef HOMEWARD_SERVICES_SERVER_CONNECTIONS_H_
#define HOMEWARD_SERVICES_SERVER_CONNECTIONS_H_

#include <sys/socket.h>

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"

namespace homeward::services {

// As gRPC's context.peer() names it, escapes undone: "ipv4:127.0.0.1:53412", "ipv6:[::1]:53412".
std::string PeerName(const sockaddr_storage& address);

// Thread-safe; a lock held for a few instructions and system calls that never wait.
class Connections {
 public:
  Connections(int open_max, int per_certificate_max);

  // A connection was accepted. Where there are as many as may be, or `crowded` (no descriptor is left for it), the
  // stranger that has waited longest is closed for it; those that named themselves by a call never are. False: nobody
  // could be closed, and the caller closes the newcomer.
  bool Opened(int fd, std::string peer, bool crowded);

  // A call came over `peer` by whom its certificate names. RESOURCE_EXHAUSTED (TOO_MANY_CONNECTIONS) if that is more
  // connections than one certificate may have: this one is closed kRefusedLinger later, so that the answer gets there.
  absl::Status Seen(std::string_view peer, std::string_view spiffe_id);

  // A message of a stream came whole over `peer`.
  void Heard(std::string_view peer);

  // Forgets what has closed, closes what was refused long enough ago, and cuts off a connection over which more than
  // kUnheardBytesMax have come without a call or a message coming whole: while one header goes on for ever, nothing
  // else can come over its connection (CVE-2023-33953). About once a second.
  void Tick();

  int open() const;          // as of the last Tick
  uint64_t evicted() const;  // strangers closed for a newcomer
  uint64_t cut() const;      // for what never became a call or a message
  uint64_t refused() const;  // connections beyond their certificate's

 private:
  struct Connection {
    uint64_t inode = 0;
    uint64_t number = 0;  // in the order of arrival
    std::string peer;
    std::string owner;     // SPIFFE id; empty: a stranger so far
    bool closing = false;  // shut down, gRPC has yet to close it
    bool refused = false;
    bool heard = true;                // since the last Tick that looked
    uint64_t received = 0, sent = 0;  // bytes when it was last heard
    std::chrono::steady_clock::time_point refused_at{};
  };

  bool MakeRoom() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void CutIfUnheard(int fd, Connection& connection) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Reset: also what has come and was not read yet is gone; else gRPC would go on with it.
  enum class Ending { kClosed, kReset };
  bool Close(int fd, Connection& connection, Ending ending) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Forget(int fd) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void SweepSometimes() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void ForgetGone() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  size_t CountOf(const std::string& owner) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const size_t open_max_;
  const size_t per_certificate_max_;
  mutable absl::Mutex mutex_;
  uint64_t next_ ABSL_GUARDED_BY(mutex_) = 0;
  uint64_t evicted_ ABSL_GUARDED_BY(mutex_) = 0;
  uint64_t cut_ ABSL_GUARDED_BY(mutex_) = 0;
  uint64_t refused_ ABSL_GUARDED_BY(mutex_) = 0;
  // How many there may be: open_max_, or as many as there were when descriptors ran out.
  size_t room_ ABSL_GUARDED_BY(mutex_);
  std::chrono::steady_clock::time_point swept_at_ ABSL_GUARDED_BY(mutex_);
  size_t closing_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::flat_hash_map<int, Connection> open_ ABSL_GUARDED_BY(mutex_);      // by descriptor
  absl::flat_hash_map<std::string, int> by_peer_ ABSL_GUARDED_BY(mutex_);  // descriptor
  std::map<uint64_t, int> strangers_ ABSL_GUARDED_BY(mutex_);              // descriptor by order of arrival
  absl::flat_hash_map<std::string, absl::flat_hash_set<int>> owned_ ABSL_GUARDED_BY(mutex_);  // by SPIFFE id
};

}  // namespace homeward::services

#endif  // HOMEWARD_SERVICES_SERVER_CONNECTIONS_H_
