#include "proto/contract/validate.h"

#include <optional>

#include "google/protobuf/timestamp.pb.h"
#include "google/protobuf/unknown_field_set.h"
#include "proto/contract/civil.h"
#include "proto/contract/formats.h"
#include "proto/contract/text.h"

namespace homeward::contract {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using google::protobuf::Timestamp;

// Where in the event a value lies; spelt out only where something is wrong with it.
struct Path {
  const Path* parent = nullptr;
  std::string_view name;
  int item = -1;  // of a repeated field

  std::string Text() const {
    std::string text = parent == nullptr ? std::string(name) : Cat(parent->Text(), ".", name);
    return item < 0 ? text : Cat(text, "[", item, "]");
  }
};

// One walk over one event; collects what is wrong.
class Checker {
 public:
  Checker(int event_index, Violations* out) : index_(event_index), out_(out) {}

  void Add(std::string reason, std::string field, std::string message, std::string next_step) {
    out_->push_back({absl::StatusCode::kInvalidArgument, std::move(reason), index_, std::move(field),
                     std::move(message), std::move(next_step)});
  }

  void CheckMessage(const Message& message, const google::protobuf::Descriptor* descriptor, const Path& path) {
    // Asked for once: each time costs as much as a field's own check.
    const Reflection& r = *message.GetReflection();
    CheckUnknown(message, r, path);
    const std::vector<FieldTable>* tables = Contract::Get().FindMessage(descriptor);
    if (tables == nullptr) return;
    for (const FieldTable& table : *tables) CheckField(message, r, table, path);
  }

  // An unknown field could be a name or an address: nothing passes that the contract does not know.
  void CheckUnknown(const Message& message, const Reflection& r, const Path& path) {
    const auto& unknown = r.GetUnknownFields(message);
    if (!unknown.empty())
      Add("UNKNOWN_FIELD", path.Text(), Cat("field number ", unknown.field(0).number(), " is not in the contract"),
          "remove the field, or update to a contract that has it");
  }

 private:
  void CheckField(const Message& message, const Reflection& r, const FieldTable& table, const Path& path) {
    const auto& [field, rule] = table;
    const bool many = field->is_repeated();
    const int count = many ? r.FieldSize(message, field) : HasValue(message, r, field) ? 1 : 0;
    if (count == 0 && !rule.required()) return;
    Path where{&path, field->name()};
    if (count == 0) {
      const std::string text = where.Text();
      return Add("FIELD_REQUIRED", text, Cat(text, " is missing"), Cat("fill ", text));
    }
    if (many) CheckLength(rule, where, static_cast<size_t>(count), "items");
    for (int i = 0; i < count; ++i) {
      if (many) where.item = i;
      CheckValue(message, r, field, rule, where, i);
    }
  }

  // proto3 scalars have no presence: the default value counts as absent for enums and strings; a number or bool that
  // is zero is a value.
  static bool HasValue(const Message& message, const Reflection& r, const FieldDescriptor* field) {
    if (field->has_presence()) return r.HasField(message, field);
    switch (field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING:
      case FieldDescriptor::CPPTYPE_ENUM:
        return r.HasField(message, field);
      default:
        return true;
    }
  }

  void CheckValue(const Message& message, const Reflection& r, const FieldDescriptor* field, const FieldRule& rule,
                  const Path& where, int i) {
    const bool many = field->is_repeated();
    switch (field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING: {
        std::string scratch;
        CheckString(rule, where,
                    many ? r.GetRepeatedStringReference(message, field, i, &scratch)
                         : r.GetStringReference(message, field, &scratch),
                    many);
        break;
      }
      case FieldDescriptor::CPPTYPE_ENUM: {
        const int number = many ? r.GetRepeatedEnumValue(message, field, i) : r.GetEnumValue(message, field);
        if (field->enum_type()->FindValueByNumber(number) == nullptr)
          Add("UNKNOWN_ENUM_VALUE", where.Text(), Cat(where.Text(), " has a value that the contract does not know"),
              "use a value of the contract, or update it");
        break;
      }
      case FieldDescriptor::CPPTYPE_UINT32:
        CheckRange(rule, where, r.GetUInt32(message, field));
        break;
      case FieldDescriptor::CPPTYPE_INT32:
        CheckRange(rule, where, r.GetInt32(message, field));
        break;
      case FieldDescriptor::CPPTYPE_INT64:
        CheckRange(rule, where, r.GetInt64(message, field));
        break;
      case FieldDescriptor::CPPTYPE_UINT64:
        CheckRange(rule, where, static_cast<int64_t>(r.GetUInt64(message, field)));
        break;
      case FieldDescriptor::CPPTYPE_MESSAGE: {
        const Message& inner = many ? r.GetRepeatedMessage(message, field, i) : r.GetMessage(message, field);
        if (field->message_type() == Timestamp::descriptor()) CheckTime(where, static_cast<const Timestamp&>(inner));
        CheckMessage(inner, field->message_type(), where);
        break;
      }
      default:
        break;
    }
  }

