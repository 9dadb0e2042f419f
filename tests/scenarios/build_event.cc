#include "tests/scenarios/build_event.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "homeward/common/v1/envelope.pb.h"
#include "homeward/common/v1/publish.pb.h"
#include "proto/contract/formats.h"
#include "tests/scenarios/set_field.h"

namespace homeward::scenario {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr int kUnknownFieldNumber = 900;  // no event has one so high

int MinuteOf(const EventLine& event) {
  return event.content.empty() ? kDayBeginsMinute + event.ordinal % kOrdinalsPerDay : kDayBeginsMinute;
}

absl::Status InLine(int line, const absl::Status& status) {
  return absl::InvalidArgumentError(absl::StrCat("line ", line, ": ", status.message()));
}

// The oneof's field that holds events of the short name; null if the service has none.
const FieldDescriptor* EventField(const contract::AgencyContract& service, const std::string& type) {
  for (int i = 0; i < service.event_oneof->field_count(); ++i) {
    const FieldDescriptor* field = service.event_oneof->field(i);
    if (field->message_type()->name() == type) return field;
  }
  return nullptr;
}

void SetTime(int64_t us, google::protobuf::Timestamp* timestamp) {
  timestamp->set_seconds(us / 1'000'000);
  timestamp->set_nanos(static_cast<int32_t>(us % 1'000'000) * 1000);
}

absl::Status FillEnvelope(const Batch& batch, const EventLine& event, const contract::AgencyContract& service,
                          const Place& place, const Values& values, common::v1::Envelope* envelope) {
  const std::string* id = place.symbols->EventId(absl::StrCat("#", event.ordinal));
  if (id == nullptr) return absl::InvalidArgumentError("the event was not named; call NameEvents first");
  envelope->set_id(*id);
  envelope->set_source(absl::StrCat("https://", service.role == "border_guard" ? "border-guard" : service.role,
                                    ".example/homeward-demo"));
  envelope->set_schema_version(1);
  envelope->set_unit(place.symbols->Unit(batch.unit));
  envelope->set_province(std::string(contract::UnitProvince(envelope->unit())));
  SetTime(TimeOf(event, place.calendar), envelope->mutable_time());
  SetTime(RecordedOf(event, place.calendar), envelope->mutable_recorded_at());
  if (!event.corrects.empty()) {
    if (auto status = SetField({"corrects", event.corrects}, values, envelope); !status.ok()) return status;
  }
  if (!event.because.empty()) return SetField({"correction_reason", event.because}, values, envelope);
  return absl::OkStatus();
}

}  // namespace

int64_t TimeOf(const EventLine& event, const Calendar& calendar) {
  return calendar.Micros(event.time, MinuteOf(event));
}

int64_t RecordedOf(const EventLine& event, const Calendar& calendar) {
  if (event.recorded) return calendar.Micros(*event.recorded, MinuteOf(event));
  return TimeOf(event, calendar) + kRecordedAfterMinutes * kMinuteUs;
}

absl::Status NameEvents(const Script& script, const Calendar& calendar, Symbols* symbols) {
  for (const Step& step : script.steps) {
    const Batch* batch = std::get_if<Batch>(&step);
    if (batch == nullptr) continue;
    for (const EventLine& event : batch->events) {
      const std::string ordinal = absl::StrCat("#", event.ordinal);
      const std::string id =
          symbols->MakeEventId(RecordedOf(event, calendar), event.content.empty() ? ordinal : event.content);
      symbols->NameEvent(ordinal, id);
      if (event.label.empty()) continue;
      if (symbols->EventId(event.label) != nullptr) {
        return InLine(event.line, absl::InvalidArgumentError(absl::StrCat("label ", event.label, " is taken")));
      }
      symbols->NameEvent(event.label, id);
    }
  }
  return absl::OkStatus();
}

const contract::AgencyContract* ServiceOf(const Batch& batch) {
  const contract::Contract& contract = contract::Contract::Get();
  return batch.via.empty() ? contract.FindAgencyByUnit(batch.unit) : contract.FindAgencyByRole(batch.via);
}

absl::StatusOr<std::unique_ptr<Message>> BuildEvent(const Batch& batch, const EventLine& event, const Place& place) {
  const contract::AgencyContract* service = ServiceOf(batch);
  if (service == nullptr) {
    return InLine(event.line, absl::InvalidArgumentError(absl::StrCat("no agency has unit ", batch.unit)));
  }
  const FieldDescriptor* field = EventField(*service, event.type);
  if (field == nullptr) {
    return InLine(event.line, absl::InvalidArgumentError(absl::StrCat(service->role, " has no event ", event.type)));
  }
  std::unique_ptr<Message> message(service->prototype->New());
  const auto* reflection = message->GetReflection();
  const FieldDescriptor* envelope_field = service->descriptor->FindFieldByName("envelope");
  auto* envelope = static_cast<common::v1::Envelope*>(reflection->MutableMessage(message.get(), envelope_field));
  Message* payload = reflection->MutableMessage(message.get(), field);
  const Values values{place.symbols, place.calendar, MinuteOf(event)};
  if (auto status = FillEnvelope(batch, event, *service, place, values, envelope); !status.ok()) {
    return InLine(event.line, status);
  }
  for (const Assignment& assignment : event.fields) {
    absl::Status status = SetField(assignment, values, payload);
    if (absl::IsNotFound(status) && SetField(assignment, values, envelope).ok()) status = absl::OkStatus();
    if (!status.ok()) return InLine(event.line, status);
  }
  for (const std::string& name : event.unknown_fields) {
    payload->GetReflection()->MutableUnknownFields(payload)->AddLengthDelimited(kUnknownFieldNumber, name);
  }
  return message;
}

std::string BatchBytes(const std::vector<std::unique_ptr<Message>>& events) {
  common::v1::RawBatch batch;
  for (const auto& event : events) batch.add_events(event->SerializeAsString());
  return batch.SerializeAsString();
}

}  // namespace homeward::scenario
