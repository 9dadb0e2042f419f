// A folder of development certificates: one authority, one identity for each role, one for the server.
#ifndef HOMEWARD_SERVICES_CLI_DEV_CERTS_H_
#define HOMEWARD_SERVICES_CLI_DEV_CERTS_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/cli/certs.h"

namespace homeward::cli {

struct DevCertsOptions {
  std::string directory;
  int days = kCertificateDaysDefault;
  bool force = false;                        // overwrite
  std::map<std::string, std::string> units;  // role → unit, where narrower than the role's prefix
  std::vector<std::string> hosts;            // further names or addresses of the server
};

struct WrittenIdentity {
  std::string name;       // file name without ending: "police", "server"
  std::string spiffe_id;  // empty for the authority
};

// Role and the bare prefix of its units: {"labour", "soc"}, …
const std::vector<std::pair<std::string, std::string>>& DevRoles();

// Writes ca.pem, ca.key, <role>.pem, <role>.key, server.pem, server.key; keys are readable by their owner
// only. ALREADY_EXISTS without `force` if any of them is there: nothing is written then. INVALID_ARGUMENT: a
// unit outside its role, an unknown role.
absl::StatusOr<std::vector<WrittenIdentity>> WriteDevCerts(const DevCertsOptions& options);

}  // namespace homeward::cli

#endif  // HOMEWARD_SERVICES_CLI_DEV_CERTS_H_
