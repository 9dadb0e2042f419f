#include "services/audit/mask.h"

#include "homeward/options/v1/options.pb.h"
#include "proto/contract/text.h"

namespace homeward::services {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using options::v1::Sensitivity;

// A count is small where it is given and below ten; what is no number is masked to be safe.
bool IsSmall(const Message& message, const FieldDescriptor* field) {
  const Reflection& reflection = *message.GetReflection();
  if (field->is_repeated()) return true;
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      return reflection.GetInt32(message, field) < kSmallCountBelow;
    case FieldDescriptor::CPPTYPE_INT64:
      return reflection.GetInt64(message, field) < kSmallCountBelow;
    case FieldDescriptor::CPPTYPE_UINT32:
      return reflection.GetUInt32(message, field) < kSmallCountBelow;
    case FieldDescriptor::CPPTYPE_UINT64:
      return reflection.GetUInt64(message, field) < kSmallCountBelow;
    default:
      return true;
  }
}

// What is not named here is hidden: a class added later is an auditor's only if somebody says so.
bool IsHidden(const Message& message, const FieldDescriptor* field, Sensitivity sensitivity) {
  switch (sensitivity) {
    case options::v1::SENSITIVITY_UNSPECIFIED:
    case options::v1::SENSITIVITY_CASE_FACT:
    case options::v1::SENSITIVITY_AGGREGATE:
      return false;
    case options::v1::SENSITIVITY_SMALL_COUNT:
      return IsSmall(message, field);
    default:
      return true;
  }
}

void MaskAt(Message* message, const std::string& path, Sensitivity inherited, std::vector<std::string>* masked) {
  const Reflection& reflection = *message->GetReflection();
  std::vector<const FieldDescriptor*> set;
  reflection.ListFields(*message, &set);
  for (const FieldDescriptor* field : set) {
    const options::v1::FieldRule& rule = field->options().GetExtension(options::v1::rule);
    const Sensitivity own = rule.sensitivity();
    const Sensitivity sensitivity = own == options::v1::SENSITIVITY_UNSPECIFIED ? inherited : own;
    const std::string here = path.empty() ? field->name() : contract::Cat(path, ".", field->name());
    // A message is decided field by field: what is in it may say otherwise.
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE &&
        field->message_type()->file()->package() != "google.protobuf") {
      const int count = field->is_repeated() ? reflection.FieldSize(*message, field) : 1;
      for (int i = 0; i < count; ++i) {
        Message* inner = field->is_repeated() ? reflection.MutableRepeatedMessage(message, field, i)
                                              : reflection.MutableMessage(message, field);
        MaskAt(inner, here, sensitivity, masked);
      }
    } else if (IsHidden(*message, field, sensitivity)) {
      reflection.ClearField(message, field);
      masked->push_back(here);
    }
  }
}

}  // namespace

void MaskForAuditor(const contract::EventType& type, Message* payload, std::vector<std::string>* masked) {
  MaskAt(payload, "", type.options.sensitivity(), masked);
}

}  // namespace homeward::services
