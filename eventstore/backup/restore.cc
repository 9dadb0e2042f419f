#include <filesystem>
#include <system_error>
#include <utility>

#include "eventstore/backup.h"
#include "eventstore/backup/copying.h"
#include "eventstore/backup/logs.h"
#include "eventstore/backup/manifest.h"
#include "eventstore/files/files.h"
#include "proto/contract/text.h"

namespace homeward::eventstore {
namespace {

namespace fs = std::filesystem;

absl::Status Cannot(std::string_view what, const fs::path& path, const std::error_code& error) {
  return absl::UnavailableError(contract::Cat("cannot ", what, " ", path.string(), ": ", error.message()));
}

// An empty place for the restore below `data`. What a restore before this one left half done goes.
absl::Status Clear(const fs::path& data, const fs::path& place) {
  std::error_code error;
  if (fs::exists(data / kLogFolder)) {
    return absl::FailedPreconditionError(
        contract::Cat(data.string(), " holds a log already; restore into another directory"));
  }
  const bool half_done = fs::exists(place);
  if (fs::exists(data / kAccessFolder) && !half_done) {
    return absl::FailedPreconditionError(
        contract::Cat(data.string(), " holds an access log already; restore into another directory"));
  }
  fs::remove_all(data / kAccessFolder, error);
  if (!error) fs::remove_all(place, error);
  if (error) return Cannot("clear", place, error);
  fs::create_directories(place, error);
  if (error) return Cannot("make", place, error);
  fs::permissions(data, fs::perms::owner_all, error);
  return error ? Cannot("close to others", data, error) : absl::OkStatus();
}

absl::Status CopyAll(const std::string& from, const BackupManifest& manifest, const std::string& to,
                     const BackupProgress& progress) {
  const uint64_t of = HeldBy(manifest).bytes;
  uint64_t done = 0;
  for (const BackupFile& said : manifest.files()) {
    const std::string source = contract::Cat(from, "/", said.path());
    if (!fs::exists(source)) return absl::DataLossError(contract::Cat(source, " is missing"));
    if (absl::Status s = CopyFile(source, contract::Cat(to, "/", said.path()), Copying::kWhole); !s.ok()) return s;
    const auto copied = Digest(to, said.path(), [](uint64_t) { return true; });
    if (!copied.ok()) return copied.status();
    if (copied->bytes() != said.bytes() || copied->sha256() != said.sha256()) {
      return absl::DataLossError(contract::Cat(source, " differs from its digest"));
    }
    if (!progress("copying", done += said.bytes(), of)) return absl::CancelledError();
  }
  return absl::OkStatus();
}

// The log last: where it is, the restore is done.
absl::Status PutInPlace(const fs::path& place, const fs::path& data) {
  for (const char* folder : {kAccessFolder, kLogFolder}) {
    std::error_code error;
    fs::rename(place / folder, data / folder, error);
    if (error) return Cannot("put in place", data / folder, error);
    if (absl::Status status = SyncDirectory(data.string()); !status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Held> RestoreBackup(const std::string& directory, const std::string& data,
                                   const BackupProgress& progress) {
  const auto manifest = ReadManifest(directory);
  if (!manifest.ok()) return manifest.status();
  const fs::path place = fs::path(data) / "restoring";
  if (absl::Status status = Clear(data, place); !status.ok()) return status;
  const PassingFolder folder(place.string());
  if (absl::Status s = CopyAll(directory, *manifest, place.string(), progress); !s.ok()) return s;
  Held held = HeldBy(*manifest);
  {
    auto logs = OpenAndCompare(place.string(), progress);
    if (!logs.ok()) return logs.status();
    if (absl::Status status = Agree(logs->Hold(), held, directory); !status.ok()) return status;
    for (const auto& log : {std::ref(logs->log), std::ref(logs->access)}) {
      if (absl::Status status = log.get()->Reincarnate(); !status.ok()) return status;
    }
    held.incarnation = logs->log->incarnation();
  }
  if (absl::Status status = PutInPlace(place, data); !status.ok()) return status;
  return held;
}

}  // namespace homeward::eventstore
