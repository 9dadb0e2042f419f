#include "proto/contract/named.h"

#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/ascii.h"
#include "proto/contract/contract.h"
#include "proto/contract/text.h"

namespace homeward::contract {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::EnumValueDescriptor;
using google::protobuf::FieldDescriptor;

// REFERRAL_KIND_ for ReferralKind: the prefix of an enum's values in buf's STANDARD style.
std::string EnumPrefix(const std::string& name) {
  std::string prefix;
  for (size_t i = 0; i < name.size(); ++i) {
    if (i > 0 && absl::ascii_isupper(name[i]) && !absl::ascii_isupper(name[i - 1])) prefix.push_back('_');
    prefix.push_back(absl::ascii_toupper(name[i]));
  }
  return Cat(prefix, "_");
}

std::string MakeCode(const EnumValueDescriptor& value) {
  if (value.number() == 0) return "";
  std::string_view name = value.name();
  const std::string prefix = EnumPrefix(value.type()->name());
  if (name.starts_with(prefix)) name.remove_prefix(prefix.size());
  return absl::AsciiStrToLower(View(name));
}

struct Names {
  absl::flat_hash_set<const Descriptor*> messages;
  absl::flat_hash_map<std::pair<const Descriptor*, absl::string_view>, const FieldDescriptor*> fields;
  absl::flat_hash_map<const EnumValueDescriptor*, std::string> codes;

  void Add(const Descriptor* message) {
    if (!messages.insert(message).second) return;
    for (int i = 0; i < message->field_count(); ++i) {
      const FieldDescriptor* field = message->field(i);
      fields[{message, field->name()}] = field;
      if (field->message_type() != nullptr) Add(field->message_type());
      if (field->enum_type() == nullptr) continue;
      for (int v = 0; v < field->enum_type()->value_count(); ++v)
        codes[field->enum_type()->value(v)] = MakeCode(*field->enum_type()->value(v));
    }
  }
};

const Names& OfEvents() {
  static const auto* const names = [] {
    auto* made = new Names;
    made->Add(common::v1::Envelope::descriptor());
    for (const auto& type : Contract::Get().events()) made->Add(type->descriptor);
    return made;
  }();
  return *names;
}

}  // namespace

const FieldDescriptor* FieldNamed(const Descriptor* message, std::string_view name) {
  const Names& names = OfEvents();
  const auto found = names.fields.find({message, View(name)});
  if (found != names.fields.end()) return found->second;
  return names.messages.contains(message) ? nullptr : message->FindFieldByName(std::string(name));
}

std::string CodeOf(const EnumValueDescriptor& value) {
  const auto found = OfEvents().codes.find(&value);
  return found == OfEvents().codes.end() ? MakeCode(value) : found->second;
}

}  // namespace homeward::contract
