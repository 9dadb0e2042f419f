// A figure against its target: on track, behind, met or missed.
#ifndef HOMEWARD_PROJECTIONS_INDICATORS_TARGET_H_
#define HOMEWARD_PROJECTIONS_INDICATORS_TARGET_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "projections/indicators/programme.h"
#include "projections/tallies/reader.h"

namespace homeward::projections {

inline constexpr int64_t kWhole = 10'000;  // a share in hundredths of one per cent

// What has been counted, in a period, at a date.
struct Reached {
  int64_t value = 0;    // a share in hundredths of one per cent, or a number
  bool known = false;   // something was said of it
  Micros as_at_us = 0;  // the date asked about
  Span period;          // of the target
};

// "met": what is asked is done, or a limit was kept to the end. "missed": it can no longer be. "on_track", "behind":
// the period runs on, and as much or less is done as its elapsed part would have. "no_data": nothing was said.
// Of every shape but EACH_PERIOD; BY_DATE wants the value as of the day. Pure.
std::string_view StateOf(const Target& target, const Reached& reached);

// Of the states of its periods.
std::string_view StateOfEach(const std::vector<std::string_view>& states, bool ended);

// Numerator of denominator, rounded down; 0 of nothing. Never beyond the whole, unless more was counted than there is.
int64_t ShareOf(int64_t numerator, int64_t denominator);

// The periods of a cadence that begin within the span, each cut to it.
std::vector<Span> PeriodsOf(programme::v1::Cadence cadence, const Span& span);

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_INDICATORS_TARGET_H_
