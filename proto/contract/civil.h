// Where a day begins: the programme counts its days in Viet Nam, whatever the machine's zone.
#ifndef HOMEWARD_PROTO_CONTRACT_CIVIL_H_
#define HOMEWARD_PROTO_CONTRACT_CIVIL_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace homeward::contract {

inline constexpr int kVietnamOffsetSeconds = 7 * 60 * 60;  // UTC+7, no summer time since 1975

inline absl::TimeZone Vietnam() { return absl::FixedTimeZone(kVietnamOffsetSeconds); }

// The first microsecond of a date YYYY-MM-DD, `days_after` days later; nullopt if it is no date. Thread-safe.
inline std::optional<int64_t> StartOfDate(const std::string& date, int days_after = 0) {
  absl::CivilDay day;
  if (!absl::ParseCivilTime(date, &day)) return std::nullopt;
  return absl::ToUnixMicros(absl::FromCivil(day + days_after, Vietnam()));
}

}  // namespace homeward::contract

#endif  // HOMEWARD_PROTO_CONTRACT_CIVIL_H_
