#include "proto/contract/plain.h"

#include <algorithm>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/timestamp.pb.h"
#include "proto/contract/civil.h"
#include "proto/contract/envelope.h"
#include "proto/contract/formats.h"
#include "proto/contract/validate.h"
#include "proto/contract/wire.h"

namespace homeward::contract {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Timestamp;

constexpr uint32_t kNumbersMax = 64;  // field numbers of one message, so that one word says which were there

enum class Kind : uint8_t { kNone, kText, kEnum, kNumber, kMessage, kTime };

struct Shape;

// A field's rule as it is asked of bytes.
struct Rule {
  Kind kind = Kind::kNone;
  bool repeated = false;
  bool id = false;               // of a person or service user
  bool not_before_time = false;  // of the event
  options::v1::Format format = options::v1::FORMAT_UNSPECIFIED;
  uint32_t length_min = 0, length_max = 0;  // of a text in bytes, of a repeated field in items
  int64_t min = 0, max = 0;                 // of a number, what its type can hold and the rule allows
  uint64_t values = 0;                      // of an enum: bit by number
  const Shape* message = nullptr;
};

// A message: its fields by number.
struct Shape {
  bool plain = true;      // else it has something that is not read here
  uint64_t required = 0;  // bit by number
  std::vector<Rule> rules;
};

class Shapes {
 public:
  Shapes() {
    const Contract& contract = Contract::Get();
    envelope_ = Of(common::v1::Envelope::descriptor());
    for (const auto& type : contract.events()) events_[type->number] = Of(type->descriptor);
  }

  const Shape* envelope() const { return envelope_; }
  // Null: none that is read here.
  const Shape* OfEvent(uint32_t number) const {
    const auto found = events_.find(number);
    return found == events_.end() ? nullptr : found->second;
  }

 private:
  const Shape* Of(const Descriptor* descriptor) {
    auto& shape = shapes_[descriptor];
    if (shape != nullptr) return shape.get();
    shape = std::make_unique<Shape>();
    Shape* const out = shape.get();  // Of() below may move the table
    const std::vector<FieldTable>* const tables = Contract::Get().FindMessage(descriptor);
    out->plain = tables != nullptr && descriptor->real_oneof_decl_count() == 0;
    for (const FieldTable& table : out->plain ? *tables : std::vector<FieldTable>()) Add(table, out);
    return out;
  }

  void Add(const FieldTable& table, Shape* shape) {
    const FieldDescriptor* const field = table.field;
    const auto number = static_cast<uint32_t>(field->number());
    if (number >= kNumbersMax) {
      shape->plain = false;
      return;
    }
    if (shape->rules.size() <= number) shape->rules.resize(number + 1);
    Rule rule;
    rule.repeated = field->is_repeated();
    rule.format = table.rule.format();
    rule.id = rule.format == options::v1::FORMAT_PERSON_ID || rule.format == options::v1::FORMAT_SERVICE_ID;
    rule.not_before_time = table.rule.not_before_time();
    rule.length_min = table.rule.min_length();
    rule.length_max = table.rule.max_length() == 0 ? UINT32_MAX : table.rule.max_length();
    rule.kind = KindOf(field);
    if (rule.kind == Kind::kNumber) SetRange(table, &rule);
    if (rule.kind == Kind::kEnum) rule.values = ValuesOf(field->enum_type());
    if (rule.kind == Kind::kMessage) rule.message = Of(field->message_type());
    const bool readable = rule.kind != Kind::kNone && (rule.kind != Kind::kEnum || rule.values != 0) &&
                          (rule.kind != Kind::kMessage || rule.message->plain) && rule.max >= 0 &&
                          !(rule.repeated && (rule.kind == Kind::kNumber || rule.kind == Kind::kTime));
    if (!readable) shape->plain = false;
    // A number that is not there is 0, and must be allowed to be.
    const bool zero_is_missing = rule.kind != Kind::kNumber || field->has_presence() || rule.min > 0;
    if (zero_is_missing && (table.rule.required() || (rule.kind == Kind::kNumber && !field->has_presence())))
      shape->required |= uint64_t{1} << number;
    shape->rules[number] = rule;
  }

  static Kind KindOf(const FieldDescriptor* field) {
    switch (field->type()) {
      case FieldDescriptor::TYPE_STRING:
        return Kind::kText;
      case FieldDescriptor::TYPE_ENUM:
        return Kind::kEnum;
      case FieldDescriptor::TYPE_BOOL:
      case FieldDescriptor::TYPE_INT32:
      case FieldDescriptor::TYPE_INT64:
      case FieldDescriptor::TYPE_UINT32:
      case FieldDescriptor::TYPE_UINT64:
        return Kind::kNumber;
      case FieldDescriptor::TYPE_MESSAGE:
        if (field->is_map()) return Kind::kNone;
        return field->message_type() == Timestamp::descriptor() ? Kind::kTime : Kind::kMessage;
      default:
        return Kind::kNone;
    }
  }

  // Numbers are read as they lie on the wire; negative ones are left to Validate.
  static void SetRange(const FieldTable& table, Rule* rule) {
    rule->min = 0;
    switch (table.field->type()) {
      case FieldDescriptor::TYPE_BOOL:
        rule->max = 1;
        return;  // no rule has a range for it
      case FieldDescriptor::TYPE_INT32:
        rule->max = std::numeric_limits<int32_t>::max();
        break;
      case FieldDescriptor::TYPE_UINT32:
        rule->max = std::numeric_limits<uint32_t>::max();
        break;
      default:
        rule->max = std::numeric_limits<int64_t>::max();
        break;
    }
    if (table.rule.min() == 0 && table.rule.max() == 0) return;
    rule->min = std::max(rule->min, table.rule.min());
    rule->max = std::min(rule->max, table.rule.max());
  }

