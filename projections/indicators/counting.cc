#include "projections/indicators/counting.h"

#include <algorithm>
#include <string_view>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "projections/facts/dates.h"
#include "proto/contract/text.h"

namespace homeward::projections {
namespace {

namespace pb = programme::v1;

constexpr Micros kEver = INT64_MAX;

// One of the values that a row holds is among the wanted ones.
bool Holds(std::string_view held, const std::vector<std::string>& wanted) {
  for (size_t from = 0; from <= held.size();) {
    const size_t comma = std::min(held.find(',', from), held.size());
    if (std::find(wanted.begin(), wanted.end(), held.substr(from, comma - from)) != wanted.end()) return true;
    from = comma + 1;
  }
  return false;
}

bool Passes(const Tally& tally, const Source& source) {
  return std::all_of(source.where.begin(), source.where.end(), [&](const auto& condition) {
    const std::string_view held = tally.Field(condition.first);
    return Holds(held.empty() ? "false" : held, condition.second);
  });
}

// A row that says of which year it is counts in that year, whenever it was said.
bool InPeriod(const Tally& tally, const Span& span) {
  const int64_t year = tally.Number("year");
  if (year == 0) return span.Has(tally.time_us);
  const Micros first = StartOfDate(contract::Cat(year, "-01-01")), last = EndOfDate(contract::Cat(year, "-12-31"));
  return first <= span.until_us && last >= span.from_us;
}

bool SaysYear(uint32_t type) {
  const contract::EventType* event = contract::Contract::Get().FindEvent(type);
  return event != nullptr && event->descriptor->FindFieldByName("year") != nullptr;
}

int64_t ValueOf(const Tally& tally, const Source& source) {
  return source.value_field.empty() ? 1 : tally.Number(source.value_field);
}

}  // namespace

const std::set<std::string>& Counting::Provinces(const CountScope& scope) {
  const Micros at = scope.restated ? scope.as_at_us : 0;
  const auto [found, is_new] = provinces_.try_emplace({scope.area, at});
  if (is_new) found->second = areas_->Provinces(scope.area, at);
  return found->second;
}

Span Counting::Reach(uint32_t type, const CountScope& scope, const Span& span) const {
  if (SaysYear(type)) return {span.from_us, scope.as_at_us};
  return {span.from_us, std::min(span.until_us, scope.as_at_us)};
}

bool Counting::InArea(const Tally& tally, const CountScope& scope, Counted* counted) {
  if (!scope.restated) return areas_->Covers(scope.area, tally.area);
  const std::string now = areas_->Restated(tally.area, scope.as_at_us);
  if (!areas_->Covers(scope.area, now, scope.as_at_us)) return false;
  // What an area was split into lies beside it: only an area above them all may count what was said of it.
  if (scope.area != now || !areas_->WasSplit(tally.area, scope.as_at_us)) return true;
  ++counted->left_out;
  return false;
}

const std::set<std::string>& Counting::Merged() {
  if (merged_read_) return merged_;
  merged_read_ = true;
  static const uint32_t merge = EventNumber("identities_merged");
  std::set<std::string> all = areas_->Provinces(std::string(kCountry), 0);
  for (const Tally& tally : reader_->Of(merge, all, {0, kEver}))
    for (const auto& [name, value] : tally.fields)
      for (const absl::string_view person : absl::StrSplit(absl::string_view(value), ',')) merged_.emplace(person);
  return merged_;
}

std::string Counting::KeyOf(const Tally& tally, const std::string& by, const CountScope& scope) {
  if (by == "area") return scope.restated ? areas_->Restated(tally.area, scope.as_at_us) : tally.area;
  std::string key(tally.Field(by));
  return by == "person_id" && Merged().contains(key) ? canonical_(key) : key;
}

void Counting::Each(const Measure& measure, const CountScope& scope, const Span& span, Counted* counted,
                    absl::FunctionRef<bool(const Tally&)> wanted, Taken take) {
  for (const Source& source : measure.sources) {
    if (source.type == 0) continue;
    for (const Tally& tally : reader_->Of(source.type, Provinces(scope), Reach(source.type, scope, span)))
      if (wanted(tally) && InPeriod(tally, span) && InArea(tally, scope, counted)) take(tally, source);
  }
}

void Counting::Visit(const Measure& measure, const CountScope& scope, const Span& span, Taken visit) {
  Counted ignored;
  Each(
      measure, scope, span, &ignored, [](const Tally&) { return true; }, visit);
}

void Counting::EachStanding(const Measure& measure, const CountScope& scope, const Span& span, Counted* counted,
                            Taken take) {
  Each(
      measure, scope, span, counted, [&](const Tally& tally) { return tally.StoodAt(scope.position); }, take);
}

std::map<std::string, std::pair<const Tally*, const Source*>> Counting::Latest(const Measure& measure,
                                                                               const CountScope& scope,
                                                                               const Span& span, Counted* counted) {
  std::map<std::string, std::pair<const Tally*, const Source*>> latest;
  EachStanding(measure, scope, span, counted, [&](const Tally& tally, const Source& source) {
    auto& [last, of] = latest[KeyOf(tally, measure.by, scope)];
    if (last != nullptr && std::tie(last->time_us, last->event_id) >= std::tie(tally.time_us, tally.event_id)) return;
    last = &tally;
    of = &source;
  });
  counted->known = !latest.empty();
  return latest;
}

std::set<std::string> Counting::Keys(const Measure& measure, const CountScope& scope, const Span& span,
                                     Counted* counted) {
  std::set<std::string> keys;
  if (measure.aggregate == pb::AGGREGATE_LATEST) {
    for (const auto& [key, last] : Latest(measure, scope, span, counted))
      if (Passes(*last.first, *last.second)) keys.insert(key);
    return keys;
  }
  EachStanding(measure, scope, span, counted, [&](const Tally& tally, const Source& source) {
    counted->known = true;
    if (Passes(tally, source)) keys.insert(KeyOf(tally, measure.by, scope));
  });
  return keys;
}

// The area's own count where it has one, else the sum of those below it, none of them within another.
Counted Counting::Baseline(const Measure& measure, const CountScope& scope, const Span& span) {
  Counted counted;
  std::map<std::string, const Tally*> latest;
  const Span reach{0, std::min(span.until_us, scope.as_at_us)};
  for (const Source& source : measure.sources)
    for (const Tally& tally : reader_->Of(source.type, Provinces(scope), reach))
      if (Passes(tally, source) && tally.StoodAt(scope.position) && InArea(tally, scope, &counted))
        latest[KeyOf(tally, "area", scope)] = &tally;  // in order of time
  for (const auto& [area, tally] : latest) {
    const bool within = std::any_of(latest.begin(), latest.end(), [&, name = area](const auto& other) {
      return other.first != name && areas_->Covers(other.first, name);
    });
    if (!within) counted.value += tally->Number("count");
  }
  counted.known = !latest.empty();
  return counted;
}

Counted Counting::Count(const Measure& measure, const CountScope& scope, const Span& span) {
  if (measure.aggregate == pb::AGGREGATE_BASELINE) return Baseline(measure, scope, span);
  Counted counted;
  if (measure.aggregate == pb::AGGREGATE_DISTINCT) {
    counted.value = static_cast<int64_t>(Keys(measure, scope, span, &counted).size());
    return counted;
  }
  if (measure.aggregate == pb::AGGREGATE_LATEST) {
    for (const auto& [key, last] : Latest(measure, scope, span, &counted))
      if (Passes(*last.first, *last.second)) counted.value += ValueOf(*last.first, *last.second);
    return counted;
  }
  EachStanding(measure, scope, span, &counted, [&](const Tally& tally, const Source& source) {
    counted.known = true;
    if (!Passes(tally, source)) return;
    counted.value += measure.aggregate == pb::AGGREGATE_SUM ? ValueOf(tally, source) : 1;
  });
  return counted;
}

}  // namespace homeward::projections
