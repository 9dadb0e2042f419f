#include "projections/access/mask.h"

#include <algorithm>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/timestamp.pb.h"
#include "projections/facts/dates.h"
#include "projections/facts/values.h"
#include "projections/labels/labels.h"
#include "projections/projector/projection.h"
#include "proto/contract/formats.h"
#include "proto/contract/text.h"

namespace homeward::projections {
namespace {

using coordination::v1::Entry;
using coordination::v1::When;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using options::v1::FieldRule;
using options::v1::Sensitivity;

std::string Prefixed(const std::string& path, const std::string& name) {
  return path.empty() ? name : contract::Cat(path, ".", name);
}

void RenderMessage(const Message& message, const std::string& path, Sensitivity inherited, const Reader& reader,
                   Entry* entry);

std::string TimeText(const Message& message) {
  return DateText(FromTimestamp(static_cast<const google::protobuf::Timestamp&>(message)));
}

// Adds one value, or `index` of a repeated field.
void RenderValue(const Message& message, const FieldDescriptor* field, int index, const std::string& path,
                 Sensitivity sensitivity, const FieldRule& rule, const Reader& reader, Entry* entry) {
  const auto* r = message.GetReflection();
  if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
    const Message& inner =
        field->is_repeated() ? r->GetRepeatedMessage(message, field, index) : r->GetMessage(message, field);
    if (inner.GetDescriptor()->full_name() != "google.protobuf.Timestamp") {
      // A section's own name says nothing to a reader; its fields do.
      RenderMessage(inner, rule.section() ? path : Prefixed(path, field->name()), sensitivity, reader, entry);
      return;
    }
    auto* shown = entry->add_fields();
    shown->set_name(Prefixed(path, field->name()));
    shown->set_value(TimeText(inner));
    *shown->mutable_label() = FieldLabel(field->name(), rule);
    return;
  }
  auto* shown = entry->add_fields();
  shown->set_name(Prefixed(path, field->name()));
  *shown->mutable_label() = FieldLabel(field->name(), rule);
  if (field->cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
    const auto* value = field->is_repeated() ? r->GetRepeatedEnum(message, field, index) : r->GetEnum(message, field);
    const auto coded = EnumCoded(*value);
    shown->set_value(coded.code());
    *shown->mutable_value_label() = coded.label();
    return;
  }
  const auto texts = ValueTexts(message, field->name());
  shown->set_value(texts[static_cast<size_t>(index)]);
  if (rule.subject() == options::v1::SUBJECT_KIND_PERSON && reader.persons != nullptr &&
      !reader.persons->contains(shown->value())) {
    entry->mutable_fields()->RemoveLast();
    entry->add_masked(Prefixed(path, field->name()));
    return;
  }
  if (HidesCount(message, field, sensitivity, reader)) shown->set_value(contract::Cat("< ", kSmallCount));
}

void RenderMessage(const Message& message, const std::string& path, Sensitivity inherited, const Reader& reader,
                   Entry* entry) {
  std::vector<const FieldDescriptor*> set;
  message.GetReflection()->ListFields(message, &set);
  for (const FieldDescriptor* field : set) {
    const FieldRule& rule = field->options().GetExtension(options::v1::rule);
    const Sensitivity sensitivity = SensitivityOf(rule, inherited);
    if (!rule.section() && !Permitted(sensitivity, rule, reader)) {
      entry->add_masked(Prefixed(path, field->name()));
      continue;
    }
    const int count = field->is_repeated() ? message.GetReflection()->FieldSize(message, field) : 1;
    for (int i = 0; i < count; ++i) RenderValue(message, field, i, path, sensitivity, rule, reader, entry);
  }
}

// The id of another event of the same author, told as its own entry tells it.
std::string PointerTo(const std::string& id, const std::shared_ptr<const contract::Event>& event, bool own) {
  if (id.empty() || own) return id;
  return event == nullptr ? EventReference(id) : ShownId(*event, own);
}

}  // namespace

bool MayKnowOf(const Fact& fact, const Viewer& viewer, const Frame& frame) {
  if (fact.event->type->options.sensitivity() != options::v1::SENSITIVITY_OWNER) return true;
  const Reader reader = MakeReader(fact, viewer, frame);
  if (reader.addressed) return true;
  const bool supervises = viewer.role == Role::kCoordinator || viewer.role == Role::kAuditor;
  return supervises && (fact.StreamKind() == "plan" || fact.StreamKind() == "service");
}

When WhenOf(const Fact& fact, const Viewer& viewer, const Frame& frame) {
  When when;
  when.set_week(WeekText(fact.time_us));
  if (ShowsWeekOnly(*fact.event, IsOwn(fact.unit(), viewer, frame))) return when;
  *when.mutable_time() = ToTimestamp(fact.time_us);
  when.set_date(DateText(fact.time_us));
  return when;
}

Entry RenderEntry(const Line& line, const Viewer& viewer, const Frame& frame, const std::set<std::string>* persons) {
  const Fact& fact = line.fact;
  const contract::EventType& type = *fact.event->type;
  Reader reader = MakeReader(fact, viewer, frame);
  reader.persons = persons;
  Entry entry;
  entry.set_event_id(ShownId(*fact.event, reader.own));
  entry.set_type(type.short_name);
  *entry.mutable_label() = type.options.label();
  entry.set_lane(type.options.lane());
  entry.set_agency(fact.agency);
  entry.set_unit(fact.unit());
  if (viewer.role != Role::kAuditor) entry.set_province(fact.event->envelope->province());
  *entry.mutable_when() = WhenOf(fact, viewer, frame);
  if (entry.when().has_time()) {  // where the day is not shown, the days around it are not either
    *entry.mutable_recorded_at() = ToTimestamp(fact.recorded_us);
    *entry.mutable_appended_at() = ToTimestamp(fact.appended_us);
  }
  entry.set_position(fact.position.value);
  entry.set_stream(fact.about->stream);
  entry.set_revision(fact.revision);
  RenderMessage(*fact.event->payload, "", type.options.sensitivity(), reader, &entry);
  entry.set_struck_through(!line.stands());
  if (line.strike == Strike::kCorrected) *entry.mutable_strike() = CodedOf("corrected");
  if (line.strike == Strike::kRetracted) *entry.mutable_strike() = CodedOf("retracted");
  entry.set_replaced_by(PointerTo(line.replaced_by, line.replaced_by_event, reader.own));
  entry.set_replaces(PointerTo(line.replaces, line.replaces_event, reader.own));
  for (const std::string& id : line.disputed_by) entry.add_disputed_by(id);
  for (const std::string& subject : fact.Subjects())
    if (persons == nullptr || KindOf(subject) != "person" || persons->contains(std::string(IdOf(subject))))
      entry.add_subjects(subject);
  entry.set_person(fact.Text("person_id"));
  return entry;
}

}  // namespace homeward::projections
