#include "tests/scenarios/set_field.h"

#include <cctype>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "google/protobuf/timestamp.pb.h"
#include "homeward/options/v1/options.pb.h"
#include "homeward/programme/v1/plan.pb.h"
#include "proto/contract/formats.h"
#include "tests/scenarios/measure.h"

namespace homeward::scenario {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Timestamp;
using options::v1::FieldRule;

constexpr int kDepthMax = 2;  // event → section → safeguards

absl::Status Refuse(const FieldDescriptor* field, const std::string& value, absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat(field->name(), "=", value, ": ", what));
}

// "SupportNeed" → "SUPPORT_NEED_", the prefix of the enum's values.
std::string EnumPrefix(const google::protobuf::EnumDescriptor* type) {
  std::string prefix;
  for (char c : type->name()) {
    if (std::isupper(static_cast<unsigned char>(c)) && !prefix.empty()) prefix += '_';
    prefix += absl::ascii_toupper(c);
  }
  return prefix + "_";
}

absl::StatusOr<const google::protobuf::EnumValueDescriptor*> EnumValue(const FieldDescriptor* field,
                                                                       const std::string& text) {
  const auto* type = field->enum_type();
  const std::string upper = absl::AsciiStrToUpper(text);
  for (const std::string& name : {EnumPrefix(type) + upper, upper}) {
    if (const auto* value = type->FindValueByName(name)) return value;
  }
  std::vector<std::string> known;
  for (int i = 1; i < type->value_count(); ++i) known.push_back(ShortEnumName(type->value(i)));
  return Refuse(field, text, absl::StrCat("no such value; there are ", absl::StrJoin(known, ", ")));
}

absl::StatusOr<std::string> StringValue(const FieldDescriptor* field, const std::string& text, const Values& values) {
  if (absl::StartsWith(text, "raw:")) return text.substr(4);
  const FieldRule& rule = field->options().GetExtension(options::v1::rule);
  switch (rule.format()) {
    case options::v1::FORMAT_UUID:
    case options::v1::FORMAT_ACTOR: {
      if (const std::string* id = values.symbols->EventId(text)) return *id;
      if (rule.subject() == options::v1::SUBJECT_KIND_EVENT) return Refuse(field, text, "no event bears this label");
      return contract::IsUuid(text) ? text : values.symbols->Uuid(text);
    }
    case options::v1::FORMAT_PERSON_ID:
      return values.symbols->PersonId(text);
    case options::v1::FORMAT_SERVICE_ID:
      return values.symbols->ServiceId(text);
    case options::v1::FORMAT_UNIT:
      return values.symbols->Unit(text);
    case options::v1::FORMAT_PROVINCE:
      return values.symbols->Province(text);
    case options::v1::FORMAT_COMMUNE:
      return values.symbols->Commune(text);
    case options::v1::FORMAT_ARTICLE:
      return absl::StrReplaceAll(text, {{"_", " "}});  // words of a scenario hold no blanks
    case options::v1::FORMAT_DATE: {
      if (text[0] != '@') return text;
      auto when = ParseWhen(text);
      if (!when.ok()) return when.status();
      return FormatDate(values.calendar.Day(*when));
    }
    default:
      return text;
  }
}

absl::Status SetTimestamp(const FieldDescriptor* field, const std::string& text, const Values& values,
                          Timestamp* timestamp) {
  auto when = ParseWhen(text);
  if (!when.ok()) return Refuse(field, text, when.status().message());
  const int64_t us = values.calendar.Micros(*when, values.default_minute);
  timestamp->set_seconds(us / 1'000'000);
  timestamp->set_nanos(static_cast<int32_t>(us % 1'000'000) * 1000);
  return absl::OkStatus();
}

// Sets a singular field or adds to a repeated one.
absl::Status SetOne(const FieldDescriptor* field, const std::string& text, const Values& values, Message* message) {
  const auto* reflection = message->GetReflection();
  const bool add = field->is_repeated();
  int64_t number = 0;
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING: {
      auto value = StringValue(field, text, values);
      if (!value.ok()) return value.status();
      add ? reflection->AddString(message, field, *value) : reflection->SetString(message, field, *value);
      return absl::OkStatus();
    }
    case FieldDescriptor::CPPTYPE_ENUM: {
      auto value = EnumValue(field, text);
      if (!value.ok()) return value.status();
      add ? reflection->AddEnum(message, field, *value) : reflection->SetEnum(message, field, *value);
      return absl::OkStatus();
    }
    case FieldDescriptor::CPPTYPE_BOOL:
      if (text != "true" && text != "false") return Refuse(field, text, "write true or false");
      reflection->SetBool(message, field, text == "true");
      return absl::OkStatus();
    case FieldDescriptor::CPPTYPE_MESSAGE:
      if (field->message_type() == Timestamp::descriptor()) {
        Message* timestamp = add ? reflection->AddMessage(message, field) : reflection->MutableMessage(message, field);
        return SetTimestamp(field, text, values, static_cast<Timestamp*>(timestamp));
      }
      if (field->message_type() == programme::v1::Measure::descriptor()) {
        Message* measure = add ? reflection->AddMessage(message, field) : reflection->MutableMessage(message, field);
        const absl::Status status = ParseMeasure(text, static_cast<programme::v1::Measure*>(measure));
        return status.ok() ? status : Refuse(field, text, status.message());
      }
      if (add) {  // a list for repeated messages fills each one's first field
        return SetOne(field->message_type()->field(0), text, values, reflection->AddMessage(message, field));
      }
      if (text != "true") return Refuse(field, text, "is a message; set its fields as path.field=value");
      reflection->MutableMessage(message, field);
      return absl::OkStatus();
    default:
      break;
  }
  if (!absl::SimpleAtoi(text, &number)) return Refuse(field, text, "not a number");
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      reflection->SetInt32(message, field, static_cast<int32_t>(number));
      return absl::OkStatus();
    case FieldDescriptor::CPPTYPE_UINT32:
      reflection->SetUInt32(message, field, static_cast<uint32_t>(number));
      return absl::OkStatus();
    case FieldDescriptor::CPPTYPE_INT64:
      reflection->SetInt64(message, field, number);
      return absl::OkStatus();
    case FieldDescriptor::CPPTYPE_UINT64:
      reflection->SetUInt64(message, field, static_cast<uint64_t>(number));
      return absl::OkStatus();
    default:
      return Refuse(field, text, "fields of this type cannot be set from text");
  }
}

