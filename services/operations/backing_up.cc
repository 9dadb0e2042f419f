#include "services/operations/backing_up.h"

#include <algorithm>

#include "eventstore/backup.h"
#include "eventstore/bytes/sha256.h"
#include "eventstore/reason.h"
#include "proto/contract/text.h"
#include "services/errors/errors.h"
#include "services/limits.h"
#include "services/logging/log.h"
#include "services/server/files.h"

namespace homeward::services {
namespace {

bool IsNameCharacter(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; }

// What the caller is told; the paths of the server's disk are in the server's own log.
absl::Status Told(const absl::Status& failed) {
  switch (failed.code()) {
    case absl::StatusCode::kAlreadyExists:
      return Refusal(absl::StatusCode::kAlreadyExists, "BACKUP_EXISTS", "There is a backup of this name already.",
                     "Give another name, or leave it out.");
    case absl::StatusCode::kDataLoss:
      return Refusal(absl::StatusCode::kDataLoss, eventstore::kLogDamaged,
                     contract::Cat("What was copied is damaged: ", std::string(failed.message())),
                     "Stop the server, keep its disk as it is, and restore the last good backup.");
    case absl::StatusCode::kCancelled:
      return failed;
    default:
      return Refusal(absl::StatusCode::kUnavailable, "BACKUP_NOT_WRITTEN",
                     "The backup could not be written; the server's log says why.",
                     "See to the backup directory and its disk, then ask again.");
  }
}

}  // namespace

absl::Status CheckBackupName(const std::string& name) {
  if (name.size() <= kBackupNameBytesMax && std::all_of(name.begin(), name.end(), IsNameCharacter)) {
    return absl::OkStatus();
  }
  return Refusal(absl::StatusCode::kInvalidArgument, "BACKUP_NAME_MALFORMED", "The name is no folder's.",
                 contract::Cat("Use a-z, 0-9 and hyphens, at most ", kBackupNameBytesMax, ", or leave it out."));
}

absl::StatusOr<operations::v1::BackupResponse> BackUp(const Core& core, const std::string& name,
                                                      const std::function<bool()>& go_on) {
  const std::string folder = name.empty() ? contract::Cat("position-", core.store.head().position.value) : name;
  const std::string directory = contract::Cat(core.backup_directory, "/", folder);
  const absl::Status there = MakeDirectories(core.backup_directory);
  const auto held =
      there.ok() ? eventstore::MakeBackup(core.store, core.access, directory, [&](auto, auto, auto) { return go_on(); })
                 : there;
  if (!held.ok()) {
    Log(LogLevel::kError, "backup_failed",
        {{"directory", directory}, {"message", std::string(held.status().message())}});
    return Told(held.status());
  }
  Log(LogLevel::kInfo, "backup_made",
      {{"directory", directory}, {"position", held->position.value}, {"bytes", held->bytes}});
  operations::v1::BackupResponse response;
  response.set_directory(directory);
  response.set_position(held->position.value);
  response.set_root(eventstore::ToHex(eventstore::AsBytes(held->root)));
  response.set_incarnation(eventstore::ToHex(held->incarnation));
  response.set_access_position(held->access_position.value);
  response.set_bytes(held->bytes);
  return response;
}

}  // namespace homeward::services
