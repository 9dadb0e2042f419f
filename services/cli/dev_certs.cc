#include "services/cli/dev_certs.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "absl/strings/match.h"
#include "services/cli/text.h"

namespace homeward::cli {
namespace {

namespace fs = std::filesystem;

constexpr mode_t kKeyMode = 0600;
constexpr mode_t kCertificateMode = 0644;

absl::Status FileError(std::string_view doing, const fs::path& path, int error) {
  return absl::UnavailableError(Cat(doing, " ", path.string(), ": ", std::strerror(error)));
}

// Made with its final mode from the first byte on; an old file is removed, never written into.
absl::Status WriteFile(const fs::path& path, const std::string& text, mode_t mode) {
  if (unlink(path.c_str()) != 0 && errno != ENOENT) return FileError("cannot replace", path, errno);
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
  if (file < 0) return FileError("cannot create", path, errno);
  size_t written = 0;
  while (written < text.size()) {
    const ssize_t count = write(file, text.data() + written, text.size() - written);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) {
      const int error = errno;
      close(file);
      return FileError("cannot write", path, error);
    }
    written += static_cast<size_t>(count);
  }
  return close(file) == 0 ? absl::OkStatus() : FileError("cannot write", path, errno);
}

absl::Status WritePair(const fs::path& directory, const std::string& name, const PemPair& pair) {
  absl::Status status = WriteFile(directory / (name + ".key"), pair.key, kKeyMode);
  if (status.ok()) status = WriteFile(directory / (name + ".pem"), pair.certificate, kCertificateMode);
  return status;
}

absl::Status RefuseToOverwrite(const fs::path& directory) {
  std::vector<std::string> names = {"ca", "server"};
  for (const auto& [role, prefix] : DevRoles()) names.push_back(role);
  for (const std::string& name : names) {
    for (const char* ending : {".pem", ".key"}) {
      std::error_code error;
      if (fs::exists(directory / (name + ending), error)) {
        return absl::AlreadyExistsError(Cat((directory / (name + ending)).string(), " is there already"));
      }
    }
  }
  return absl::OkStatus();
}

absl::Status CheckUnits(const std::map<std::string, std::string>& units) {
  for (const auto& [role, unit] : units) {
    bool known = false;
    for (const auto& [name, prefix] : DevRoles()) {
      if (name != role) continue;
      known = true;
      if (unit != prefix && !absl::StartsWith(unit, prefix + ".")) {
        return absl::InvalidArgumentError(
            Cat("unit '", unit, "' is not ", prefix, " or below it, as role ", role, " needs"));
      }
    }
    if (!known) return absl::InvalidArgumentError(Cat("there is no role '", role, "'"));
  }
  return absl::OkStatus();
}

bool IsAddress(const std::string& host) {
  unsigned char bytes[sizeof(in6_addr)];
  return inet_pton(AF_INET, host.c_str(), bytes) == 1 || inet_pton(AF_INET6, host.c_str(), bytes) == 1;
}

CertificateRequest ServerRequest(const DevCertsOptions& options, const Validity& validity) {
  CertificateRequest request{.common_name = "homeward server",
                             .use = CertificateUse::kServer,
                             .uris = {},
                             .dns_names = {"localhost"},
                             .ip_addresses = {"127.0.0.1", "::1"},
                             .validity = validity};
  for (const std::string& host : options.hosts) {
    (IsAddress(host) ? request.ip_addresses : request.dns_names).push_back(host);
  }
  return request;
}

}  // namespace

const std::vector<std::pair<std::string, std::string>>& DevRoles() {
  static const auto* roles = new std::vector<std::pair<std::string, std::string>>{
      {"labour", "soc"},    {"police", "pol"},      {"border_guard", "bdr"}, {"prosecution", "pro"}, {"commune", "com"},
      {"programme", "gov"}, {"coordinator", "crd"}, {"auditor", "aud"},      {"operator", "ops"}};
  return *roles;
}

absl::StatusOr<std::vector<WrittenIdentity>> WriteDevCerts(const DevCertsOptions& options) {
  absl::Status status = CheckUnits(options.units);
  if (!status.ok()) return status;
  const fs::path directory = options.directory;
  if (!options.force) status = RefuseToOverwrite(directory);
  if (!status.ok()) return status;
  std::error_code error;
  fs::create_directories(directory, error);
  if (error) return FileError("cannot create", directory, error.value());

  const Validity validity = ValidForDays(options.days);
  absl::StatusOr<PemPair> authority = MakeAuthority("Homeward development CA", validity);
  if (!authority.ok()) return authority.status();
  std::vector<WrittenIdentity> written = {{"ca", ""}};
  status = WritePair(directory, "ca", *authority);
  if (!status.ok()) return status;

  std::vector<CertificateRequest> requests = {ServerRequest(options, validity)};
  std::vector<WrittenIdentity> identities = {{"server", ""}};
  for (const auto& [role, prefix] : DevRoles()) {
    const auto narrowed = options.units.find(role);
    const std::string id = SpiffeId(role, narrowed == options.units.end() ? prefix : narrowed->second);
    requests.push_back({.common_name = role,
                        .use = CertificateUse::kClient,
                        .uris = {id},
                        .dns_names = {},
                        .ip_addresses = {},
                        .validity = validity});
    identities.push_back({role, id});
  }
  for (size_t i = 0; i < requests.size(); ++i) {
    absl::StatusOr<PemPair> pair = IssueCertificate(*authority, requests[i]);
    if (!pair.ok()) return pair.status();
    status = WritePair(directory, identities[i].name, *pair);
    if (!status.ok()) return status;
    written.push_back(identities[i]);
  }
  return written;
}

}  // namespace homeward::cli
