#include "services/publish/id_fields.h"

#include <utility>

#include "homeward/options/v1/options.pb.h"
#include "proto/contract/text.h"

namespace homeward::services {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

bool IsId(const FieldDescriptor* field) {
  if (field->cpp_type() != FieldDescriptor::CPPTYPE_STRING) return false;
  const options::v1::Format format = field->options().GetExtension(options::v1::rule).format();
  return format == options::v1::FORMAT_PERSON_ID || format == options::v1::FORMAT_SERVICE_ID;
}

std::string Path(const std::string& parent, const FieldDescriptor* field) {
  return parent.empty() ? field->name() : contract::Cat(parent, ".", field->name());
}

}  // namespace

Intake::IdFields::IdFields() {
  for (const auto& type : contract::Contract::Get().events()) Learn(type->descriptor);
}

bool Intake::IdFields::Learn(const Descriptor* descriptor) {
  const auto [known, is_new] = fields_.try_emplace(descriptor);
  if (!is_new) return !known->second.ids.empty() || !known->second.messages.empty();
  Fields fields;
  for (int i = 0; i < descriptor->field_count(); ++i) {
    const FieldDescriptor* field = descriptor->field(i);
    if (IsId(field)) fields.ids.push_back(field);
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && Learn(field->message_type())) {
      fields.messages.push_back(field);
    }
  }
  const bool any = !fields.ids.empty() || !fields.messages.empty();
  fields_[descriptor] = std::move(fields);  // by key: Learn below may have moved the table
  return any;
}

void Intake::IdFields::Check(const Message& payload, Accept accept, Refused refused) const {
  CheckAt(payload, "", accept, refused);
}

void Intake::IdFields::CheckAt(const Message& message, const std::string& path, Accept accept, Refused refused) const {
  const auto found = fields_.find(message.GetDescriptor());
  if (found == fields_.end()) return;
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  std::string scratch;
  const auto check = [&](const FieldDescriptor* field, const std::string& id) {
    if (!id.empty() && !accept(id)) refused(Path(path, field));
  };
  for (const FieldDescriptor* field : found->second.ids) {
    if (!field->is_repeated()) {
      check(field, reflection.GetStringReference(message, field, &scratch));
      continue;
    }
    for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
      check(field, reflection.GetRepeatedStringReference(message, field, i, &scratch));
    }
  }
  for (const FieldDescriptor* field : found->second.messages) {
    if (!field->is_repeated()) {
      if (!reflection.HasField(message, field)) continue;
      CheckAt(reflection.GetMessage(message, field), Path(path, field), accept, refused);
      continue;
    }
    for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
      CheckAt(reflection.GetRepeatedMessage(message, field, i), Path(path, field), accept, refused);
    }
  }
}

}  // namespace homeward::services
