// The few small files that the server reads and writes besides its data.
#ifndef HOMEWARD_SERVICES_SERVER_FILES_H_
#define HOMEWARD_SERVICES_SERVER_FILES_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace homeward::services {

// At most 1 MiB. NOT_FOUND or PERMISSION_DENIED name the path.
absl::StatusOr<std::string> ReadFile(const std::string& path);

// Replaces the file at once: a reader sees the old text or the new, never half of one. Mode 0600 if `secret`.
absl::Status WriteFile(const std::string& path, std::string_view text, bool secret);

// Makes the directory and those above it, mode 0700.
absl::Status MakeDirectories(const std::string& path);

// FAILED_PRECONDITION if others than the owner may read the file.
absl::Status CheckSecret(const std::string& path);

}  // namespace homeward::services

#endif  // HOMEWARD_SERVICES_SERVER_FILES_H_