  static uint64_t ValuesOf(const google::protobuf::EnumDescriptor* type) {
    uint64_t values = 0;
    for (int i = 0; i < type->value_count(); ++i) {
      const int number = type->value(i)->number();
      if (number < 0 || number >= 64) return 0;
      values |= uint64_t{1} << number;
    }
    return values & ~uint64_t{1};  // 0 is not written
  }

  absl::flat_hash_map<const Descriptor*, std::unique_ptr<Shape>> shapes_;
  absl::flat_hash_map<uint32_t, const Shape*> events_;
  const Shape* envelope_ = nullptr;
};

const Shapes& AllShapes() {
  static const Shapes* const shapes = new Shapes;
  return *shapes;
}

// By agency, then by the event's number: whether its service takes that event.
const std::vector<std::vector<bool>>& EventsOfAgencies() {
  static const auto* const events = [] {
    auto* found = new std::vector<std::vector<bool>>;
    for (const AgencyContract& agency : Contract::Get().agencies()) {
      const auto at = static_cast<size_t>(agency.agency);
      if (found->size() <= at) found->resize(at + 1);
      for (int i = 0; i < agency.event_oneof->field_count(); ++i) {
        const auto number = static_cast<size_t>(agency.event_oneof->field(i)->number());
        if ((*found)[at].size() <= number) (*found)[at].resize(number + 1);
        (*found)[at][number] = true;
      }
    }
    return found;
  }();
  return *events;
}

// One walk over one event. Every function: whether all was plain.
class Walker {
 public:
  explicit Walker(absl::FunctionRef<bool(std::string_view)> minted) : minted_(minted) {}

  bool Envelope(std::string_view bytes, int64_t now_us) {
    if (!Message(*AllShapes().envelope(), bytes)) return false;
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
      const Rule& rule = shape.rules[field.number];
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
      const Rule& rule = shape.rules[field.number];
      if (field.number != last) {
        if (!EnoughItems(shape, last, items)) return false;
        last = field.number;
        items = 0;
      } else if (!rule.repeated || rule.kind == Kind::kEnum) {  // many numbers are one field
        return false;
      }
      seen |= uint64_t{1} << field.number;
      if (!(rule.repeated && rule.kind == Kind::kEnum ? Enums(rule, field, &items) : Value(rule, field))) return false;
      if (rule.kind != Kind::kEnum) ++items;
    }
    return walk.ok() && EnoughItems(shape, last, items) && (shape.required & ~seen) == 0;
  }

  static bool EnoughItems(const Shape& shape, uint32_t number, uint32_t items) {
    return number == 0 || !shape.rules[number].repeated ||
           (items >= shape.rules[number].length_min && items <= shape.rules[number].length_max);
  }

  static bool Enums(const Rule& rule, const WireField& field, uint32_t* items) {
    if (field.wire_type != kLengthDelimited || field.body.empty()) return false;
    for (const char c : field.body) {
      const auto number = static_cast<uint8_t>(c);
      if (number >= 64 || (rule.values >> number & 1) == 0) return false;
    }
    *items = static_cast<uint32_t>(field.body.size());
    return true;
  }

  bool Value(const Rule& rule, const WireField& field) {
    switch (rule.kind) {
      case Kind::kText:
        return field.wire_type == kLengthDelimited && Text(rule, field.body);
      case Kind::kEnum:
        return field.wire_type == 0 && field.varint < 64 && (rule.values >> field.varint & 1) != 0;
      case Kind::kNumber:
        return field.wire_type == 0 && field.varint != 0 && field.varint <= static_cast<uint64_t>(rule.max) &&
               field.varint >= static_cast<uint64_t>(rule.min);
      case Kind::kMessage:
        return field.wire_type == kLengthDelimited && Message(*rule.message, field.body);
      case Kind::kTime: {
        int64_t time_us;
        return field.wire_type == kLengthDelimited && Time(field.body, &time_us);
      }
      default:
        return false;  // no such field
    }
  }

  bool Text(const Rule& rule, std::string_view text) {
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

  bool NotBefore(const Rule& rule, std::string_view body) const {
    int64_t last_us;
    if (rule.repeated) return false;
    if (rule.kind == Kind::kTime) return Time(body, &last_us) && last_us >= time_us_;
    if (rule.kind != Kind::kText) return false;
    const auto next_day = StartOfDate(std::string(body), 1);
    return next_day.has_value() && *next_day - 1 >= time_us_;
  }

  const absl::FunctionRef<bool(std::string_view)> minted_;
  int64_t time_us_ = -1, recorded_us_ = -1;  // -1: not there
};

}  // namespace

bool IsPlain(Agency agency, std::string_view event, int64_t now_us, absl::FunctionRef<bool(std::string_view)> minted) {
  const auto& agencies = EventsOfAgencies();
  const auto at = static_cast<size_t>(agency);
  WireWalk walk(event);
  WireField envelope, payload, behind;
  if (at >= agencies.size() || !walk.Next(&envelope) || !walk.Next(&payload)) return false;
  if (envelope.number != kEnvelopeField || envelope.wire_type != kLengthDelimited) return false;
  if (payload.number >= agencies[at].size() || !agencies[at][payload.number]) return false;
  if (payload.wire_type != kLengthDelimited || walk.Next(&behind) || !walk.ok()) return false;
  if (!InShortestForm(envelope) || !InShortestForm(payload)) return false;
  const Shape* const shape = AllShapes().OfEvent(payload.number);
  if (shape == nullptr || !shape->plain) return false;
  Walker walker(minted);
  return walker.Envelope(envelope.body, now_us) && walker.Payload(*shape, payload.body);
}

}  // namespace homeward::contract
