#include "eventstore/backup.h"

#include <filesystem>
#include <system_error>
#include <utility>

#include "eventstore/backup/copying.h"
#include "eventstore/backup/logs.h"
#include "eventstore/backup/manifest.h"
#include "eventstore/bytes/sha256.h"
#include "eventstore/files/files.h"
#include "proto/contract/text.h"

namespace homeward::eventstore {
namespace {

// The digests of what lies in the folder.
absl::Status AddFiles(const std::string& directory, const BackupProgress& progress, BackupManifest* manifest) {
  const auto paths = ListFiles(directory);
  if (!paths.ok()) return paths.status();
  uint64_t done = 0;
  for (size_t i = 0; i < paths->size(); ++i) {
    auto file = Digest(directory, (*paths)[i], [](uint64_t) { return true; });
    if (!file.ok()) return file.status();
    *manifest->add_files() = *std::move(file);
    if (!progress("taking the digests", ++done, paths->size())) return absl::CancelledError();
  }
  return absl::OkStatus();
}

// What Checkpoint and Ledger::Open wrote is synced by them; the folders' own entries are synced here.
absl::Status SyncFolders(const std::string& directory) {
  for (const char* folder : {"", "/log", "/log/db", "/access", "/access/db"}) {
    if (absl::Status status = SyncDirectory(directory + folder); !status.ok()) return status;
  }
  const std::string parent = std::filesystem::absolute(directory).parent_path();
  return SyncDirectory(parent);
}

}  // namespace

absl::StatusOr<Held> MakeBackup(const Store& store, const AccessLog& access, const std::string& directory,
                                const BackupProgress& progress) {
  std::error_code error;
  if (!std::filesystem::create_directory(directory, error)) {
    if (error) return absl::UnavailableError(contract::Cat("cannot make ", directory, ": ", error.message()));
    return absl::AlreadyExistsError(contract::Cat(directory, " is there already; name another"));
  }
  std::filesystem::permissions(directory, std::filesystem::perms::owner_all, error);
  PassingFolder folder(directory);
  if (absl::Status s = store.CopyTo(contract::Cat(directory, "/", kLogFolder)); !s.ok()) return s;
  if (!progress("copying", 1, 2)) return absl::CancelledError();
  if (absl::Status s = access.CopyTo(contract::Cat(directory, "/", kAccessFolder)); !s.ok()) return s;
  if (!progress("copying", 2, 2)) return absl::CancelledError();

  BackupManifest manifest;
  {
    const absl::StatusOr<Logs> logs = OpenAndCompare(directory, progress);
    if (!logs.ok()) return logs.status();
    const Held held = logs->Hold();
    manifest.set_incarnation(held.incarnation);
    manifest.set_position(held.position.value);
    manifest.set_root(std::string(AsBytes(held.root)));
    manifest.set_access_position(held.access_position.value);
    manifest.set_access_root(std::string(AsBytes(held.access_root)));
  }
  if (absl::Status s = AddFiles(directory, progress, &manifest); !s.ok()) return s;
  if (absl::Status s = SyncFolders(directory); !s.ok()) return s;
  if (absl::Status s = WriteManifest(directory, manifest); !s.ok()) return s;
  folder.Keep();
  return HeldBy(manifest);
}

absl::StatusOr<Held> MakeBackupOf(const std::string& data, const std::string& directory,
                                  const BackupProgress& progress) {
  StoreOptions options;
  options.directory = contract::Cat(data, "/", kLogFolder);
  if (!std::filesystem::exists(options.directory)) {
    return absl::NotFoundError(contract::Cat(data, " is no data directory: it has no ", kLogFolder));
  }
  const auto store = Store::Open(std::move(options));
  if (!store.ok()) return store.status();
  const auto access = AccessLog::Open({.directory = contract::Cat(data, "/", kAccessFolder)});
  if (!access.ok()) return access.status();
  return MakeBackup(**store, **access, directory, progress);
}

}  // namespace homeward::eventstore
