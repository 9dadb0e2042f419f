#include "proto/contract/shapes.h"

#include <algorithm>
#include <limits>
#include <memory>

#include "absl/container/flat_hash_map.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/timestamp.pb.h"

namespace homeward::contract {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Timestamp;

constexpr uint32_t kNumbersMax = 64;  // field numbers of one message, so that one word says which were there

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
    FieldShape rule;
    rule.repeated = field->is_repeated();
    rule.format = table.rule.format();
    rule.id = rule.format == options::v1::FORMAT_PERSON_ID || rule.format == options::v1::FORMAT_SERVICE_ID;
    rule.not_before_time = table.rule.not_before_time();
    rule.length_min = table.rule.min_length();
    rule.length_max = table.rule.max_length() == 0 ? UINT32_MAX : table.rule.max_length();
    rule.kind = KindOf(field);
    if (rule.kind == FieldKind::kNumber) SetRange(table, &rule);
    if (rule.kind == FieldKind::kEnum) rule.values = ValuesOf(field->enum_type());
    if (rule.kind == FieldKind::kMessage) rule.message = Of(field->message_type());
    const bool readable = rule.kind != FieldKind::kNone && (rule.kind != FieldKind::kEnum || rule.values != 0) &&
                          (rule.kind != FieldKind::kMessage || rule.message->plain) && rule.max >= 0 &&
                          !(rule.repeated && (rule.kind == FieldKind::kNumber || rule.kind == FieldKind::kTime));
    if (!readable) shape->plain = false;
    // A number that is not there is 0, and must be allowed to be.
    const bool zero_is_missing = rule.kind != FieldKind::kNumber || field->has_presence() || rule.min > 0;
    if (zero_is_missing && (table.rule.required() || (rule.kind == FieldKind::kNumber && !field->has_presence())))
      shape->required |= uint64_t{1} << number;
    shape->rules[number] = rule;
  }

  static FieldKind KindOf(const FieldDescriptor* field) {
    switch (field->type()) {
      case FieldDescriptor::TYPE_STRING:
        return FieldKind::kText;
      case FieldDescriptor::TYPE_ENUM:
        return FieldKind::kEnum;
      case FieldDescriptor::TYPE_BOOL:
      case FieldDescriptor::TYPE_INT32:
      case FieldDescriptor::TYPE_INT64:
      case FieldDescriptor::TYPE_UINT32:
      case FieldDescriptor::TYPE_UINT64:
        return FieldKind::kNumber;
      case FieldDescriptor::TYPE_MESSAGE:
        if (field->is_map()) return FieldKind::kNone;
        return field->message_type() == Timestamp::descriptor() ? FieldKind::kTime : FieldKind::kMessage;
      default:
        return FieldKind::kNone;
    }
  }

  // Numbers are read as they lie on the wire; negative ones are left to Validate.
  static void SetRange(const FieldTable& table, FieldShape* rule) {
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

}  // namespace

const Shape& EnvelopeShape() { return *AllShapes().envelope(); }

const Shape* EventShape(Agency agency, uint32_t number) {
  const auto& agencies = EventsOfAgencies();
  const auto at = static_cast<size_t>(agency);
  if (at >= agencies.size() || number >= agencies[at].size() || !agencies[at][number]) return nullptr;
  return AllShapes().OfEvent(number);
}

}  // namespace homeward::contract
