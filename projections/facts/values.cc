#include "projections/facts/values.h"

#include "absl/strings/numbers.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/timestamp.pb.h"
#include "homeward/options/v1/options.pb.h"
#include "projections/facts/dates.h"
#include "proto/contract/named.h"

namespace homeward::projections {
namespace {

using google::protobuf::EnumValueDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr std::string_view kTimestamp = "google.protobuf.Timestamp";

std::string ItemText(const Message& m, const FieldDescriptor* f, int index) {
  const auto* r = m.GetReflection();
  const bool many = f->is_repeated();
  switch (f->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return many ? r->GetRepeatedString(m, f, index) : r->GetString(m, f);
    case FieldDescriptor::CPPTYPE_ENUM:
      return (many ? r->GetRepeatedEnum(m, f, index) : r->GetEnum(m, f))->name();
    case FieldDescriptor::CPPTYPE_BOOL:
      return (many ? r->GetRepeatedBool(m, f, index) : r->GetBool(m, f)) ? "true" : "false";
    case FieldDescriptor::CPPTYPE_INT32:
      return std::to_string(many ? r->GetRepeatedInt32(m, f, index) : r->GetInt32(m, f));
    case FieldDescriptor::CPPTYPE_INT64:
      return std::to_string(many ? r->GetRepeatedInt64(m, f, index) : r->GetInt64(m, f));
    case FieldDescriptor::CPPTYPE_UINT32:
      return std::to_string(many ? r->GetRepeatedUInt32(m, f, index) : r->GetUInt32(m, f));
    case FieldDescriptor::CPPTYPE_UINT64:
      return std::to_string(many ? r->GetRepeatedUInt64(m, f, index) : r->GetUInt64(m, f));
    default:
      return "";
  }
}

const EnumValueDescriptor* EnumItem(const Message& m, const FieldDescriptor* f, int index) {
  if (f->cpp_type() != FieldDescriptor::CPPTYPE_ENUM) return nullptr;
  const auto* r = m.GetReflection();
  return f->is_repeated() ? r->GetRepeatedEnum(m, f, index) : r->GetEnum(m, f);
}

bool IsSection(const FieldDescriptor* field) {
  return field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && field->message_type()->full_name() != kTimestamp;
}

int Count(const FieldPlace& place) {
  if (place.field == nullptr) return 0;
  return place.field->is_repeated() ? place.holder->GetReflection()->FieldSize(*place.holder, place.field) : 1;
}

}  // namespace

FieldPlace FindField(const Message& payload, std::string_view name) {
  const auto* descriptor = payload.GetDescriptor();
  if (const auto* field = contract::FieldNamed(descriptor, name)) return {&payload, field};
  const auto* r = payload.GetReflection();
  for (int i = 0; i < descriptor->field_count(); ++i) {
    const FieldDescriptor* section = descriptor->field(i);
    if (!IsSection(section)) continue;
    if (section->is_repeated() ? r->FieldSize(payload, section) == 0 : !r->HasField(payload, section)) continue;
    const Message& inner =
        section->is_repeated() ? r->GetRepeatedMessage(payload, section, 0) : r->GetMessage(payload, section);
    if (const auto* field = contract::FieldNamed(inner.GetDescriptor(), name)) return {&inner, field};
    if (FieldPlace place = FindField(inner, name); place.field != nullptr) return place;
  }
  return {};
}

std::string ValueText(const Message& payload, std::string_view name) {
  const FieldPlace place = FindField(payload, name);
  return Count(place) == 0 ? "" : ItemText(*place.holder, place.field, 0);
}

std::vector<std::string> ValueTexts(const Message& payload, std::string_view name) {
  const FieldPlace place = FindField(payload, name);
  std::vector<std::string> texts;
  for (int i = 0; i < Count(place); ++i) texts.push_back(ItemText(*place.holder, place.field, i));
  return texts;
}

std::string ValueCode(const Message& payload, std::string_view name) {
  const FieldPlace place = FindField(payload, name);
  if (Count(place) == 0) return "";
  const auto* value = EnumItem(*place.holder, place.field, 0);
  return value == nullptr ? ItemText(*place.holder, place.field, 0) : contract::CodeOf(*value);
}

std::vector<std::string> FieldCodes(const Message& message, const FieldDescriptor* field) {
  const FieldPlace place{&message, field};
  std::vector<std::string> codes;
  for (int i = 0; i < Count(place); ++i) {
    const auto* value = EnumItem(*place.holder, place.field, i);
    codes.push_back(value == nullptr ? ItemText(*place.holder, place.field, i) : contract::CodeOf(*value));
  }
  return codes;
}

std::vector<std::string> ValueCodes(const Message& payload, std::string_view name) {
  const FieldPlace place = FindField(payload, name);
  return place.field == nullptr ? std::vector<std::string>() : FieldCodes(*place.holder, place.field);
}

coordination::v1::Coded ValueCoded(const Message& payload, std::string_view name) {
  const FieldPlace place = FindField(payload, name);
  coordination::v1::Coded coded;
  if (Count(place) == 0) return coded;
  if (const auto* value = EnumItem(*place.holder, place.field, 0)) return EnumCoded(*value);
  coded.set_code(ItemText(*place.holder, place.field, 0));
  coded.mutable_label()->set_en(coded.code());
  coded.mutable_label()->set_vi(coded.code());
  return coded;
}

int64_t ValueNumber(const Message& payload, std::string_view name) {
  int64_t number = 0;
  return absl::SimpleAtoi(ValueText(payload, name), &number) ? number : 0;
}

int64_t ValueTime(const Message& payload, std::string_view name) {
  const FieldPlace place = FindField(payload, name);
  if (Count(place) == 0) return 0;
  if (place.field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) return EndOfDate(ValueText(payload, name));
  if (place.field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE || place.field->is_repeated() ||
      place.field->message_type()->full_name() != kTimestamp ||
      !place.holder->GetReflection()->HasField(*place.holder, place.field))
    return 0;
  const auto& t = static_cast<const google::protobuf::Timestamp&>(
      place.holder->GetReflection()->GetMessage(*place.holder, place.field));
  return t.seconds() * 1'000'000 + t.nanos() / 1'000;
}

coordination::v1::Coded EnumCoded(const EnumValueDescriptor& value) {
  coordination::v1::Coded coded;
  coded.set_code(contract::CodeOf(value));
  if (coded.code().empty()) return coded;
  *coded.mutable_label() = value.options().GetExtension(options::v1::label);
  if (coded.label().en().empty()) coded.mutable_label()->set_en(coded.code());
  if (coded.label().vi().empty()) coded.mutable_label()->set_vi(coded.label().en());
  return coded;
}

}  // namespace homeward::projections
