#include "services/audit/wire_recorded.h"

#include <algorithm>

#include "homeward/common/v1/envelope.pb.h"
#include "homeward/common/v1/publish.pb.h"
#include "projections/access/rule.h"
#include "projections/facts/dates.h"
#include "proto/contract/envelope.h"
#include "proto/contract/text.h"
#include "proto/contract/wire.h"

namespace homeward::services {
namespace {

using common::v1::Envelope;
using common::v1::RecordedEvent;
using contract::WireField;
using contract::WireWalk;

constexpr std::string_view kEventSubject = "event:";
constexpr std::string_view kProvince = "province";
constexpr size_t kHeaderBytesMax = 2 * contract::kVarintBytesMax;  // of a field: its tag, and its number or length
constexpr size_t kFieldsMax = 15;                                  // of a RecordedEvent, but for repeated ones

int64_t MicrosOf(std::string_view timestamp) {
  int64_t seconds = 0, nanos = 0;
  WireWalk walk(timestamp);
  for (WireField field; walk.Next(&field);) {
    if (field.number == 1) seconds = static_cast<int64_t>(field.varint);
    if (field.number == 2) nanos = static_cast<int32_t>(field.varint);
  }
  return seconds * 1'000'000 + nanos / 1'000;
}

// Writes fields into memory that is large enough, one after the other; what is empty or 0 is left out.
class Pen {
 public:
  explicit Pen(char* at) : at_(at) {}

  void Number(int number, int64_t value) {
    if (value == 0) return;
    at_ = contract::WriteVarint(static_cast<uint64_t>(number) << 3, at_);
    at_ = contract::WriteVarint(static_cast<uint64_t>(value), at_);
  }
  void Bytes(int number, std::string_view bytes) {
    if (bytes.empty()) return;
    at_ = contract::WriteVarint(static_cast<uint64_t>(number) << 3 | contract::kLengthDelimited, at_);
    at_ = contract::WriteVarint(bytes.size(), at_);
    at_ = std::copy(bytes.begin(), bytes.end(), at_);
  }
  char* at() const { return at_; }

