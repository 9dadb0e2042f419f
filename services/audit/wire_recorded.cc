#include "services/audit/wire_recorded.h"

#include <algorithm>
#include <string_view>

#include "homeward/common/v1/envelope.pb.h"
#include "homeward/common/v1/publish.pb.h"
#include "projections/access/rule.h"
#include "projections/facts/dates.h"
#include "proto/contract/contract.h"
#include "proto/contract/wire.h"
#include "services/audit/recorded.h"

namespace homeward::services {
namespace {

using common::v1::Envelope;
using common::v1::RecordedEvent;
using contract::WireField;
using contract::WireWalk;

constexpr uint32_t kEnvelopeNumber = 1;  // in every agency's Event
constexpr std::string_view kEventSubject = "event:";

struct Attributes {
  std::string_view id, source, unit, province, corrects;
  int64_t time_us = 0, recorded_us = 0;
};

int64_t MicrosOf(std::string_view timestamp) {
  int64_t seconds = 0, nanos = 0;
  WireWalk walk(timestamp);
  for (WireField field; walk.Next(&field);) (field.number == 1 ? seconds : nanos) = static_cast<int64_t>(field.varint);
  return seconds * 1'000'000 + nanos / 1'000;
}

Attributes AttributesOf(std::string_view envelope) {
  Attributes found;
  WireWalk walk(envelope);
  for (WireField field; walk.Next(&field);) {
    switch (field.number) {
      case Envelope::kIdFieldNumber:
        found.id = field.body;
        break;
      case Envelope::kSourceFieldNumber:
        found.source = field.body;
        break;
      case Envelope::kUnitFieldNumber:
        found.unit = field.body;
        break;
      case Envelope::kProvinceFieldNumber:
        found.province = field.body;
        break;
      case Envelope::kTimeFieldNumber:
        found.time_us = MicrosOf(field.body);
        break;
      case Envelope::kRecordedAtFieldNumber:
        found.recorded_us = MicrosOf(field.body);
        break;
      case Envelope::kCorrectsFieldNumber:
        found.corrects = field.body;
        break;
      default:
        break;
    }
  }
  return found;
}

bool PointsAtOthers(const eventstore::RecordView& record) {
  return std::any_of(record.subjects.begin(), record.subjects.end(),
                     [](std::string_view subject) { return subject.starts_with(kEventSubject); });
}

void Text(int number, std::string_view text, std::string* out) {
  if (!text.empty()) contract::AppendLengthDelimited(static_cast<uint32_t>(number), text, out);
}

void Number(int number, int64_t value, std::string* out) {
  if (value != 0) contract::AppendVarintField(static_cast<uint32_t>(number), static_cast<uint64_t>(value), out);
}

}  // namespace

const std::string* WireRecorded::Write(const eventstore::RecordView& record) {
  const contract::EventType* type = contract::Contract::Get().FindEvent(record.type);
  if (type == nullptr || PointsAtOthers(record)) return nullptr;

  Attributes attributes;
  payload_.clear();
  WireWalk walk(record.client);
  for (WireField field; walk.Next(&field);) {
    if (field.number == kEnvelopeNumber) attributes = AttributesOf(field.body);
    if (field.number == type->number) payload_.append(field.body);
  }
  for (const auto& section : record.sections) contract::AppendLengthDelimited(section.field, section.body, &payload_);
  masked_.bytes.clear();
  masked_.masked.clear();
  masked_.names_place = false;
  const auto& mask = projections::WireMask::Of(*type, record.stream.substr(0, record.stream.find('/')));
  if (!walk.ok() || !attributes.corrects.empty() || !mask.Apply(payload_, &masked_)) return nullptr;

  out_.clear();
  const bool week = masked_.names_place;  // others see the week only
  Number(RecordedEvent::kPositionFieldNumber, static_cast<int64_t>(record.position.value), &out_);
  Text(RecordedEvent::kIdFieldNumber, week ? projections::EventReference(attributes.id) : attributes.id, &out_);
  Text(RecordedEvent::kSourceFieldNumber, attributes.source, &out_);
  Text(RecordedEvent::kTypeFieldNumber, type->name, &out_);
  Text(RecordedEvent::kStreamFieldNumber, record.stream, &out_);
  Number(RecordedEvent::kRevisionFieldNumber, static_cast<int64_t>(record.revision.value), &out_);
  for (const std::string_view subject : record.subjects) Text(RecordedEvent::kSubjectsFieldNumber, subject, &out_);
  Text(RecordedEvent::kUnitFieldNumber, attributes.unit, &out_);
  Number(RecordedEvent::kTimeUsFieldNumber, week ? projections::WeekStart(attributes.time_us) : attributes.time_us,
         &out_);
  if (!week) {
    Number(RecordedEvent::kRecordedUsFieldNumber, attributes.recorded_us, &out_);
    Number(RecordedEvent::kAppendedUsFieldNumber, record.appended_us, &out_);
  }
  Text(RecordedEvent::kEventFieldNumber, masked_.bytes, &out_);
  if (!attributes.province.empty()) Text(RecordedEvent::kMaskedFieldNumber, "province", &out_);
  if (week) {
    for (const char* name : kHiddenByWeek) Text(RecordedEvent::kMaskedFieldNumber, name, &out_);
  }
  for (const std::string_view path : masked_.masked) Text(RecordedEvent::kMaskedFieldNumber, path, &out_);
  return &out_;
}

}  // namespace homeward::services
