#include "proto/contract/plain.h"

#include <algorithm>
#include <string>

#include "google/protobuf/timestamp.pb.h"
#include "proto/contract/civil.h"
#include "proto/contract/envelope.h"
#include "proto/contract/formats.h"
#include "proto/contract/shapes.h"
#include "proto/contract/validate.h"
#include "proto/contract/wire.h"

namespace homeward::contract {
namespace {

using google::protobuf::Timestamp;

// One walk over one event. Every function: whether all was plain.
class Walker {
 public:
  explicit Walker(absl::FunctionRef<bool(std::string_view)> minted) : minted_(minted) {}

  bool Envelope(std::string_view bytes, int64_t now_us) {
    if (!Message(EnvelopeShape(), bytes)) return false;
    WireWalk walk(bytes);
    std::string_view id;
    for (WireField field; walk.Next(&field);) {
      if (field.number == common::v1::Envelope::kIdFieldNumber) id = field.body;
      if (field.number == common::v1::Envelope::kTimeFieldNumber && !Time(field.body, &time_us_)) return false;
      if (field.number == common::v1::Envelope::kRecordedAtFieldNumber && !Time(field.body, &recorded_us_))
        return false;
    }
    return IsUuid7(id) && time_us_ >= 0 && recorded_us_ >= 0 && time_us_ <= now_us + kClockSkewUs &&
           recorded_us_ <= now_us + kClockSkewUs && time_us_ <= recorded_us_ + kClockSkewUs;
  }

  bool Payload(const Shape& shape, std::string_view bytes) {
    if (!Message(shape, bytes)) return false;
    WireWalk walk(bytes);
    for (WireField field; walk.Next(&field);) {
      const FieldShape& rule = shape.rules[field.number];
      if (rule.not_before_time && !NotBefore(rule, field.body)) return false;
    }
    return true;
  }

 private:
  // Fields as serializers write them: ascending, each once but for repeated ones, none that says nothing.
  bool Message(const Shape& shape, std::string_view bytes) {
    if (!shape.plain) return false;
    uint64_t seen = 0;
    uint32_t last = 0, items = 0;
    WireWalk walk(bytes);
    for (WireField field; walk.Next(&field);) {
      if (field.number >= shape.rules.size() || field.number < last || !InShortestForm(field)) return false;
      const FieldShape& rule = shape.rules[field.number];
      if (field.number != last) {
        if (!EnoughItems(shape, last, items)) return false;
        last = field.number;
        items = 0;
      } else if (!rule.repeated || rule.kind == FieldKind::kEnum) {  // many numbers are one field
        return false;
      }
      seen |= uint64_t{1} << field.number;
      if (!(rule.repeated && rule.kind == FieldKind::kEnum ? Enums(rule, field, &items) : Value(rule, field)))
        return false;
      if (rule.kind != FieldKind::kEnum) ++items;
    }
    return walk.ok() && EnoughItems(shape, last, items) && (shape.required & ~seen) == 0;
  }

  static bool EnoughItems(const Shape& shape, uint32_t number, uint32_t items) {
    return number == 0 || !shape.rules[number].repeated ||
           (items >= shape.rules[number].length_min && items <= shape.rules[number].length_max);
  }

  static bool Enums(const FieldShape& rule, const WireField& field, uint32_t* items) {
    if (field.wire_type != kLengthDelimited || field.body.empty()) return false;
    for (const char c : field.body) {
      const auto number = static_cast<uint8_t>(c);
      if (number >= 64 || (rule.values >> number & 1) == 0) return false;
    }
    *items = static_cast<uint32_t>(field.body.size());
    return true;
  }

  bool Value(const FieldShape& rule, const WireField& field) {
    switch (rule.kind) {
      case FieldKind::kText:
        return field.wire_type == kLengthDelimited && Text(rule, field.body);
      case FieldKind::kEnum:
        return field.wire_type == 0 && field.varint < 64 && (rule.values >> field.varint & 1) != 0;
      case FieldKind::kNumber:
        return field.wire_type == 0 && field.varint != 0 && field.varint <= static_cast<uint64_t>(rule.max) &&
               field.varint >= static_cast<uint64_t>(rule.min);
      case FieldKind::kMessage:
        return field.wire_type == kLengthDelimited && Message(*rule.message, field.body);
      case FieldKind::kTime: {
        int64_t time_us;
        return field.wire_type == kLengthDelimited && Time(field.body, &time_us);
      }
      default:
        return false;  // no such field
    }
  }

  bool Text(const FieldShape& rule, std::string_view text) {
    if (text.empty() || !Matches(rule.format, text)) return false;
    if (!rule.repeated && (text.size() < rule.length_min || text.size() > rule.length_max)) return false;
    // Formats that take letters beyond ASCII take any bytes for one; whether they are UTF-8 the parser says.
    const auto is_ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
    return std::all_of(text.begin(), text.end(), is_ascii) && (!rule.id || minted_(text));
  }

  static bool Time(std::string_view bytes, int64_t* time_us) {
    uint64_t seconds = 0, nanos = 0;
    uint32_t last = 0;
    WireWalk walk(bytes);
    for (WireField field; walk.Next(&field);) {
      if (field.wire_type != 0 || field.number <= last || field.number > 2 || !InShortestForm(field)) return false;
      last = field.number;
      (field.number == Timestamp::kSecondsFieldNumber ? seconds : nanos) = field.varint;
    }
    static_assert(kEarliestSeconds == 0);  // a negative number is a large one here
    if (!walk.ok() || seconds >= kLatestSeconds || nanos > 999'999'999) return false;
    *time_us = static_cast<int64_t>(seconds * 1'000'000 + nanos / 1'000);
    return true;
  }

  bool NotBefore(const FieldShape& rule, std::string_view body) const {
    int64_t last_us;
    if (rule.repeated) return false;
    if (rule.kind == FieldKind::kTime) return Time(body, &last_us) && last_us >= time_us_;
    if (rule.kind != FieldKind::kText) return false;
    const auto next_day = StartOfDate(std::string(body), 1);
    return next_day.has_value() && *next_day - 1 >= time_us_;
  }

  const absl::FunctionRef<bool(std::string_view)> minted_;
  int64_t time_us_ = -1, recorded_us_ = -1;  // -1: not there
};

}  // namespace

bool IsPlain(Agency agency, std::string_view event, int64_t now_us, absl::FunctionRef<bool(std::string_view)> minted) {
  WireWalk walk(event);
  WireField envelope, payload, behind;
  if (!walk.Next(&envelope) || !walk.Next(&payload)) return false;
  if (envelope.number != kEnvelopeField || envelope.wire_type != kLengthDelimited) return false;
  if (payload.wire_type != kLengthDelimited || walk.Next(&behind) || !walk.ok()) return false;
  if (!InShortestForm(envelope) || !InShortestForm(payload)) return false;
  const Shape* const shape = EventShape(agency, payload.number);
  if (shape == nullptr || !shape->plain) return false;
  Walker walker(minted);
  return walker.Envelope(envelope.body, now_us) && walker.Payload(*shape, payload.body);
}

}  // namespace homeward::contract
