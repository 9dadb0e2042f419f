#include "eventstore/gate/machine.h"

#include <algorithm>
#include <set>
#include <utility>

#include "eventstore/types.h"
#include "google/protobuf/descriptor.h"
#include "proto/contract/named.h"
#include "proto/contract/text.h"

namespace homeward::eventstore {
namespace {

using contract::Cat;
using contract::Event;
using contract::Violation;
using contract::Violations;
using options::v1::Step;
using Part = StreamMemory::Part;

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

std::string StateOf(const StreamMemory& memory, const std::string& machine) {
  const std::string_view state = memory.Text(Part::kStates, machine);
  return state.empty() ? kNoState : std::string(state);
}

void SetState(const std::string& machine, const std::string& to, StreamMemory* memory) {
  if (to == kNoState) {
    memory->Erase(Part::kStates, machine);
  } else {
    memory->SetText(Part::kStates, machine, to);
  }
}

void Take(const Step& step, const std::string& machine, const std::string& from, StreamMemory* memory) {
  if (step.to().empty()) return;
  std::string to = step.to();
  if (to == "@before") {
    to = memory->Text(Part::kBefore, machine);
    if (to.empty()) to = kNoState;
  }
  memory->SetText(Part::kBefore, machine, from);
  SetState(machine, to, memory);
}

// The steps of one machine, `name`, are alternatives: the first whose `when` holds and whose `from` matches is taken.
void ApplyMachine(const Event& event, int index, const std::string& name, StreamMemory* memory,
                  Violations* violations) {
  const auto applies = [&](const Step& step) {
    return step.machine() == name &&
           (step.when_field().empty() || EventText(event, step.when_field()) == step.when_value());
  };
  std::string current;
  bool any = false;
  for (const Step& step : event.type->options.step()) {
    if (!applies(step)) continue;
    any = true;
    const std::string machine = MachineKey(event, step);
    current = StateOf(*memory, machine);
    const auto& from = step.from();
    if (from.empty() || std::find(from.begin(), from.end(), current) != from.end()) {
      return Take(step, machine, current, memory);
    }
  }
  if (!any) return;
  std::set<std::string> allowed;
  for (const Step& step : event.type->options.step()) {
    if (applies(step)) allowed.insert(step.from().begin(), step.from().end());
  }
  violations->push_back(Refusal(
      "ILLEGAL_STEP", event, index, "",
      Cat(name.empty() ? "" : name + " ", "is in state ", current, "; this event is allowed in ", Join(allowed)),
      "read the stream and publish what brings it into one of these states first, or correct the earlier event"));
}

// Machine after machine, in the order in which the options name them.
void ApplySteps(const Event& event, int index, StreamMemory* memory, Violations* violations) {
  const auto& steps = event.type->options.step();
  for (auto step = steps.begin(); step != steps.end(); ++step) {
    const auto same = [&](const Step& other) { return other.machine() == step->machine(); };
    if (std::find_if(steps.begin(), step, same) != step) continue;
    ApplyMachine(event, index, step->machine(), memory, violations);
  }
}

void ApplyLimits(const Event& event, int index, StreamMemory* memory, Violations* violations) {
  for (const options::v1::Limit& limit : event.type->options.limit()) {
    std::string key = event.type->short_name;
    if (!limit.field().empty()) {
      if (EventText(event, limit.field()) != limit.value()) continue;
      key = Cat(key, "=", limit.field(), ":", limit.value());
    }
    const uint32_t count = memory->Count(key);
    if (count >= limit.at_most()) {
      violations->push_back(Refusal("LIMIT_REACHED", event, index, limit.field(),
                                    Cat("this may happen at most ", limit.at_most(), " times in one stream"),
                                    "check whether an earlier one was recorded in error and retract that"));
    } else {
      memory->SetCount(key, count + 1);
    }
  }
}

void ApplyMemories(const Event& event, int index, StreamMemory* memory, Violations* violations) {
  for (const options::v1::Memory& differ : event.type->options.differ()) {
    const std::string_view slot = memory->Text(Part::kSlots, differ.slot());
    if (slot.empty() || EventText(event, differ.field()) != slot) continue;
    violations->push_back(Refusal("SAME_ACTOR", event, index, differ.field(),
                                  Cat("must be another one than that of ", differ.slot()),
                                  "let another official do this step"));
  }
  for (const options::v1::Memory& remember : event.type->options.remember()) {
    memory->SetText(Part::kSlots, remember.slot(), EventText(event, remember.field()));
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

void ApplyTime(const Event& event, int index, StreamMemory* memory, Violations* violations) {
  if (!event.type->options.monotonic()) return;
  if (LatestTime(event) < memory->last_time_us()) {
    violations->push_back(Refusal("TIME_RUNS_BACKWARDS", event, index, "envelope.time",
                                  "happened before an earlier event of the same stream",
                                  "check the time, or correct the earlier event's"));
  }
  memory->set_last_time_us(std::max<Micros>(memory->last_time_us(), event.time_us()));
}

}  // namespace

std::string EventText(const Event& event, std::string_view path) {
  const google::protobuf::Message* message = event.payload;
  if (path.starts_with("envelope.")) {
    message = event.envelope;
    path.remove_prefix(std::string_view("envelope.").size());
  }
  for (size_t dot = path.find('.'); dot != std::string_view::npos; dot = path.find('.')) {
    const auto* field = contract::FieldNamed(message->GetDescriptor(), path.substr(0, dot));
    if (field == nullptr || field->is_repeated() || field->message_type() == nullptr) return "";
    message = &message->GetReflection()->GetMessage(*message, field);
    path.remove_prefix(dot + 1);
  }
  return contract::FieldText(*message, path);
}

void ApplyEvent(const Event& event, int event_index, StreamMemory* memory, Violations* violations) {
  ApplySteps(event, event_index, memory, violations);
  ApplyLimits(event, event_index, memory, violations);
  ApplyMemories(event, event_index, memory, violations);
  ApplyTime(event, event_index, memory, violations);
}

}  // namespace homeward::eventstore
