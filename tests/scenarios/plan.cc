#include "tests/scenarios/plan.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "homeward/common/v1/publish.pb.h"
#include "proto/contract/event.h"
#include "tests/scenarios/expand.h"

namespace homeward::scenario {
namespace {

constexpr int64_t kArrivesAfterUs = 1'000'000;  // a second after it was recorded

services::Caller CallerOf(const std::string& unit) {
  const contract::AgencyContract* agency = contract::Contract::Get().FindAgencyByUnit(unit);
  const std::string role = agency == nullptr ? "" : agency->role;
  return {absl::StrCat(std::string(services::kSpiffePrefix), role, "/", unit), role, unit};
}

// Streams and subjects of the batch's events; `homes` says where events already planned lie.
absl::Status TakeStreams(const std::vector<std::unique_ptr<google::protobuf::Message>>& messages,
                         std::map<std::string, std::string>* homes, PlannedBatch* planned) {
  for (const auto& message : messages) {
    std::unique_ptr<google::protobuf::Message> copy(message->New());
    copy->CopyFrom(*message);
    const contract::Event event = contract::WrapEvent(std::move(copy));
    if (event.type == nullptr) return absl::InvalidArgumentError("an event without a type");
    std::string stream = event.stream();
    if (event.type->key == nullptr) {  // @target: the stream of the event that it withdraws
      stream = (*homes)[contract::FieldText(*event.payload, "event_id")];
    }
    (*homes)[event.envelope->id()] = stream;
    planned->streams.insert(stream);
    for (const std::string& subject : event.subjects()) planned->subjects.insert(subject);
    planned->governance |= event.type->options.governance();
  }
  return absl::OkStatus();
}

absl::StatusOr<PlannedBatch> PlanBatch(const Batch& batch, const Place& place,
                                       std::map<std::string, std::string>* homes) {
  PlannedBatch planned{.batch = &batch};
  std::vector<std::unique_ptr<google::protobuf::Message>> messages;
  int64_t recorded_us = 0;
  for (const EventLine& line : batch.events) {
    auto event = BuildEvent(batch, line, place);
    if (!event.ok()) return event.status();
    messages.push_back(*std::move(event));
    recorded_us = std::max(recorded_us, RecordedOf(line, place.calendar));
  }
  planned.sending.service = ServiceOf(batch)->agency;
  planned.sending.caller = CallerOf(place.symbols->Unit(batch.unit));
  planned.sending.bytes = BatchBytes(messages);
  planned.sending.arrives_us =
      (batch.arrives ? place.calendar.Micros(*batch.arrives, kDayBeginsMinute) : recorded_us) + kArrivesAfterUs;
  if (absl::Status status = TakeStreams(messages, homes, &planned); !status.ok()) return status;
  return planned;
}

absl::Status AtPath(const Script& script, const absl::Status& status) {
  return absl::InvalidArgumentError(absl::StrCat(script.path, ": ", status.message()));
}

absl::Status PlanScript(const Script& script, const Place& place, std::vector<PlannedBatch>* batches) {
  std::map<std::string, std::string> homes;
  for (const Step& step : script.steps) {
    const Batch* batch = std::get_if<Batch>(&step);
    if (batch == nullptr) continue;
    auto planned = PlanBatch(*batch, place, &homes);
    if (!planned.ok()) return AtPath(script, planned.status());
    batches->push_back(*std::move(planned));
  }
  return absl::OkStatus();
}

// What every scenario needs, whatever it is about.
const std::vector<std::string>& UsualRules() {
  static const auto* usual = new std::vector<std::string>{"coordinators", "holidays", "periods"};
  return *usual;
}

absl::Status PlanTopic(const std::string& file, const PlanOptions& options, common::v1::RawBatch* all, Sending* rules) {
  auto script = ReadScript(file);
  if (!script.ok()) return script.status();
  Symbols symbols({script->name, 0, options.person_ids, {}});
  const Calendar calendar{ParseDate(script->start).value(), 1.0};
  const Script expanded = ExpandLeast(*script);
  if (absl::Status status = NameEvents(expanded, calendar, &symbols); !status.ok()) return AtPath(expanded, status);
  std::vector<PlannedBatch> batches;
  if (absl::Status status = PlanScript(expanded, {&symbols, calendar}, &batches); !status.ok()) return status;
  for (PlannedBatch& planned : batches) {
    common::v1::RawBatch batch;
    if (!batch.ParseFromString(planned.sending.bytes)) return absl::InternalError("a batch does not parse");
    for (std::string& event : *batch.mutable_events()) all->add_events(std::move(event));
    *rules = std::move(planned.sending);
  }
  return absl::OkStatus();
}

absl::Status PlanRules(const Script& script, const PlanOptions& options, Sending* rules) {
  std::set<std::string> topics(UsualRules().begin(), UsualRules().end());
  topics.insert(script.needs.begin(), script.needs.end());
  common::v1::RawBatch all;
  for (const std::string& topic : topics) {  // by name, as they are published
    const std::string file = absl::StrCat(options.rules_folder, "/", topic, ".rules");
    if (absl::Status status = PlanTopic(file, options, &all, rules); !status.ok()) return status;
  }
  rules->bytes = all.SerializeAsString();
  return absl::OkStatus();
}

}  // namespace

const PlannedBatch* Plan::Find(const Batch& batch) const {
  const auto it = std::find_if(batches.begin(), batches.end(), [&](const auto& b) { return b.batch == &batch; });
  return it == batches.end() ? nullptr : &*it;
}

absl::StatusOr<Plan> Prepare(const Script& script, const PlanOptions& options) {
  Plan plan;
  plan.script = ExpandLeast(script);
  plan.calendar = {ParseDate(script.start).value(), 1.0};
  plan.symbols = std::make_unique<Symbols>(SymbolOptions{script.name, 0, options.person_ids, {}});
  if (absl::Status status = NameEvents(plan.script, plan.calendar, plan.symbols.get()); !status.ok()) {
    return AtPath(plan.script, status);
  }
  if (absl::Status status = PlanRules(plan.script, options, &plan.rules); !status.ok()) return status;
  if (absl::Status status = PlanScript(plan.script, plan.place(), &plan.batches); !status.ok()) return status;
  for (const PlannedBatch& batch : plan.batches) plan.end_us = std::max(plan.end_us, batch.sending.arrives_us);
  return plan;
}

absl::StatusOr<Sending> PrepareAgain(const Plan& plan, const PlannedBatch& batch, const Again& again) {
  if (again.overrides.empty()) return batch.sending;
  Batch changed = *batch.batch;
  for (EventLine& line : changed.events) {
    if (line.label != again.label && !(again.label.empty() && &line == &changed.events[0])) continue;
    line.fields.insert(line.fields.end(), again.overrides.begin(), again.overrides.end());
  }
  std::map<std::string, std::string> homes;
  auto planned = PlanBatch(changed, plan.place(), &homes);
  if (!planned.ok()) return planned.status();
  return planned->sending;
}

}  // namespace homeward::scenario
