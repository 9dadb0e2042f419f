#include "projections/facts/dates.h"

#include <chrono>

#include "absl/strings/numbers.h"
#include "absl/strings/str_format.h"
#include "proto/contract/civil.h"
#include "proto/contract/text.h"

namespace homeward::projections {
namespace {

using std::chrono::days;
using std::chrono::sys_days;
using std::chrono::year_month_day;

constexpr int64_t kZoneUs = contract::kVietnamOffsetSeconds * 1'000'000LL;

int64_t FloorDiv(int64_t a, int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

year_month_day Civil(int64_t local_day) { return year_month_day(sys_days(days(local_day))); }

}  // namespace

int64_t LocalDay(int64_t time_us) { return FloorDiv(time_us + kZoneUs, kDayUs); }
int64_t DayStart(int64_t local_day) { return local_day * kDayUs - kZoneUs; }

bool ParseDate(std::string_view text, int64_t* local_day) {
  int y = 0, m = 0, d = 0;
  if (text.size() != 10 || text[4] != '-' || text[7] != '-' ||
      !absl::SimpleAtoi(contract::View(text.substr(0, 4)), &y) ||
      !absl::SimpleAtoi(contract::View(text.substr(5, 2)), &m) ||
      !absl::SimpleAtoi(contract::View(text.substr(8, 2)), &d))
    return false;
  const year_month_day date = std::chrono::year(y) / m / d;
  if (!date.ok()) return false;
  *local_day = sys_days(date).time_since_epoch().count();
  return true;
}

int64_t EndOfDate(std::string_view text) {
  int64_t day = 0;
  return ParseDate(text, &day) ? DayStart(day + 1) - 1 : 0;
}

int64_t StartOfDate(std::string_view text) {
  int64_t day = 0;
  return ParseDate(text, &day) ? DayStart(day) : 0;
}

std::string DateText(int64_t time_us) {
  const year_month_day date = Civil(LocalDay(time_us));
  return absl::StrFormat("%04d-%02d-%02d", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                         static_cast<unsigned>(date.day()));
}

int64_t WeekStart(int64_t time_us) {
  const int64_t day = LocalDay(time_us);
  return DayStart(day - IsoWeekday(day) + 1);
}

std::string WeekText(int64_t time_us) {
  const int64_t day = LocalDay(time_us);
  const int64_t thursday = day - IsoWeekday(day) + 4;  // a week belongs to its Thursday's year
  const year_month_day date = Civil(thursday);
  const int64_t new_year = sys_days(date.year() / 1 / 1).time_since_epoch().count();
  return absl::StrFormat("%04d-W%02d", static_cast<int>(date.year()), (thursday - new_year) / 7 + 1);
}

int64_t AddMonths(int64_t local_day, int months) {
  const year_month_day date = Civil(local_day);
  const auto month = std::chrono::year_month(date.year(), date.month()) + std::chrono::months(months);
  year_month_day target(month.year(), month.month(), date.day());
  if (!target.ok()) target = month / std::chrono::last;
  return sys_days(target).time_since_epoch().count();
}

int IsoWeekday(int64_t local_day) {
  return static_cast<int>(std::chrono::weekday(sys_days(days(local_day))).iso_encoding());
}

google::protobuf::Timestamp ToTimestamp(int64_t time_us) {
  google::protobuf::Timestamp t;
  const int64_t seconds = FloorDiv(time_us, 1'000'000);
  t.set_seconds(seconds);
  t.set_nanos(static_cast<int32_t>((time_us - seconds * 1'000'000) * 1'000));
  return t;
}

int64_t FromTimestamp(const google::protobuf::Timestamp& t) { return t.seconds() * 1'000'000 + t.nanos() / 1'000; }

int32_t DaysBetween(int64_t from_us, int64_t to_us) {
  return to_us <= from_us ? 0 : static_cast<int32_t>((to_us - from_us + kDayUs - 1) / kDayUs);
}

}  // namespace homeward::projections
