// One backup of the running server.
#ifndef HOMEWARD_SERVICES_OPERATIONS_BACKING_UP_H_
#define HOMEWARD_SERVICES_OPERATIONS_BACKING_UP_H_

#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "homeward/operations/v1/operations.pb.h"
#include "services/server/core.h"

namespace homeward::services {

// INVALID_ARGUMENT (BACKUP_NAME_MALFORMED) unless it is one of a folder below the backup directory, or empty.
absl::Status CheckBackupName(const std::string& name);

// Takes as long as the log is long: on a thread of its own, one at a time. `go_on` is asked now and then; false:
// CANCELLED, and nothing is left. ALREADY_EXISTS (BACKUP_EXISTS), UNAVAILABLE (BACKUP_NOT_WRITTEN), DATA_LOSS
// (LOG_DAMAGED).
absl::StatusOr<operations::v1::BackupResponse> BackUp(const Core& core, const std::string& name,
                                                      const std::function<bool()>& go_on);

}  // namespace homeward::services

#endif  // HOMEWARD_SERVICES_OPERATIONS_BACKING_UP_H_
