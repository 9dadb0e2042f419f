#include "projections/facts/half.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "proto/contract/event.h"

namespace homeward::projections {
namespace {

using options::v1::Step;

// The event's step in the machine; null if it moves nothing there.
const Step* StepOf(const Fact& fact, std::string_view machine) {
  for (const Step& step : fact.event->type->options.step()) {
    if (step.machine() != machine) continue;
    if (!step.when_field().empty() && contract::FieldText(*fact.event->payload, step.when_field()) != step.when_value())
      continue;
    return &step;
  }
  return nullptr;
}

bool Allows(const Step& step, const std::string& state) {
  return step.from().empty() || std::find(step.from().begin(), step.from().end(), state) != step.from().end();
}

// Streams by the time of their first line, lines of a stream by their place.
void OrderByStream(std::vector<const Line*>* lines) {
  std::map<std::string_view, Micros> begins;
  for (const Line* l : *lines) {
    auto [it, fresh] = begins.emplace(l->fact.stream, l->fact.time_us);
    if (!fresh) it->second = std::min(it->second, l->fact.time_us);
  }
  std::stable_sort(lines->begin(), lines->end(), [&](const Line* a, const Line* b) {
    return std::forward_as_tuple(begins[a->fact.stream], a->fact.stream, a->place, a->fact.revision) <
           std::forward_as_tuple(begins[b->fact.stream], b->fact.stream, b->place, b->fact.revision);
  });
}

}  // namespace

const Line* Half::FirstAfter(const Line* from, std::initializer_list<std::string_view> names) const {
  bool after = from == nullptr;
  for (const Line* line : lines) {
    if (after && (names.size() == 0 || std::find(names.begin(), names.end(), line->fact.name()) != names.end()))
      return line;
    after = after || line == from;
  }
  return nullptr;
}

const Line* Half::Find(std::string_view short_name) const {
  for (auto it = lines.rbegin(); it != lines.rend(); ++it)
    if ((*it)->fact.Is(short_name)) return *it;
  return nullptr;
}

Half RunHalf(std::vector<const Line*> lines, std::string_view machine) {
  OrderByStream(&lines);
  Half half;
  std::string before;
  std::string_view stream;
  for (const Line* line : lines) {
    const Step* step = StepOf(line->fact, machine);
    if (step == nullptr) continue;
    // Within a stream the Gate has seen to it that the step is legal; a successor's stream begins anew and carries on.
    const bool successor = !half.empty() && line->fact.stream != stream;
    if (!Allows(*step, half.state) && !(successor && Allows(*step, "none"))) continue;
    const std::string to = step->to() == "@before" ? before : step->to();
    if (!to.empty() && to != half.state) {
      before = half.state;
      half.state = to;
    }
    stream = line->fact.stream;
    half.lines.push_back(line);
  }
  return half;
}

std::string StepTarget(const Fact& fact, std::string_view machine) {
  const Step* step = StepOf(fact, machine);
  return step == nullptr ? "" : step->to();
}

}  // namespace homeward::projections
