#include "tests/scenarios/expand.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace homeward::scenario {
namespace {

void Number(int round, std::string* symbol) {
  if (!absl::EndsWith(*symbol, "#")) return;
  symbol->pop_back();
  absl::StrAppend(symbol, round);
}

void Shift(int days, When* when) { when->day += days; }

// A value "@12" moves with its batch.
void ShiftValue(int days, std::string* value) {
  auto when = ParseWhen(*value);
  if (!when.ok() || when->dated) return;
  const size_t dot = value->find('.');
  const std::string minute = dot == std::string::npos ? "" : value->substr(dot);
  *value = absl::StrCat("@", when->day + days, minute);
}

Batch Round(Batch batch, int round, int days) {
  if (batch.arrives) Shift(days, &*batch.arrives);
  for (EventLine& event : batch.events) {
    Shift(days, &event.time);
    if (event.recorded) Shift(days, &*event.recorded);
    Number(round, &event.label);
    Number(round, &event.corrects);
    for (Assignment& field : event.fields) {
      Number(round, &field.value);
      ShiftValue(days, &field.value);
    }
  }
  batch.repeat.reset();
  return batch;
}

// The end of the run of batches from `begin` on that are repeated together; `begin` itself if it is not repeated.
size_t GroupEnd(const std::vector<Step>& steps, size_t begin) {
  const auto group = [&](size_t i) {
    const Batch* batch = i < steps.size() ? std::get_if<Batch>(&steps[i]) : nullptr;
    return batch != nullptr && batch->repeat ? batch->repeat->group : 0;
  };
  size_t end = begin;
  while (group(begin) != 0 && group(end) == group(begin)) ++end;
  return end;
}

}  // namespace

Script Expand(const Script& script, absl::FunctionRef<int(int least, int most)> draw) {
  Script expanded = script;
  expanded.steps.clear();
  for (size_t i = 0; i < script.steps.size();) {
    const size_t end = GroupEnd(script.steps, i);
    if (end == i) {
      expanded.steps.push_back(script.steps[i++]);
      continue;
    }
    const Repeat repeat = *std::get<Batch>(script.steps[i]).repeat;
    const int rounds = draw(repeat.least, repeat.most);
    for (int round = 0; round < rounds; ++round) {
      for (size_t k = i; k < end; ++k) {
        const Batch& batch = std::get<Batch>(script.steps[k]);
        expanded.steps.push_back(Round(batch, round + 1, round * repeat.every_days));
      }
    }
    i = end;
  }
  int ordinal = 0;
  for (Step& step : expanded.steps) {
    Batch* batch = std::get_if<Batch>(&step);
    if (batch == nullptr) continue;
    for (EventLine& event : batch->events) event.ordinal = ordinal++;
  }
  return expanded;
}

Script ExpandLeast(const Script& script) {
  return Expand(script, [](int least, int most) { return least; });
}

}  // namespace homeward::scenario
