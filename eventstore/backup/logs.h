// The two logs of a folder, opened beside one another and compared with themselves.
#ifndef HOMEWARD_EVENTSTORE_BACKUP_LOGS_H_
#define HOMEWARD_EVENTSTORE_BACKUP_LOGS_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "eventstore/backup.h"
#include "eventstore/ledger/ledger.h"

namespace homeward::eventstore {

// Where they lie in a data directory and in a backup.
inline constexpr char kLogFolder[] = "log";
inline constexpr char kAccessFolder[] = "access";

struct Logs {
  std::unique_ptr<Ledger> log, access;

  Held Hold() const;  // without files and bytes
};

// Opens both, which changes their files, and compares every record with its tree. As Ledger::Open; DATA_LOSS also for
// what was compared.
absl::StatusOr<Logs> OpenAndCompare(const std::string& directory, const BackupProgress& progress);

// DATA_LOSS unless they are the same logs at the same positions.
absl::Status Agree(const Held& found, const Held& said, const std::string& directory);

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_BACKUP_LOGS_H_
