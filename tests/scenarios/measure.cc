#include "tests/scenarios/measure.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace homeward::scenario {
namespace {

using programme::v1::Aggregate;

absl::Status Wrong(absl::string_view what) { return absl::InvalidArgumentError(what); }

absl::Status ParseAggregate(absl::string_view text, programme::v1::Measure* measure) {
  static const auto* known = new std::map<std::string, Aggregate, std::less<>>{
      {"events", programme::v1::AGGREGATE_EVENTS},     {"sum", programme::v1::AGGREGATE_SUM},
      {"distinct", programme::v1::AGGREGATE_DISTINCT}, {"latest", programme::v1::AGGREGATE_LATEST},
      {"baseline", programme::v1::AGGREGATE_BASELINE},
  };
  const std::pair<absl::string_view, absl::string_view> parts = absl::StrSplit(text, absl::MaxSplits('(', 1));
  const auto found = known->find(std::string(parts.first));
  if (found == known->end()) return Wrong("begin with events:, sum:, distinct(FIELD):, latest(FIELD): or baseline:");
  measure->set_aggregate(found->second);
  absl::string_view by = parts.second;
  const bool wants_by =
      found->second == programme::v1::AGGREGATE_DISTINCT || found->second == programme::v1::AGGREGATE_LATEST;
  if (wants_by != absl::ConsumeSuffix(&by, ")") || wants_by == by.empty()) {
    return Wrong("distinct and latest, and they alone, name a field: distinct(area):");
  }
  measure->set_by(std::string(by));
  return absl::OkStatus();
}

// "field=value|value&field=value"
absl::Status ParseConditions(absl::string_view text, programme::v1::EventSource* source) {
  for (absl::string_view condition : absl::StrSplit(text, '&')) {
    const std::pair<absl::string_view, absl::string_view> parts = absl::StrSplit(condition, absl::MaxSplits('=', 1));
    if (parts.first.empty() || parts.second.empty())
      return Wrong("write conditions as [field=value|value&field=value]");
    programme::v1::Condition* where = source->add_where();
    where->set_field(std::string(parts.first));
    for (absl::string_view value : absl::StrSplit(parts.second, '|')) where->add_values(std::string(value));
  }
  return absl::OkStatus();
}

// "event", "event[…]", "event.field", "event[…].field"
absl::Status ParseSource(absl::string_view text, programme::v1::EventSource* source) {
  const size_t open = text.find('['), close = text.find(']');
  absl::string_view rest = text;
  if (open != absl::string_view::npos) {
    if (close == absl::string_view::npos || close < open) return Wrong("a '[' is not closed");
    if (auto status = ParseConditions(text.substr(open + 1, close - open - 1), source); !status.ok()) return status;
    source->set_event(std::string(text.substr(0, open)));
    rest = text.substr(close + 1);
    if (!rest.empty() && rest[0] != '.') return Wrong("after ']' comes nothing, or '.' and the field that is summed");
  } else {
    const size_t dot = text.find('.');
    source->set_event(std::string(text.substr(0, dot)));
    rest = dot == absl::string_view::npos ? absl::string_view() : text.substr(dot);
  }
  if (!rest.empty()) source->set_value_field(std::string(rest.substr(1)));
  return absl::OkStatus();
}

}  // namespace

absl::Status ParseMeasure(absl::string_view text, programme::v1::Measure* measure) {
  const size_t colon = text.find(':');
  if (colon == absl::string_view::npos) return Wrong("write AGGREGATE:events, as in events:review_held");
  if (auto status = ParseAggregate(text.substr(0, colon), measure); !status.ok()) return status;
  const absl::string_view rest = text.substr(colon + 1);
  if (measure->aggregate() == programme::v1::AGGREGATE_BASELINE) {
    measure->set_baseline(std::string(rest));
    return absl::OkStatus();
  }
  for (absl::string_view source : absl::StrSplit(rest, '+')) {
    if (auto status = ParseSource(source, measure->add_sources()); !status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace homeward::scenario