absl::Status SetHere(const FieldDescriptor* field, const std::string& text, const Values& values, Message* message) {
  message->GetReflection()->ClearField(message, field);
  if (!field->is_repeated()) return SetOne(field, text, values, message);
  for (absl::string_view item : absl::StrSplit(text, ',', absl::SkipEmpty())) {
    if (absl::Status status = SetOne(field, std::string(item), values, message); !status.ok()) return status;
  }
  return absl::OkStatus();
}

bool HoldsFields(const FieldDescriptor* field) {
  return field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && field->message_type() != Timestamp::descriptor();
}

// The message that `field` leads to; of a repeated one the item `index`, made if it does not exist yet.
Message* Descend(const FieldDescriptor* field, int index, Message* message) {
  const auto* reflection = message->GetReflection();
  if (!field->is_repeated()) return reflection->MutableMessage(message, field);
  while (reflection->FieldSize(*message, field) <= index) reflection->AddMessage(message, field);
  return reflection->MutableRepeatedMessage(message, field, index);
}

absl::Status NoField(const std::string& path, const Message& message) {
  return absl::NotFoundError(absl::StrCat("'", path, "' is no field of ", message.GetDescriptor()->name()));
}

// Collects the ways to messages within `depth` levels that have a field `name`.
void FindHolders(const google::protobuf::Descriptor* type, const std::string& name, int depth,
                 std::vector<const FieldDescriptor*>* way, std::vector<std::vector<const FieldDescriptor*>>* found) {
  if (type->FindFieldByName(name) != nullptr) {
    found->push_back(*way);
    return;
  }
  for (int i = 0; depth > 0 && i < type->field_count(); ++i) {
    if (!HoldsFields(type->field(i))) continue;
    way->push_back(type->field(i));
    FindHolders(type->field(i)->message_type(), name, depth - 1, way, found);
    way->pop_back();
  }
}

// Moves to the sub-message that alone has a field `name`, unless the message itself has it.
absl::Status DescendToHolder(const std::string& name, Message** message) {
  std::vector<std::vector<const FieldDescriptor*>> found;
  std::vector<const FieldDescriptor*> way;
  FindHolders((*message)->GetDescriptor(), name, kDepthMax, &way, &found);
  if (found.empty()) FindHolders((*message)->GetDescriptor(), name + "_id", kDepthMax, &way, &found);
  if (found.empty()) return NoField(name, **message);
  if (found.size() > 1) {
    return absl::InvalidArgumentError(absl::StrCat("'", name, "' lies both in ", found[0].back()->name(), " and in ",
                                                   found[1].back()->name(), ": write the path"));
  }
  for (const FieldDescriptor* field : found[0]) *message = Descend(field, 0, *message);
  return absl::OkStatus();
}

}  // namespace

absl::Status SetField(const Assignment& assignment, const Values& values, Message* message) {
  const std::vector<std::string> parts = absl::StrSplit(assignment.path, '.');
  if (absl::Status status = DescendToHolder(parts.front(), &message); !status.ok()) return status;
  for (size_t i = 0; i + 1 < parts.size(); ++i) {
    const FieldDescriptor* field = message->GetDescriptor()->FindFieldByName(parts[i]);
    if (field == nullptr || !HoldsFields(field)) return NoField(assignment.path, *message);
    int index = 0;
    if (field->is_repeated() && absl::SimpleAtoi(parts[i + 1], &index)) ++i;
    message = Descend(field, index, message);
  }
  const auto* type = message->GetDescriptor();
  const FieldDescriptor* field = type->FindFieldByName(parts.back());
  if (field == nullptr || (HoldsFields(field) && !field->is_repeated() && assignment.value != "true")) {
    if (const FieldDescriptor* id = type->FindFieldByName(parts.back() + "_id")) field = id;  // person=P1
  }
  if (field == nullptr) return NoField(assignment.path, *message);
  return SetHere(field, assignment.value, values, message);
}

std::string ShortEnumName(const google::protobuf::EnumValueDescriptor* value) {
  const std::string prefix = EnumPrefix(value->type());
  return absl::AsciiStrToLower(absl::StartsWith(value->name(), prefix) ? value->name().substr(prefix.size())
                                                                       : value->name());
}

}  // namespace homeward::scenario