  void CheckString(const FieldRule& rule, const Path& where, const std::string& text, bool item) {
    if (!item) CheckLength(rule, where, text.size(), "bytes");
    if (!Matches(rule.format(), text))
      Add("FIELD_FORMAT", where.Text(), Cat(where.Text(), " is not ", Describe(rule.format())),
          Cat("write ", Describe(rule.format())));
  }

  void CheckLength(const FieldRule& rule, const Path& where, size_t size, std::string_view unit) {
    if (size < rule.min_length() || (rule.max_length() != 0 && size > rule.max_length()))
      Add("FIELD_LENGTH", where.Text(),
          Cat(where.Text(), " has ", size, " ", unit, "; allowed are ", rule.min_length(), " to ", rule.max_length()),
          "shorten or split it");
  }

  void CheckRange(const FieldRule& rule, const Path& where, int64_t value) {
    if (rule.min() == 0 && rule.max() == 0) return;
    if (value < rule.min() || value > rule.max())
      Add("FIELD_RANGE", where.Text(), Cat(where.Text(), " must lie from ", rule.min(), " to ", rule.max()),
          "check the number");
  }

  void CheckTime(const Path& where, const Timestamp& time) {
    if (time.seconds() < kEarliestSeconds || time.seconds() >= kLatestSeconds || time.nanos() < 0 ||
        time.nanos() > 999'999'999)
      Add("FIELD_RANGE", where.Text(), Cat(where.Text(), " is not a time between 1970 and 2100"), "check the time");
  }

  int index_;
  Violations* out_;
};

int64_t Micros(const Timestamp& t) { return t.seconds() * 1'000'000 + t.nanos() / 1'000; }

// The last microsecond that a field names: a date counts to its end in Viet Nam, where the programme's days are
// counted. nullopt: not filled, or said to be malformed already.
std::optional<int64_t> LastMicro(const Message& message, const FieldDescriptor* field) {
  const Reflection* r = message.GetReflection();
  if (field->is_repeated() || !r->HasField(message, field)) return std::nullopt;
  if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
    const auto* time = dynamic_cast<const Timestamp*>(&r->GetMessage(message, field));
    return time == nullptr ? std::nullopt : std::optional(Micros(*time));
  }
  const auto next_day = StartOfDate(r->GetString(message, field), 1);
  return next_day.has_value() ? std::optional(*next_day - 1) : std::nullopt;
}

// A date that may not lie before the event: "an answer is due before the question was asked".
void CheckNotBefore(const Event& event, Checker* checker) {
  for (const FieldTable& table : event.type->fields) {
    if (!table.rule.not_before_time()) continue;
    const auto last = LastMicro(*event.payload, table.field);
    if (last.has_value() && *last < event.time_us())
      checker->Add("FIELD_RANGE", Cat(event.payload_name(), ".", table.field->name()),
                   Cat(table.field->name(), " lies before the event's own time"), "check both times");
  }
}

void CheckTimes(const Event& event, int64_t now_us, Checker* checker) {
  if (!event.envelope->has_time() || !event.envelope->has_recorded_at()) return;  // said as FIELD_REQUIRED
  if (event.time_us() > now_us + kClockSkewUs || event.recorded_us() > now_us + kClockSkewUs)
    checker->Add("TIME_IN_FUTURE", "envelope.time", "the event lies in the future",
                 "check the clock of your system; publish it once it has happened");
  if (event.time_us() > event.recorded_us() + kClockSkewUs)
    checker->Add("RECORDED_BEFORE_TIME", "envelope.recorded_at", "the event was recorded before it happened",
                 "check both times");
}

}  // namespace

void Validate(const Event& event, int event_index, int64_t now_us, Violations* violations) {
  Checker checker(event_index, violations);
  checker.CheckUnknown(*event.message, *event.message->GetReflection(), Path{nullptr, "event"});
  if (event.envelope == nullptr)
    checker.Add("FIELD_REQUIRED", "envelope", "the event has no envelope", "fill envelope");
  else
    checker.CheckMessage(*event.envelope, common::v1::Envelope::descriptor(), Path{nullptr, "envelope"});
  if (event.payload == nullptr)
    checker.Add("EVENT_MISSING", "event", "the envelope carries no event that this service takes",
                "set one field of the oneof; see docs/events.md");
  else
    checker.CheckMessage(*event.payload, event.type->descriptor, Path{nullptr, event.payload_name()});
  if (event.envelope == nullptr || event.payload == nullptr) return;
  if (!event.envelope->id().empty() && !IsUuid7(event.envelope->id()))
    checker.Add("ID_NOT_UUID7", "envelope.id", "the id is not a UUID of version 7",
                "make ids with a UUIDv7 generator (RFC 9562)");
  CheckTimes(event, now_us, &checker);
  CheckNotBefore(event, &checker);
}

}  // namespace homeward::contract
