#include "deploy/demo/draw.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "proto/contract/formats.h"
#include "tests/scenarios/build_event.h"
#include "tests/scenarios/expand.h"

namespace homeward::demo {
namespace {

using scenario::Batch;
using scenario::Calendar;
using scenario::Script;
using scenario::Step;
using scenario::Symbols;

constexpr int kStretchSteps = 1000;
constexpr int kRunningCopies = 2;       // of each journey: still under way on the last day
constexpr int64_t kRunningDaysMin = 2;  // how long such a copy has been under way
constexpr int64_t kRunningDaysMax = 60;
constexpr char kBorderPrefix[] = "bdr";
constexpr char kProgrammePrefix[] = "gov";

// Days of the first event and of the last record, for a start on day 0.
struct Span {
  int64_t first = 0;
  int64_t last = 0;
};

std::optional<Span> SpanOf(const Script& script, const Calendar& calendar) {
  std::optional<Span> span;
  for (const Step& step : script.steps) {
    const Batch* batch = std::get_if<Batch>(&step);
    if (batch == nullptr) continue;
    for (const scenario::EventLine& event : batch->events) {
      if (event.time.dated) continue;
      const int64_t first = calendar.Day(event.time);
      const int64_t last = event.recorded && !event.recorded->dated ? calendar.Day(*event.recorded) : first;
      if (!span) span = Span{first, last};
      span->first = std::min(span->first, first);
      span->last = std::max({span->last, first, last});
    }
  }
  return span;
}

// Every province that the script names gets another, a border province where the script has a border post; first those
// in which no copy of this journey took place yet (`used`).
absl::StatusOr<std::map<std::string, std::string>> DrawProvinces(const Script& script,
                                                                 const std::vector<Province>& provinces,
                                                                 std::set<std::string>* used, Dice* dice) {
  std::map<std::string, bool> written;  // province → has a border post
  for (const std::string& unit : script.units) {
    const std::string province(contract::UnitProvince(unit));
    if (!province.empty() && contract::UnitPrefix(unit) != kProgrammePrefix)
      written[province] |= contract::UnitPrefix(unit) == kBorderPrefix;
  }
  std::map<std::string, std::string> drawn;
  std::set<std::string> taken;
  for (const bool border : {true, false}) {
    for (const auto& [code, needs_border] : written) {
      if (needs_border != border) continue;
      std::vector<std::string> free, fresh;
      for (const Province& province : provinces) {
        if ((border && !province.border) || taken.contains(province.code)) continue;
        free.push_back(province.code);
        if (!used->contains(province.code)) fresh.push_back(province.code);
      }
      if (!fresh.empty()) free = fresh;
      if (free.empty())
        return absl::InvalidArgumentError(absl::StrCat(script.path, ": too few provinces to draw from"));
      drawn[code] = free[dice->Between(0, static_cast<int64_t>(free.size()) - 1)];
      taken.insert(drawn[code]);
      used->insert(drawn[code]);
    }
  }
  return drawn;
}

// Adds the script's batches up to `last_us`: what would be recorded later has not happened yet.
absl::Status Take(const Script& script, const Calendar& calendar, int64_t last_us, Symbols* symbols, Year* year) {
  if (absl::Status status = scenario::NameEvents(script, calendar, symbols); !status.ok()) return status;
  for (const std::string& unit : script.units) year->units.insert(symbols->Unit(unit));
  for (const Step& step : script.steps) {
    const Batch* batch = std::get_if<Batch>(&step);
    if (batch == nullptr || !batch->refused.empty()) continue;
    DrawnBatch drawn{.service = scenario::ServiceOf(*batch), .rules = script.rules};
    for (const scenario::EventLine& line : batch->events) {
      auto event = scenario::BuildEvent(*batch, line, {symbols, calendar});
      if (!event.ok()) return absl::InvalidArgumentError(absl::StrCat(script.path, ": ", event.status().message()));
      drawn.events.push_back(*std::move(event));
      drawn.recorded_us = std::max(drawn.recorded_us, scenario::RecordedOf(line, calendar));
    }
    if (drawn.recorded_us < last_us) year->batches.push_back(std::move(drawn));
  }
  return absl::OkStatus();
}

// The days on which a copy may begin: so that it ends in time, or, where it is to be still running, so that it does
// not.
Span Starts(const scenario::DemoSettings& demo, const Span& span, bool running) {
  const int64_t from = scenario::ParseDate(demo.from).value(), to = scenario::ParseDate(demo.to).value();
  Span starts{from - span.first, to - span.last};
  if (running) starts = {to - std::min(kRunningDaysMax, span.last - 1), to - kRunningDaysMin};
  if (demo.earliest_start.empty()) return starts;
  starts.first = std::max(starts.first, scenario::ParseDate(demo.earliest_start).value());
  starts.last = std::min(starts.last, scenario::ParseDate(demo.latest_start).value());
  return starts;
}

absl::Status DrawCopy(const Script& journey, int copy, const DrawOptions& options, std::set<std::string>* used,
                      Year* year) {
  const Symbols bits({.scenario = journey.name, .seed = options.seed});
  const uint64_t seed = bits.Draw(absl::StrCat("copy/", copy));
  Dice dice(seed);
  const Script script =
      scenario::Expand(journey, [&](int least, int most) { return static_cast<int>(dice.Between(least, most)); });
  const scenario::DemoSettings& demo = script.demo;
  Calendar calendar;
  calendar.stretch = demo.least_stretch + (demo.most_stretch - demo.least_stretch) *
                                              static_cast<double>(dice.Between(0, kStretchSteps)) / kStretchSteps;
  const std::optional<Span> span = SpanOf(script, calendar);
  if (!span) return absl::OkStatus();
  const bool running = copy >= demo.copies - kRunningCopies && demo.earliest_start.empty();
  const Span starts = Starts(demo, *span, running);
  if (starts.last < starts.first)
    return absl::InvalidArgumentError(absl::StrCat(script.path, ": does not fit into its dates"));
  calendar.start = dice.Between(starts.first, starts.last);
  auto provinces = DrawProvinces(script, options.provinces, used, &dice);
  if (!provinces.ok()) return provinces.status();
  Symbols symbols({script.name, seed, options.person_ids, *provinces});
  if (!running && !demo.highlights.empty()) {
    Highlights& highlights = year->highlights.emplace_back();
    for (const auto& [name, symbol] : demo.highlights) {
      highlights[name] = absl::StartsWith(symbol, "P")    ? symbols.PersonId(symbol)
                         : absl::StrContains(symbol, ".") ? symbols.Unit(symbol)
                                                          : symbols.Uuid(symbol);
    }
  }
  return Take(script, calendar, calendar.Micros({true, scenario::ParseDate(demo.to).value() + 1, 0}, 0), &symbols,
              year);
}

}  // namespace

uint64_t Dice::Next() {
  uint64_t x = state_ += 0x9e3779b97f4a7c15;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
  x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
  return x ^ (x >> 31);
}

int64_t Dice::Between(int64_t least, int64_t most) {
  return least + static_cast<int64_t>(Next() % static_cast<uint64_t>(most - least + 1));
}

absl::Status DrawJourney(const Script& script, const DrawOptions& options, Year* year) {
  std::set<std::string> used;
  for (int copy = 0; copy < script.demo.copies; ++copy) {
    if (absl::Status status = DrawCopy(script, copy, options, &used, year); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status TakeAsWritten(const Script& script, Year* year) {
  auto start = scenario::ParseDate(script.start);
  if (!start.ok()) return start.status();
  Symbols symbols({.scenario = script.name});
  return Take(scenario::ExpandLeast(script), {*start, 1.0}, std::numeric_limits<int64_t>::max(), &symbols, year);
}

}  // namespace homeward::demo
