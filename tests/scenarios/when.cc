#include "tests/scenarios/when.h"

#include <cmath>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/civil_time.h"

namespace homeward::scenario {
namespace {

absl::Status NotAMoment(absl::string_view text) {
  return absl::InvalidArgumentError(
      absl::StrCat("'", text, "' is no moment: write @day, @day.hh:mm, @YYYY-MM-DD or @YYYY-MM-DD.hh:mm"));
}

bool ParseMinute(absl::string_view text, int* minute) {
  int hours = 0, minutes = 0;
  if (text.size() != 5 || text[2] != ':' || !absl::SimpleAtoi(text.substr(0, 2), &hours) ||
      !absl::SimpleAtoi(text.substr(3), &minutes) || hours > 23 || minutes > 59) {
    return false;
  }
  *minute = hours * 60 + minutes;
  return true;
}

}  // namespace

absl::StatusOr<When> ParseWhen(absl::string_view text) {
  absl::string_view rest = text;
  if (!absl::ConsumePrefix(&rest, "@")) return NotAMoment(text);
  When when;
  if (const size_t dot = rest.find('.'); dot != absl::string_view::npos) {
    int minute = 0;
    if (!ParseMinute(rest.substr(dot + 1), &minute)) return NotAMoment(text);
    when.minute = minute;
    rest = rest.substr(0, dot);
  }
  if (absl::SimpleAtoi(rest, &when.day)) return when;
  auto day = ParseDate(rest);
  if (!day.ok()) return NotAMoment(text);
  when.dated = true;
  when.day = *day;
  return when;
}

absl::StatusOr<int64_t> ParseDate(absl::string_view text) {
  absl::CivilDay day;
  if (text.size() != 10 || !absl::ParseCivilTime(text, &day)) {
    return absl::InvalidArgumentError(absl::StrCat("'", text, "' is no date: write YYYY-MM-DD"));
  }
  return day - absl::CivilDay(1970, 1, 1);
}

std::string FormatDate(int64_t day) { return absl::FormatCivilTime(absl::CivilDay(1970, 1, 1) + day); }

int64_t Calendar::Day(const When& when) const {
  if (when.dated) return when.day;
  return start + std::llround(static_cast<double>(when.day) * stretch);
}

int64_t Calendar::Micros(const When& when, int default_minute) const {
  return Day(when) * kDayUs + when.minute.value_or(default_minute) * kMinuteUs - kVietNamOffsetUs;
}

}  // namespace homeward::scenario
