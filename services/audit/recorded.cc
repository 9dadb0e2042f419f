#include "services/audit/recorded.h"

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "projections/access/payload.h"
#include "projections/access/rule.h"
#include "projections/facts/dates.h"
#include "proto/contract/text.h"
#include "services/audit/shown_ids.h"

namespace homeward::services {
namespace {

using common::v1::RecordedEvent;
using eventstore::LogEventPtr;
using google::protobuf::Message;

constexpr std::string_view kEventSubject = "event:";

RecordedEvent Whole(const LogEventPtr& event) {
  const common::v1::Envelope& envelope = *event->event().envelope;
  RecordedEvent recorded;
  recorded.set_position(event->position.value);
  recorded.set_id(envelope.id());
  recorded.set_source(envelope.source());
  recorded.set_type(event->event().type->name);
  recorded.set_stream(std::string(event->stream()));
  recorded.set_revision(event->revision().value);
  for (const std::string_view subject : event->subjects()) recorded.add_subjects(std::string(subject));
  recorded.set_unit(envelope.unit());
  recorded.set_province(envelope.province());
  recorded.set_time_us(event->event().time_us());
  recorded.set_recorded_us(event->event().recorded_us());
  recorded.set_appended_us(event->appended_us);
  recorded.set_corrects(envelope.corrects());
  return recorded;
}

void MaskAttributes(const LogEventPtr& event, RecordedEvent* recorded) {
  if (!recorded->province().empty()) {
    recorded->clear_province();
    recorded->add_masked("province");
  }
  if (!projections::ShowsWeekOnly(event->event(), false)) return;
  recorded->set_id(projections::ShownId(event->event(), false));
  recorded->set_time_us(projections::WeekStart(recorded->time_us()));
  recorded->clear_recorded_us();  // the days around it would tell the day
  recorded->clear_appended_us();
  for (const char* name : kHiddenByWeek) recorded->add_masked(name);
}

// `corrects`, subjects "event:…" and a payload's event_id.
absl::Status MaskPointers(const projections::Fact& fact, ShownIds ids, RecordedEvent* recorded, Message* payload) {
  if (!recorded->corrects().empty()) {
    const auto shown = ids.Of(recorded->corrects());
    if (!shown.ok()) return shown.status();
    recorded->set_corrects(*shown);
  }
  for (std::string& subject : *recorded->mutable_subjects()) {
    if (!subject.starts_with(kEventSubject)) continue;
    const auto shown = ids.Of(subject.substr(kEventSubject.size()));
    if (!shown.ok()) return shown.status();
    subject = contract::Cat(kEventSubject, *shown);
  }
  for (const contract::FieldTable& table : fact.event->type->subjects) {
    if (table.rule.subject() != options::v1::SUBJECT_KIND_EVENT || table.field->is_repeated() ||
        table.field->containing_type() != payload->GetDescriptor())
      continue;
    const auto& r = *payload->GetReflection();
    const std::string id = r.GetString(*payload, table.field);
    if (id.empty()) continue;
    const auto shown = ids.Of(id);
    if (!shown.ok()) return shown.status();
    r.SetString(payload, table.field, *shown);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<RecordedEvent> ToRecorded(const LogEventPtr& event, Sight sight, const projections::Viewer& viewer,
                                         const eventstore::Store& store) {
  RecordedEvent recorded = Whole(event);
  if (sight == Sight::kAuthor) {
    event->event().payload->SerializeToString(recorded.mutable_event());
    return recorded;
  }
  const projections::Fact fact = projections::MakeFact(event);
  const std::unique_ptr<Message> payload(event->event().payload->New());
  payload->CopyFrom(*event->event().payload);
  std::vector<std::string> masked;
  projections::MaskPayload(projections::MakeReader(fact, viewer, projections::Frame()), payload.get(), &masked);
  MaskAttributes(event, &recorded);
  if (const absl::Status pointers = MaskPointers(fact, ShownIds(store), &recorded, payload.get()); !pointers.ok())
    return pointers;
  payload->SerializeToString(recorded.mutable_event());
  for (std::string& path : masked) recorded.add_masked(std::move(path));
  return recorded;
}

}  // namespace homeward::services
