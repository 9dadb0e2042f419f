// Backups: a folder from which a log goes on elsewhere, and the check of a folder without touching it.
//
//   MakeBackup(*store, *access, "/backup/monday", progress);        // of a running server
//   CheckBackup("/backup/monday", scratch, progress);               // anywhere, later
//   RestoreBackup("/backup/monday", "/var/lib/homeward", progress); // on another machine
//
// A backup holds the log and the access log, and a manifest written last: a folder without it is no backup. It holds no
// keys: person-id.key and checkpoint.key are kept apart, or whoever finds a backup could mint ids and sign for the log.
#ifndef HOMEWARD_EVENTSTORE_BACKUP_H_
#define HOMEWARD_EVENTSTORE_BACKUP_H_

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "eventstore/access_log.h"
#include "eventstore/store.h"
#include "eventstore/types.h"

namespace homeward::eventstore {

inline constexpr char kManifestFile[] = "backup.json";

// What a backup, or a data directory, was found to hold.
struct Held {
  std::string incarnation;  // 16 bytes; of the log
  Position position;
  Hash root{};
  Position access_position;
  Hash access_root{};
  uint64_t files = 0;
  uint64_t bytes = 0;  // of them all
};

// What is being done, how far it has come, and how far it has to go. Called on the working thread; false: stop there,
// CANCELLED.
using BackupProgress = std::function<bool(std::string_view doing, uint64_t done, uint64_t of)>;

// Copies, compares every record of the copy with its tree, takes each file's digest, writes the manifest. `directory`
// must not be there; after a failure it is not. One at a time. ALREADY_EXISTS, UNAVAILABLE: the disk, DATA_LOSS: the
// log itself is damaged.
absl::StatusOr<Held> MakeBackup(const Store& store, const AccessLog& access, const std::string& directory,
                                const BackupProgress& progress);

// The same of the data directory of a server that is not running. FAILED_PRECONDITION: it runs.
absl::StatusOr<Held> MakeBackupOf(const std::string& data, const std::string& directory,
                                  const BackupProgress& progress);

// Compares every file with its digest, every record with its tree, the tree with the manifest's root. Writes nothing
// into the backup: logs are opened in `scratch`, which must not be there and is gone afterwards; there tables are links
// if it lies on the same file system. DATA_LOSS names the file or the position; NOT_FOUND: no backup.
absl::StatusOr<Held> CheckBackup(const std::string& directory, const std::string& scratch,
                                 const BackupProgress& progress);

// The same of the data directory of a server that is not running. FAILED_PRECONDITION: it runs.
absl::StatusOr<Held> CheckData(const std::string& data, const std::string& scratch, const BackupProgress& progress);

// Puts the logs of a backup into `data`, which may hold keys but no log: checked on the way as CheckBackup does, and
// with a new incarnation, so that positions read from the log before are known as another log's. What was cut off
// before its end is begun anew. FAILED_PRECONDITION: there is a log already.
absl::StatusOr<Held> RestoreBackup(const std::string& directory, const std::string& data,
                                   const BackupProgress& progress);

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_BACKUP_H_
