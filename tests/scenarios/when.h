// Moments as scenarios write them: days counted from the scenario's day 0, or dates.
//
//   @-9   @3.14:30   @2025-07-01   @2025-07-01.00:05
//
// All days are Viet Nam's (UTC+7, no daylight saving). Pure values.
#ifndef HOMEWARD_TESTS_SCENARIOS_WHEN_H_
#define HOMEWARD_TESTS_SCENARIOS_WHEN_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace homeward::scenario {

struct When {
  bool dated = false;  // `day` counts from 1970-01-01 instead of from day 0
  int64_t day = 0;
  std::optional<int> minute;  // of the day; absent: the scenario's order decides
};

// INVALID_ARGUMENT if `text` is not a moment.
absl::StatusOr<When> ParseWhen(absl::string_view text);

// Days since 1970-01-01 of YYYY-MM-DD, and back.
absl::StatusOr<int64_t> ParseDate(absl::string_view text);
std::string FormatDate(int64_t day);

// Places a scenario in time.
struct Calendar {
  int64_t start = 0;     // day 0, counted from 1970-01-01
  double stretch = 1.0;  // at least 1, so that different days stay different

  int64_t Day(const When& when) const;  // since 1970-01-01
  // Microseconds UTC. A moment without a minute is `default_minute` of its day.
  int64_t Micros(const When& when, int default_minute) const;
};

inline constexpr int64_t kMinuteUs = 60 * 1'000'000LL;
inline constexpr int64_t kDayUs = 24 * 60 * kMinuteUs;
inline constexpr int64_t kVietNamOffsetUs = 7 * 60 * kMinuteUs;

}  // namespace homeward::scenario

#endif  // HOMEWARD_TESTS_SCENARIOS_WHEN_H_
