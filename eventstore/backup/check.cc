#include <filesystem>
#include <set>
#include <utility>

#include "eventstore/backup.h"
#include "eventstore/backup/copying.h"
#include "eventstore/backup/logs.h"
#include "eventstore/backup/manifest.h"
#include "eventstore/ledger/directory_lock.h"
#include "proto/contract/text.h"

namespace homeward::eventstore {
namespace {

absl::Status MakeScratch(const std::string& scratch) {
  std::error_code error;
  if (std::filesystem::create_directory(scratch, error)) return absl::OkStatus();
  return absl::FailedPreconditionError(
      contract::Cat("cannot make ", scratch, error ? ": " + error.message() : ": it is there already"));
}

absl::Status CompareFiles(const std::string& directory, const BackupManifest& manifest,
                          const BackupProgress& progress) {
  const uint64_t of = HeldBy(manifest).bytes;
  uint64_t done = 0;
  std::set<std::string> named;
  for (const BackupFile& said : manifest.files()) {
    const auto found = Digest(directory, said.path(),
                              [&](uint64_t bytes) { return progress("comparing the files", done += bytes, of); });
    const std::string path = contract::Cat(directory, "/", said.path());
    if (absl::IsNotFound(found.status())) return absl::DataLossError(contract::Cat(path, " is missing"));
    if (!found.ok()) return found.status();
    if (found->bytes() != said.bytes()) {
      return absl::DataLossError(
          contract::Cat(path, " has ", found->bytes(), " bytes, the manifest says ", said.bytes()));
    }
    if (found->sha256() != said.sha256()) return absl::DataLossError(contract::Cat(path, " differs from its digest"));
    named.insert(said.path());
  }
  const auto paths = ListFiles(directory);
  if (!paths.ok()) return paths.status();
  for (const std::string& path : *paths) {
    if (path == kManifestFile || named.contains(path)) continue;
    return absl::DataLossError(contract::Cat(directory, "/", path, " is not in the manifest: take it away"));
  }
  return absl::OkStatus();
}

// Opens a copy of the folder's logs in `scratch`, where tables are links: what is checked is not changed.
absl::StatusOr<Held> CompareCopy(const std::string& from, const std::string& scratch, const BackupProgress& progress) {
  if (absl::Status status = MakeScratch(scratch); !status.ok()) return status;
  const PassingFolder folder(scratch);
  uint64_t files = 0, bytes = 0;
  for (const char* log : {kLogFolder, kAccessFolder}) {
    const auto paths = ListFiles(contract::Cat(from, "/", log));
    if (!paths.ok()) return paths.status();
    for (const std::string& path : *paths) {
      const std::string below = contract::Cat("/", log, "/", path);
      if (absl::Status s = CopyFile(from + below, scratch + below, Copying::kLinkTables); !s.ok()) return s;
      ++files;
      bytes += std::filesystem::file_size(from + below);
    }
  }
  const auto logs = OpenAndCompare(scratch, progress);
  if (!logs.ok()) return logs.status();
  Held held = logs->Hold();
  held.files = files;
  held.bytes = bytes;
  return held;
}

}  // namespace

absl::StatusOr<Held> CheckBackup(const std::string& directory, const std::string& scratch,
                                 const BackupProgress& progress) {
  const auto manifest = ReadManifest(directory);
  if (!manifest.ok()) return manifest.status();
  if (absl::Status status = CompareFiles(directory, *manifest, progress); !status.ok()) return status;
  const auto found = CompareCopy(directory, scratch, progress);
  if (!found.ok()) return found;
  const Held said = HeldBy(*manifest);
  if (absl::Status status = Agree(*found, said, directory); !status.ok()) return status;
  return said;
}

absl::StatusOr<Held> CheckData(const std::string& data, const std::string& scratch, const BackupProgress& progress) {
  if (!std::filesystem::exists(contract::Cat(data, "/", kLogFolder))) {
    return absl::NotFoundError(contract::Cat(data, " is neither a backup nor a data directory"));
  }
  const auto lock = DirectoryLock::Take(contract::Cat(data, "/", kLogFolder));
  if (!lock.ok()) return lock.status();
  return CompareCopy(data, scratch, progress);
}

}  // namespace homeward::eventstore