 private:
  char* at_;
};

}  // namespace

// Null if there is no such type.
WireRecorded::Shape* WireRecorded::ShapeOf(uint32_t number) {
  if (number < shapes_.size() && shapes_[number].type != nullptr) return &shapes_[number];
  const contract::EventType* type = contract::Contract::Get().FindEvent(number);
  if (type == nullptr) return nullptr;
  if (shapes_.size() <= number) shapes_.resize(number + 1);
  Shape& shape = shapes_[number];
  shape.type = type;
  for (const contract::FieldTable& table : type->subjects) {
    if (table.rule.subject() != options::v1::SUBJECT_KIND_EVENT || table.field->is_repeated() ||
        table.field->containing_type() != type->descriptor)
      continue;
    shape.pointers.push_back(static_cast<uint32_t>(table.field->number()));
  }
  return &shape;
}

// False unless each of these fields is there once at most, as what it is: how protobuf joins what is there twice, only
// its parser needs to know.
bool WireRecorded::TakeEnvelope(std::string_view envelope, Attributes* attributes) {
  *attributes = {};
  uint32_t seen = 0;
  WireWalk walk(envelope);
  for (WireField field; walk.Next(&field);) {
    switch (field.number) {
      case Envelope::kIdFieldNumber:
        attributes->id = field.body;
        break;
      case Envelope::kSourceFieldNumber:
        attributes->source = field.body;
        break;
      case Envelope::kUnitFieldNumber:
        attributes->unit = field.body;
        break;
      case Envelope::kProvinceFieldNumber:
        attributes->province = field.body;
        break;
      case Envelope::kTimeFieldNumber:
        attributes->time_us = MicrosOf(field.body);
        break;
      case Envelope::kRecordedAtFieldNumber:
        attributes->recorded_us = MicrosOf(field.body);
        break;
      case Envelope::kCorrectsFieldNumber:
        attributes->corrects = field.body;
        break;
      default:
        continue;
    }
    const uint32_t bit = 1u << field.number;
    if (field.wire_type != contract::kLengthDelimited || (seen & bit) != 0) return false;
    seen |= bit;
  }
  return walk.ok();
}

bool WireRecorded::Take(const eventstore::RecordView& record) {
  record_ = &record;
  shape_ = ShapeOf(record.type);
  if (shape_ == nullptr) return false;
  bool envelope = false, payload = false;
  WireWalk walk(record.client);
  for (WireField field; walk.Next(&field);) {
    if (field.wire_type != contract::kLengthDelimited) return false;
    if (field.number == contract::kEnvelopeField && !envelope) {
      envelope = TakeEnvelope(field.body, &attributes_);
      if (!envelope) return false;
    } else if (field.number == record.type && !payload) {
      payload = true;
      payload_ = field.body;
    } else {
      return false;
    }
  }
  if (!walk.ok() || !envelope || !payload) return false;
  if (record.sections.empty()) return true;
  joined_.assign(payload_);
  for (const auto& section : record.sections) contract::AppendLengthDelimited(section.field, section.body, &joined_);
  payload_ = joined_;
  return true;
}

absl::StatusOr<std::string_view> WireRecorded::Write(Sight sight) {
  subjects_.assign(record_->subjects.begin(), record_->subjects.end());
  masked_.bytes.clear();
  masked_.masked.clear();
  masked_.names_place = false;
  if (sight == Sight::kAuthor) return WriteAll(payload_, /*shows_all=*/true);

  if (absl::Status shown = ShowPointers(); !shown.ok()) return shown;
  const std::string_view kind = record_->stream.substr(0, record_->stream.find('/'));
  const projections::WireMask*& mask = shape_->masks[projections::IsReferralStream(kind) ? 1 : 0];
  if (mask == nullptr) mask = &projections::WireMask::Of(*shape_->type, kind);
  if (!mask->Apply(payload_, &masked_)) return std::string_view();
  ids_.Note(record_->position, masked_.names_place);
  return WriteAll(masked_.bytes, /*shows_all=*/false);
}

// Puts what stands for the ids of other events in their places: `corrects`, subjects "event:…", fields of the payload.
absl::Status WireRecorded::ShowPointers() {
  std::string id, shown;  // the last one: an event mostly says the same id twice
  const auto show = [&](std::string_view text) -> absl::Status {
    if (id == text) return absl::OkStatus();
    id.assign(text);
    auto found = ids_.Of(id);
    if (found.ok()) shown = *std::move(found);
    return found.status();
  };
  shown_.clear();
  shown_.reserve(subjects_.size() + 1);  // what is in it is pointed at
  for (std::string_view& subject : subjects_) {
    if (!subject.starts_with(kEventSubject)) continue;
    if (absl::Status status = show(subject.substr(kEventSubject.size())); !status.ok()) return status;
    subject = shown_.emplace_back(contract::Cat(kEventSubject, shown));
  }
  if (!attributes_.corrects.empty()) {
    if (absl::Status status = show(attributes_.corrects); !status.ok()) return status;
    attributes_.corrects = shown_.emplace_back(shown);
  }
  if (shape_->pointers.empty()) return absl::OkStatus();

  pointed_.clear();
  WireWalk walk(payload_);
  for (WireField field; walk.Next(&field);) {
    const bool pointer =
        std::find(shape_->pointers.begin(), shape_->pointers.end(), field.number) != shape_->pointers.end();
    if (!pointer || field.body.empty()) {
      pointed_.append(field.whole);
      continue;
    }
    if (absl::Status status = show(field.body); !status.ok()) return status;
    contract::AppendLengthDelimited(field.number, shown, &pointed_);
  }
  if (walk.ok()) payload_ = pointed_;  // else the mask finds it malformed
  return absl::OkStatus();
}

std::string_view WireRecorded::WriteAll(std::string_view payload, bool shows_all) {
  const bool week = masked_.names_place;  // others see the week only
  const std::string reference = week ? projections::EventReference(attributes_.id) : "";
  const std::string_view type = shape_->type->name;

  size_t room = kFieldsMax * kHeaderBytesMax + attributes_.id.size() + reference.size() + attributes_.source.size() +
                type.size() + record_->stream.size() + attributes_.unit.size() + attributes_.province.size() +
                attributes_.corrects.size() + payload.size();
  for (const std::string_view subject : subjects_) room += kHeaderBytesMax + subject.size();
  for (const std::string_view path : masked_.masked) room += kHeaderBytesMax + path.size();
  for (const std::string_view name : kHiddenByWeek) room += kHeaderBytesMax + name.size();
  room += kHeaderBytesMax + kProvince.size();
  if (out_.size() < room) out_.resize(room);

  Pen pen(out_.data());
  pen.Number(RecordedEvent::kPositionFieldNumber, static_cast<int64_t>(record_->position.value));
  pen.Bytes(RecordedEvent::kIdFieldNumber, week ? reference : attributes_.id);
  pen.Bytes(RecordedEvent::kSourceFieldNumber, attributes_.source);
  pen.Bytes(RecordedEvent::kTypeFieldNumber, type);
  pen.Bytes(RecordedEvent::kStreamFieldNumber, record_->stream);
  pen.Number(RecordedEvent::kRevisionFieldNumber, static_cast<int64_t>(record_->revision.value));
  for (const std::string_view subject : subjects_) pen.Bytes(RecordedEvent::kSubjectsFieldNumber, subject);
  pen.Bytes(RecordedEvent::kUnitFieldNumber, attributes_.unit);
  if (shows_all) pen.Bytes(RecordedEvent::kProvinceFieldNumber, attributes_.province);
  pen.Number(RecordedEvent::kTimeUsFieldNumber,
             week ? projections::WeekStart(attributes_.time_us) : attributes_.time_us);
  if (!week) {
    pen.Number(RecordedEvent::kRecordedUsFieldNumber, attributes_.recorded_us);
    pen.Number(RecordedEvent::kAppendedUsFieldNumber, record_->appended_us);
  }
  pen.Bytes(RecordedEvent::kCorrectsFieldNumber, attributes_.corrects);
  pen.Bytes(RecordedEvent::kEventFieldNumber, payload);
  if (!shows_all && !attributes_.province.empty()) pen.Bytes(RecordedEvent::kMaskedFieldNumber, kProvince);
  if (week) {
    for (const char* name : kHiddenByWeek) pen.Bytes(RecordedEvent::kMaskedFieldNumber, name);
  }
  for (const std::string_view path : masked_.masked) pen.Bytes(RecordedEvent::kMaskedFieldNumber, path);
  return {out_.data(), static_cast<size_t>(pen.at() - out_.data())};
}

}  // namespace homeward::services
