#include "projections/access/payload.h"

#include <algorithm>

#include "proto/contract/text.h"

namespace homeward::projections {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using options::v1::FieldRule;
using options::v1::Sensitivity;

void MaskAt(const Reader& reader, const std::string& path, Sensitivity inherited, Message* message,
            std::vector<std::string>* masked) {
  const auto& r = *message->GetReflection();
  std::vector<const FieldDescriptor*> set;
  r.ListFields(*message, &set);
  for (const FieldDescriptor* field : set) {
    const FieldRule& rule = field->options().GetExtension(options::v1::rule);
    const Sensitivity sensitivity = SensitivityOf(rule, inherited);
    const std::string here = path.empty() ? field->name() : contract::Cat(path, ".", field->name());
    // A section is decided field by field: what is in it may say otherwise.
    const bool permitted = rule.section() || Permitted(sensitivity, rule, reader);
    if (permitted && IsOurs(field)) {
      const int count = field->is_repeated() ? r.FieldSize(*message, field) : 1;
      for (int i = 0; i < count; ++i) {
        Message* inner =
            field->is_repeated() ? r.MutableRepeatedMessage(message, field, i) : r.MutableMessage(message, field);
        MaskAt(reader, here, sensitivity, inner, masked);
      }
    } else if (!permitted || HidesCount(*message, field, sensitivity, reader)) {
      r.ClearField(message, field);
      if (std::find(masked->begin(), masked->end(), here) == masked->end()) masked->push_back(here);
    }
  }
}

}  // namespace

void MaskPayload(const Reader& reader, Message* payload, std::vector<std::string>* masked) {
  MaskAt(reader, "", reader.fact.event->type->options.sensitivity(), payload, masked);
}

}  // namespace homeward::projections
