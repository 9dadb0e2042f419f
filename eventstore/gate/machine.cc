#include "eventstore/gate/machine.h"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "eventstore/types.h"
#include "google/protobuf/descriptor.h"
#include "proto/contract/text.h"

namespace homeward::eventstore {
namespace {

using contract::Cat;
using contract::Event;
using contract::Violation;
using contract::Violations;
using options::v1::Step;
using record::v1::GateState;

constexpr Micros kDayUs = 24 * 3600 * Micros{1'000'000};

Violation Refusal(std::string reason, const Event& event, int index, std::string field, std::string message,
                  std::string next_step) {
  return {absl::StatusCode::kFailedPrecondition,
          std::move(reason),
          index,
          std::move(field),
          Cat(event.type->short_name, " ", event.envelope->id(), ": ", message),
          std::move(next_step)};
}

std::string Join(const std::set<std::string>& words) {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : ", ") + word;
  return out;
}

// Machine and, where it runs once for each value of a field, the value.
std::string MachineKey(const Event& event, const Step& step) {
  if (step.instance_field().empty()) return step.machine();
  return Cat(step.machine(), ":", EventText(event, step.instance_field()));
}

std::string StateOf(const GateState& state, const std::string& machine) {
  const auto found = state.states().find(machine);
  return found == state.states().end() ? kNoState : found->second;
}

void SetState(const std::string& machine, const std::string& to, GateState* state) {
  if (to == kNoState) {
    state->mutable_states()->erase(machine);
  } else {
    (*state->mutable_states())[machine] = to;
  }
}

void Take(const Step& step, const std::string& machine, const std::string& from, GateState* state) {
  if (step.to().empty()) return;
  std::string to = step.to();
  if (to == "@before") {
    const auto before = state->before().find(machine);
    to = before == state->before().end() ? kNoState : before->second;
  }
  (*state->mutable_before())[machine] = from;
  SetState(machine, to, state);
}

// The steps of one machine are alternatives: the first whose `when` holds and whose `from` matches is taken.
void ApplyMachine(const Event& event, int index, const std::vector<const Step*>& alternatives, GateState* state,
                  Violations* violations) {
  std::set<std::string> allowed;
  std::string current;
  bool any = false;
  for (const Step* step : alternatives) {
    if (!step->when_field().empty() && EventText(event, step->when_field()) != step->when_value()) continue;
    any = true;
    const std::string machine = MachineKey(event, *step);
    current = StateOf(*state, machine);
    const auto& from = step->from();
    if (from.empty() || std::find(from.begin(), from.end(), current) != from.end()) {
      Take(*step, machine, current, state);
      return;
    }
    allowed.insert(from.begin(), from.end());
  }
  if (!any) return;
  const std::string& machine = alternatives.front()->machine();
  violations->push_back(Refusal(
      "ILLEGAL_STEP", event, index, "",
      Cat(machine.empty() ? "" : machine + " ", "is in state ", current, "; this event is allowed in ", Join(allowed)),
      "read the stream and publish what brings it into one of these states first, or correct the earlier event"));
}

void ApplySteps(const Event& event, int index, GateState* state, Violations* violations) {
  const auto& steps = event.type->options.step();
  std::vector<std::string> machines;  // in the order in which the options name them
  for (const Step& step : steps) {
    if (std::find(machines.begin(), machines.end(), step.machine()) == machines.end()) {
      machines.push_back(step.machine());
    }
  }
  for (const std::string& machine : machines) {
    std::vector<const Step*> alternatives;
    for (const Step& step : steps) {
      if (step.machine() == machine) alternatives.push_back(&step);
    }
    ApplyMachine(event, index, alternatives, state, violations);
  }
}

void ApplyLimits(const Event& event, int index, GateState* state, Violations* violations) {
  for (const options::v1::Limit& limit : event.type->options.limit()) {
    std::string key = event.type->short_name;
    if (!limit.field().empty()) {
      if (EventText(event, limit.field()) != limit.value()) continue;
      key = Cat(key, "=", limit.field(), ":", limit.value());
    }
    uint32_t& count = (*state->mutable_counts())[key];
    if (count >= limit.at_most()) {
      violations->push_back(Refusal("LIMIT_REACHED", event, index, limit.field(),
                                    Cat("this may happen at most ", limit.at_most(), " times in one stream"),
                                    "check whether an earlier one was recorded in error and retract that"));
    } else {
      ++count;
    }
  }
}

void ApplyMemories(const Event& event, int index, GateState* state, Violations* violations) {
  for (const options::v1::Memory& differ : event.type->options.differ()) {
    const auto slot = state->slots().find(differ.slot());
    if (slot == state->slots().end() || slot->second.empty()) continue;
    if (EventText(event, differ.field()) != slot->second) continue;
    violations->push_back(Refusal("SAME_ACTOR", event, index, differ.field(),
                                  Cat("must be another one than that of ", differ.slot()),
                                  "let another official do this step"));
  }
  for (const options::v1::Memory& remember : event.type->options.remember()) {
    (*state->mutable_slots())[remember.slot()] = EventText(event, remember.field());
  }
}

// The latest instant that the event may mean: a day named without a time may lie after this morning's event.
Micros LatestTime(const Event& event) {
  switch (event.envelope->time_precision()) {
    case common::v1::TIME_PRECISION_DAY:
      return event.time_us() + kDayUs - 1;
    case common::v1::TIME_PRECISION_MONTH:
      return event.time_us() + 31 * kDayUs - 1;
    default:
      return event.time_us();
  }
}

void ApplyTime(const Event& event, int index, GateState* state, Violations* violations) {
  if (!event.type->options.monotonic()) return;
  if (LatestTime(event) < state->last_time_us()) {
    violations->push_back(Refusal("TIME_RUNS_BACKWARDS", event, index, "envelope.time",
                                  "happened before an earlier event of the same stream",
                                  "check the time, or correct the earlier event's"));
  }
  state->set_last_time_us(std::max<Micros>(state->last_time_us(), event.time_us()));
}

}  // namespace

std::string EventText(const Event& event, std::string_view path) {
  const google::protobuf::Message* message = event.payload;
  if (path.starts_with("envelope.")) {
    message = event.envelope;
    path.remove_prefix(std::string_view("envelope.").size());
  }
  for (size_t dot = path.find('.'); dot != std::string_view::npos; dot = path.find('.')) {
    const auto* field = message->GetDescriptor()->FindFieldByName(std::string(path.substr(0, dot)));
    if (field == nullptr || field->is_repeated() || field->message_type() == nullptr) return "";
    message = &message->GetReflection()->GetMessage(*message, field);
    path.remove_prefix(dot + 1);
  }
  return contract::FieldText(*message, path);
}

void ApplyEvent(const Event& event, int event_index, GateState* state, Violations* violations) {
  ApplySteps(event, event_index, state, violations);
  ApplyLimits(event, event_index, state, violations);
  ApplyMemories(event, event_index, state, violations);
  ApplyTime(event, event_index, state, violations);
}

}  // namespace homeward::eventstore
