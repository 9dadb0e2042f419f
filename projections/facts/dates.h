// Civil dates of Viet Nam (Asia/Ho_Chi_Minh: UTC+7, no summer time), in which the law counts. Pure, thread-safe.
#ifndef HOMEWARD_PROJECTIONS_FACTS_DATES_H_
#define HOMEWARD_PROJECTIONS_FACTS_DATES_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "google/protobuf/timestamp.pb.h"

namespace homeward::projections {

inline constexpr int64_t kHourUs = 3'600'000'000LL;
inline constexpr int64_t kDayUs = 24 * kHourUs;

// Days since 1970-01-01 of the local date at that instant.
int64_t LocalDay(int64_t time_us);
// The instant at which that local day begins.
int64_t DayStart(int64_t local_day);

// "2025-02-14" → days since 1970-01-01; false if it is no date.
bool ParseDate(std::string_view text, int64_t* local_day);
// The last microsecond of the date; 0 if it is no date.
int64_t EndOfDate(std::string_view text);
int64_t StartOfDate(std::string_view text);

std::string DateText(int64_t time_us);  // "2025-02-14"
std::string WeekText(int64_t time_us);  // ISO 8601 week, "2025-W07"
// The first instant of the ISO week, Monday 00:00 in Viet Nam.
int64_t WeekStart(int64_t time_us);

// The same day `months` later, or the month's last day where it has no such day (Criminal Procedure Code Art.134).
int64_t AddMonths(int64_t local_day, int months);
// 1 Monday … 7 Sunday.
int IsoWeekday(int64_t local_day);

google::protobuf::Timestamp ToTimestamp(int64_t time_us);
int64_t FromTimestamp(const google::protobuf::Timestamp& t);

// Whole days from `from` to `to`, rounded up; 0 if not later.
int32_t DaysBetween(int64_t from_us, int64_t to_us);

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_FACTS_DATES_H_
