// What a backup says of itself: where its logs end, and each file's length and SHA-256.
#ifndef HOMEWARD_EVENTSTORE_BACKUP_MANIFEST_H_
#define HOMEWARD_EVENTSTORE_BACKUP_MANIFEST_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "eventstore/backup.h"
#include "homeward/record/v1/record.pb.h"

namespace homeward::eventstore {

using record::v1::BackupFile;
using record::v1::BackupManifest;

// Written whole or not at all, and synced. JSON, so that anybody can read it.
absl::Status WriteManifest(const std::string& directory, const BackupManifest& manifest);

// NOT_FOUND: `directory` is no backup. DATA_LOSS: it cannot be read, names a path outside its folder, or names none.
absl::StatusOr<BackupManifest> ReadManifest(const std::string& directory);

Held HeldBy(const BackupManifest& manifest);

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_BACKUP_MANIFEST_H_
