// Small files beside the data: keys, checkpoints, ports. Whole or not there, also after a power cut.
#ifndef HOMEWARD_EVENTSTORE_FILES_FILES_H_
#define HOMEWARD_EVENTSTORE_FILES_FILES_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace homeward::eventstore {

// Thread-safe, all of them, as long as two threads do not write one path.

inline constexpr size_t kSmallFileBytes = 1u << 20;  // bytes that ReadFile takes

// NOT_FOUND and PERMISSION_DENIED name the path; INVALID_ARGUMENT: larger than kSmallFileBytes.
absl::StatusOr<std::string> ReadFile(const std::string& path);

enum class Secrecy { kPublic, kOwnerOnly };  // mode 0644, 0600

// Puts the text in the place of what was there: a reader, also one after a power cut, finds the old text or the new,
// never half of one. Synced, with its directory, when it returns.
absl::Status ReplaceFile(const std::string& path, std::string_view text, Secrecy secrecy);

// Makes a file that was not there: ALREADY_EXISTS if it was. Synced likewise.
absl::Status MakeFile(const std::string& path, std::string_view text, Secrecy secrecy);

// fsync of a directory, so that files made in it survive a power cut.
absl::Status SyncDirectory(const std::string& directory);

// FAILED_PRECONDITION if others than the owner may read the file.
absl::Status CheckSecret(const std::string& path);

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_FILES_FILES_H_
