#include "projections/indicators/target.h"

#include <algorithm>

#include "projections/facts/dates.h"
#include "proto/contract/text.h"

namespace homeward::projections {
namespace {

namespace pb = programme::v1;

int MonthsOf(pb::Cadence cadence) {
  switch (cadence) {
    case pb::CADENCE_MONTH:
      return 1;
    case pb::CADENCE_QUARTER:
      return 3;
    case pb::CADENCE_HALF_YEAR:
      return 6;
    default:
      return 12;
  }
}

// Whether as much is done as the elapsed part of the period would have.
bool InStep(int64_t value, int64_t wanted, const Reached& reached) {
  const double length = static_cast<double>(reached.period.until_us - reached.period.from_us);
  const double elapsed = static_cast<double>(reached.as_at_us - reached.period.from_us);
  return length <= 0 ||
         static_cast<double>(value) >= static_cast<double>(wanted) * std::clamp(elapsed / length, 0.0, 1.0);
}

std::string_view AtLeast(int64_t wanted, const Reached& reached) {
  if (reached.value >= wanted) return "met";
  if (reached.as_at_us > reached.period.until_us) return "missed";
  return InStep(reached.value, wanted, reached) ? "on_track" : "behind";
}

}  // namespace

int64_t ShareOf(int64_t numerator, int64_t denominator) {
  return denominator <= 0 ? 0 : numerator * kWhole / denominator;
}

std::string_view StateOf(const Target& target, const Reached& reached) {
  const bool ended = reached.as_at_us > reached.period.until_us;
  if (target.shape == pb::TARGET_SHAPE_MAXIMUM) {  // nothing said of it keeps the limit
    if (reached.value > target.high) return "missed";
    return ended ? "met" : "on_track";
  }
  if (!reached.known) {
    const bool day_passed = target.shape == pb::TARGET_SHAPE_BY_DATE && reached.as_at_us > target.by_us;
    return day_passed ? "missed" : "no_data";
  }
  switch (target.shape) {
    case pb::TARGET_SHAPE_RANGE:
      if (reached.value > target.high) return "missed";
      if (reached.value >= target.low) return ended ? "met" : "on_track";
      return AtLeast(target.low, reached);
    case pb::TARGET_SHAPE_BY_DATE:
      if (reached.value >= std::max<int64_t>(target.low, 1)) return "met";
      return reached.as_at_us > target.by_us ? "missed" : "on_track";
    case pb::TARGET_SHAPE_DONE:
      return AtLeast(1, reached);
    default:
      return AtLeast(target.low, reached);
  }
}

std::string_view StateOfEach(const std::vector<std::string_view>& states, bool ended) {
  const auto any = [&](std::string_view state) { return std::count(states.begin(), states.end(), state) > 0; };
  if (any("missed")) return "missed";
  if (states.empty() || std::count(states.begin(), states.end(), "no_data") == static_cast<int64_t>(states.size()))
    return "no_data";
  if (ended) return "met";
  return any("behind") ? "behind" : "on_track";
}

std::vector<Span> PeriodsOf(pb::Cadence cadence, const Span& span) {
  const int months = MonthsOf(cadence);
  const std::string first = DateText(span.from_us);
  const int month = (first[5] - '0') * 10 + (first[6] - '0');
  const int begin = (month - 1) / months * months + 1;
  int64_t day = 0;
  ParseDate(contract::Cat(first.substr(0, 5), begin < 10 ? "0" : "", begin, "-01"), &day);
  std::vector<Span> periods;
  while (DayStart(day) <= span.until_us) {
    const int64_t next = AddMonths(day, months);
    periods.push_back({std::max(DayStart(day), span.from_us), std::min(DayStart(next) - 1, span.until_us)});
    day = next;
  }
  return periods;
}

}  // namespace homeward::projections
