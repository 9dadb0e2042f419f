#include "services/server/credentials.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <utility>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "eventstore/files/files.h"
#include "eventstore/threads/thread.h"
#include "grpcpp/security/tls_certificate_provider.h"
#include "grpcpp/security/tls_credentials_options.h"
#include "proto/contract/text.h"
#include "services/limits.h"
#include "services/logging/log.h"

namespace homeward::services {
namespace {

constexpr unsigned kGrpcLooks = 1;  // second between two looks of gRPC at the slots
constexpr std::chrono::seconds kOurLooks = kCertificateReload - std::chrono::seconds(2 * kGrpcLooks);

}  // namespace

TlsCredentials::Slot::~Slot() {
  if (fd_ >= 0) ::close(fd_);
}

std::string TlsCredentials::Slot::path() const { return contract::Cat("/proc/self/fd/", fd_); }

// What has the path open meanwhile reads on in the old file; dup3 puts the new one in its place at once.
absl::Status TlsCredentials::Slot::Put(const std::string& text) {
  const int fresh = ::memfd_create("homeward-tls", MFD_CLOEXEC);
  if (fresh < 0) return absl::ErrnoToStatus(errno, "cannot make a file in memory");
  const bool written = ::write(fresh, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  if (!written || fd_ < 0) {
    if (written) fd_ = fresh;
    if (!written) ::close(fresh);
    return written ? absl::OkStatus() : absl::ResourceExhaustedError("cannot write a file in memory");
  }
  const bool put = ::dup3(fresh, fd_, O_CLOEXEC) >= 0;
  ::close(fresh);
  return put ? absl::OkStatus() : absl::ErrnoToStatus(errno, "cannot replace a file in memory");
}

absl::StatusOr<std::unique_ptr<TlsCredentials>> TlsCredentials::Open(const config::v1::Tls& files) {
  absl::StatusOr<TlsTexts> texts = ReadTls(files);
  if (!texts.ok()) return texts.status();
  std::unique_ptr<TlsCredentials> credentials(new TlsCredentials(files));
  if (absl::Status served = credentials->Serve(*texts); !served.ok()) return served;
  const absl::Status secret = eventstore::CheckSecret(files.key());
  if (!secret.ok()) Log(LogLevel::kWarning, "key_file_open", {{"message", std::string(secret.message())}});

  const std::string pair = credentials->pair_.path();
  grpc::experimental::TlsServerCredentialsOptions options(
      std::make_shared<grpc::experimental::FileWatcherCertificateProvider>(pair, pair, credentials->authority_.path(),
                                                                           kGrpcLooks));
  options.watch_identity_key_cert_pairs();
  options.watch_root_certs();
  options.set_cert_request_type(GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
  credentials->grpc_ = grpc::experimental::TlsServerCredentials(options);
  credentials->thread_ = eventstore::StartThread("certificates", eventstore::Urgency::kBehind,
                                                 [raw = credentials.get()] { raw->Watch(); });
  return credentials;
}

TlsCredentials::~TlsCredentials() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  if (thread_.joinable()) thread_.join();
}

absl::Status TlsCredentials::Serve(const TlsTexts& texts) {
  const absl::StatusOr<int64_t> expires = CheckTls(texts, files_);
  if (!expires.ok()) return expires.status();
  if (*expires < absl::ToUnixSeconds(absl::Now())) {
    if (!served_.key.empty()) return absl::InvalidArgumentError(contract::Cat(files_.certificate(), ": has run out"));
    Log(LogLevel::kError, "certificate_expired", {{"file", files_.certificate()}});  // its place may be taken any time
  }
  if (texts.certificate != served_.certificate || texts.key != served_.key) {
    const absl::Status put = pair_.Put(contract::Cat(texts.certificate, "\n", texts.key));
    if (!put.ok()) return put;
  }
  if (texts.client_ca != served_.client_ca) {
    if (absl::Status put = authority_.Put(texts.client_ca); !put.ok()) return put;
  }
  served_ = texts;
  expires_ = *expires;
  return absl::OkStatus();
}

void TlsCredentials::Watch() {
  while (true) {
    {
      absl::MutexLock lock(&mutex_);
      if (mutex_.AwaitWithTimeout(absl::Condition(&stopping_), absl::FromChrono(kOurLooks))) return;
    }
    LookAgain();
  }
}

// Whoever renews them writes one file after the other: what is wrong once is looked at again before it is said.
void TlsCredentials::LookAgain() {
  const absl::StatusOr<TlsTexts> texts = ReadTls(files_);
  if (texts.ok() && *texts == served_) {
    complaint_.clear();
    complained_ = false;
    return;
  }
  const absl::Status served = texts.ok() ? Serve(*texts) : texts.status();
  if (served.ok()) {
    complaint_.clear();
    complained_ = false;
    return Log(LogLevel::kInfo, "certificate_renewed", {{"expires", expires()}});
  }
  const std::string complaint(served.message());
  if (complaint == complaint_ && !complained_) {
    Log(LogLevel::kError, "certificate_not_renewed", {{"message", complaint}, {"expires", expires()}});
    complained_ = true;
  }
  if (complaint != complaint_) complained_ = false;
  complaint_ = complaint;
}

}  // namespace homeward::services
