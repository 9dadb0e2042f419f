// Files on their way into a backup and out of it.
#ifndef HOMEWARD_EVENTSTORE_BACKUP_COPYING_H_
#define HOMEWARD_EVENTSTORE_BACKUP_COPYING_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "eventstore/backup/manifest.h"

namespace homeward::eventstore {

// Every regular file below `directory` but locks, by path from there, in order.
absl::StatusOr<std::vector<std::string>> ListFiles(const std::string& directory);

// Length and SHA-256. `go_on` hears how many bytes more were read; false: CANCELLED.
absl::StatusOr<BackupFile> Digest(const std::string& directory, const std::string& path,
                                  absl::FunctionRef<bool(uint64_t)> go_on);

// How a file comes to another place.
enum class Copying {
  kWhole,       // every byte, synced
  kLinkTables,  // tables never change once written: a hard link serves, where the file system allows one
};

// Makes directories as needed. UNAVAILABLE: the disk.
absl::Status CopyFile(const std::string& from, const std::string& to, Copying copying);

// A folder that goes away with everything in it, unless kept.
class PassingFolder {
 public:
  explicit PassingFolder(std::string path) : path_(std::move(path)) {}
  ~PassingFolder();
  PassingFolder(const PassingFolder&) = delete;
  PassingFolder& operator=(const PassingFolder&) = delete;

  const std::string& path() const { return path_; }
  void Keep() { kept_ = true; }

 private:
  const std::string path_;
  bool kept_ = false;
};

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_BACKUP_COPYING_H_
