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

}  // namespace

Script Expand(const Script& script, absl::FunctionRef<int(int least, int most)> draw) {
  Script expanded = script;
  expanded.steps.clear();
  for (const Step& step : script.steps) {
    const Batch* batch = std::get_if<Batch>(&step);
    if (batch == nullptr || !batch->repeat) {
      expanded.steps.push_back(step);
      continue;
    }
    const int rounds = draw(batch->repeat->least, batch->repeat->most);
    for (int i = 0; i < rounds; ++i) expanded.steps.push_back(Round(*batch, i + 1, i * batch->repeat->every_days));
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
