#include "services/cli/render/dates.h"

#include "absl/time/time.h"
#include "proto/contract/civil.h"
#include "services/cli/text.h"

namespace homeward::cli {
namespace {

using contract::Vietnam;

std::string Show(int64_t time_us, const char* format, absl::TimeZone zone) {
  return time_us == 0 ? "" : absl::FormatTime(format, absl::FromUnixMicros(time_us), zone);
}

}  // namespace

std::string ShowDate(int64_t time_us) { return Show(time_us, "%Y-%m-%d", Vietnam()); }

std::string ShowDateTime(int64_t time_us) { return Show(time_us, "%Y-%m-%d %H:%M", Vietnam()); }

std::string ShowInstant(int64_t time_us) {
  return Show(time_us, "%Y-%m-%dT%H:%M:%E*SZ", absl::UTCTimeZone());
}

absl::StatusOr<int64_t> ParseInstant(std::string_view text) {
  absl::Time time;
  if (absl::ParseTime(absl::RFC3339_full, View(text), &time, nullptr)) return absl::ToUnixMicros(time);
  for (const char* format : {"%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"}) {
    if (absl::ParseTime(format, View(text), Vietnam(), &time, nullptr)) return absl::ToUnixMicros(time);
  }
  return absl::InvalidArgumentError(
      Cat("'", text,
          "' is not a time: write 2025-07-01, 2025-07-01T09:30 (both in Viet Nam) or 2025-07-01T02:30:00Z"));
}

}  // namespace homeward::cli
