#include "eventstore/backup/manifest.h"

#include <algorithm>
#include <utility>

#include "eventstore/bytes/sha256.h"
#include "eventstore/files/files.h"
#include "google/protobuf/util/json_util.h"
#include "proto/contract/text.h"

namespace homeward::eventstore {
namespace {

constexpr uint32_t kFormatVersion = 1;

// Below its folder, without a way out of it.
bool IsWithin(const std::string& path) {
  return !path.empty() && path.front() != '/' && path.find("..") == std::string::npos &&
         path.find('\0') == std::string::npos;
}

bool IsWhole(const BackupManifest& manifest) {
  const auto is_hash = [](const std::string& bytes) { return bytes.size() == sizeof(Hash); };
  return manifest.format_version() == kFormatVersion && manifest.files_size() > 0 &&
         manifest.incarnation().size() == 16 && is_hash(manifest.root()) && is_hash(manifest.access_root()) &&
         std::all_of(manifest.files().begin(), manifest.files().end(),
                     [&](const BackupFile& file) { return IsWithin(file.path()) && is_hash(file.sha256()); });
}

}  // namespace

absl::Status WriteManifest(const std::string& directory, const BackupManifest& manifest) {
  BackupManifest whole = manifest;
  whole.set_format_version(kFormatVersion);
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = true;
  std::string json;
  if (!google::protobuf::util::MessageToJsonString(whole, &json, options).ok()) {
    return absl::InternalError("the backup's manifest cannot be written as JSON");
  }
  return MakeFile(contract::Cat(directory, "/", kManifestFile), json, Secrecy::kPublic);
}

absl::StatusOr<BackupManifest> ReadManifest(const std::string& directory) {
  const std::string path = contract::Cat(directory, "/", kManifestFile);
  const absl::StatusOr<std::string> json = ReadFile(path);
  if (absl::IsNotFound(json.status())) {
    return absl::NotFoundError(contract::Cat(directory, " is no backup: it has no ", kManifestFile));
  }
  if (!json.ok()) return json.status();
  BackupManifest manifest;
  if (!google::protobuf::util::JsonStringToMessage(*json, &manifest).ok() || !IsWhole(manifest)) {
    return absl::DataLossError(contract::Cat(path, " is damaged; take another backup"));
  }
  return manifest;
}

Held HeldBy(const BackupManifest& manifest) {
  Held held{manifest.incarnation(),
            Position(manifest.position()),
            HashFromBytes(manifest.root()),
            Position(manifest.access_position()),
            HashFromBytes(manifest.access_root()),
            static_cast<uint64_t>(manifest.files_size())};
  for (const BackupFile& file : manifest.files()) held.bytes += file.bytes();
  return held;
}

}  // namespace homeward::eventstore
