// Instants as people in Viet Nam read them: Asia/Ho_Chi_Minh, UTC+7 the whole year since 1975.
#ifndef HOMEWARD_SERVICES_CLI_RENDER_DATES_H_
#define HOMEWARD_SERVICES_CLI_RENDER_DATES_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace homeward::cli {

// All take microseconds since the epoch, UTC; 0 gives "".
std::string ShowDate(int64_t time_us);      // 2025-07-01
std::string ShowDateTime(int64_t time_us);  // 2025-07-01 09:30
std::string ShowInstant(int64_t time_us);   // 2025-07-01T02:30:00Z, for machines

// Reads "2025-07-01" (midnight in Viet Nam), "2025-07-01T09:30" (there) or RFC 3339 with a zone.
// INVALID_ARGUMENT, saying what is accepted.
absl::StatusOr<int64_t> ParseInstant(std::string_view text);

}  // namespace homeward::cli

#endif  // HOMEWARD_SERVICES_CLI_RENDER_DATES_H_
