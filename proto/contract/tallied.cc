#include "proto/contract/tallied.h"

namespace homeward::contract {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

bool NamesWhom(SubjectKind kind) {
  return kind == options::v1::SUBJECT_KIND_PERSON || kind == options::v1::SUBJECT_KIND_SERVICE_USER ||
         kind == options::v1::SUBJECT_KIND_CASE || kind == options::v1::SUBJECT_KIND_TIP;
}

void AddMarked(const Descriptor* message, std::vector<const FieldDescriptor*>* fields) {
  for (int i = 0; i < message->field_count(); ++i) {
    const FieldDescriptor* field = message->field(i);
    const FieldRule& rule = field->options().GetExtension(options::v1::rule);
    if (rule.tallied()) fields->push_back(field);
    if (rule.section()) AddMarked(field->message_type(), fields);
  }
}

}  // namespace

std::vector<const FieldDescriptor*> TalliedFields(const EventType& type) {
  std::vector<const FieldDescriptor*> fields;
  if (!type.options.counted()) return fields;
  if (type.options.sensitivity() == options::v1::SENSITIVITY_AGGREGATE) {
    for (int i = 0; i < type.descriptor->field_count(); ++i) {
      const FieldDescriptor* field = type.descriptor->field(i);
      if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) fields.push_back(field);
    }
    return fields;
  }
  for (const FieldTable& table : type.subjects) {
    if (NamesWhom(table.rule.subject())) fields.push_back(table.field);
  }
  AddMarked(type.descriptor, &fields);
  return fields;
}

const FieldDescriptor* FindTallied(const EventType& type, std::string_view name) {
  for (const FieldDescriptor* field : TalliedFields(type)) {
    if (field->name() == name) return field;
  }
  return nullptr;
}

}  // namespace homeward::contract
