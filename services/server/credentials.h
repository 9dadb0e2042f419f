// The server's side of mutual TLS, kept up with its files: a renewed certificate or authority needs no restart.
#ifndef HOMEWARD_SERVICES_SERVER_CREDENTIALS_H_
#define HOMEWARD_SERVICES_SERVER_CREDENTIALS_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "grpcpp/security/server_credentials.h"
#include "services/server/config.h"
#include "services/server/pem.h"

namespace homeward::services {

// Certificates that the authority did not sign, or that have run out, never reach a method.
//
// A thread looks at the files; what has changed and can be used is served to new connections within
// kCertificateReload, and open ones live on with theirs, kConnectionAgeMax at most. What cannot be used is said in the
// log and the old goes on being served.
class TlsCredentials {
 public:
  // INVALID_ARGUMENT, NOT_FOUND, PERMISSION_DENIED: a file that cannot be used, by its name.
  static absl::StatusOr<std::unique_ptr<TlsCredentials>> Open(const config::v1::Tls& files);
  ~TlsCredentials();

  const std::shared_ptr<grpc::ServerCredentials>& grpc() const { return grpc_; }

  // When the certificate that is served runs out, in seconds since 1970.
  int64_t expires() const { return expires_.load(std::memory_order_relaxed); }

 private:
  // gRPC reads again what it serves from a path. These are paths of files in memory, so that it never finds what has
  // not been checked, nor a certificate with another one's key.
  class Slot {
   public:
    Slot() = default;
    ~Slot();
    absl::Status Put(const std::string& text);
    std::string path() const;

   private:
    int fd_ = -1;
  };

  explicit TlsCredentials(const config::v1::Tls& files) : files_(files) {}
  absl::Status Serve(const TlsTexts& texts);
  void Watch();
  void LookAgain();

  const config::v1::Tls files_;
  Slot pair_, authority_;
  TlsTexts served_;        // the thread's, once it runs
  std::string complaint_;  // of the last look
  bool complained_ = false;
  std::atomic<int64_t> expires_ = 0;
  std::shared_ptr<grpc::ServerCredentials> grpc_;
  absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace homeward::services

#endif  // HOMEWARD_SERVICES_SERVER_CREDENTIALS_H_
