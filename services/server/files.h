// The directories that the server makes.
#ifndef HOMEWARD_SERVICES_SERVER_FILES_H_
#define HOMEWARD_SERVICES_SERVER_FILES_H_

#include <string>

#include "absl/status/status.h"

namespace homeward::services {

// Makes the directory and those above it, mode 0700.
absl::Status MakeDirectories(const std::string& path);

}  // namespace homeward::services

#endif  // HOMEWARD_SERVICES_SERVER_FILES_H_
