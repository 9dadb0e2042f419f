#include "proto/contract/schema_check.h"
#include "proto/contract/text.h"

#include <set>

namespace homeward::contract {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

absl::Status Wrong(std::string_view where, std::string_view what) {
  return absl::InvalidArgumentError(Cat(where, ": ", what));
}

// Strings without a format would be free text.
absl::Status CheckStrings(const Descriptor* message, std::set<const Descriptor*>* seen) {
  if (!seen->insert(message).second || message->file()->package() == "google.protobuf") return absl::OkStatus();
  for (int i = 0; i < message->field_count(); ++i) {
    const FieldDescriptor* field = message->field(i);
    const FieldRule& rule = field->options().GetExtension(options::v1::rule);
    if (field->type() == FieldDescriptor::TYPE_STRING && rule.format() == options::v1::FORMAT_UNSPECIFIED)
      return Wrong(field->full_name(), "a string needs a format; there is no free text in the contract");
    if (field->type() == FieldDescriptor::TYPE_BYTES || field->is_map())
      return Wrong(field->full_name(), "bytes and maps cannot be checked, so events do not have them");
    if (field->type() == FieldDescriptor::TYPE_MESSAGE)
      if (auto status = CheckStrings(field->message_type(), seen); !status.ok()) return status;
  }
  return absl::OkStatus();
}

// A title is words that people choose, so that only what the steering office governs may hold one.
absl::Status CheckTitles(const EventType& type) {
  for (const FieldTable& field : type.fields)
    if (field.rule.format() == options::v1::FORMAT_TITLE && !type.options.governance())
      return Wrong(type.name, "has a title and governs nothing");
  return absl::OkStatus();
}

// What governs is found by its streams' kinds, so that nothing else may lie in one.
absl::Status CheckGovernanceStream(const Contract& contract, const EventType& type) {
  for (const auto& other : contract.events())
    if (other->options.stream() == type.options.stream() && other->options.governance() != type.options.governance())
      return Wrong(type.name, Cat("shares its stream with ", other->short_name, ", which does not govern alike"));
  return absl::OkStatus();
}

absl::Status CheckNamedFields(const EventType& type) {
  auto exists = [&](const std::string& name) {
    return name.empty() || type.descriptor->FindFieldByName(name) != nullptr;
  };
  for (const auto& step : type.options.step())
    if (!exists(step.when_field()) || !exists(step.instance_field()))
      return Wrong(type.name, "a step names a field that the event does not have");
  for (const auto& limit : type.options.limit())
    if (!exists(limit.field()) || limit.at_most() == 0)
      return Wrong(type.name, "a limit names no field or allows nothing");
  for (const auto* memories : {&type.options.remember(), &type.options.differ()})
    for (const auto& memory : *memories)
      if (!exists(memory.field()) || memory.slot().empty())
        return Wrong(type.name, "a memory names no field or no slot");
  for (const auto& section : type.sections)
    if (!exists(section.rule.section_of()) || section.field->type() != FieldDescriptor::TYPE_MESSAGE)
      return Wrong(type.name, "a person section is a message and names its person's field");
  return absl::OkStatus();
}

absl::Status CheckPublishers(const Contract& contract, const EventType& type) {
  for (const auto& agency : contract.agencies()) {
    const FieldDescriptor* line = agency.descriptor->FindFieldByNumber(type.number);
    const bool listed = line != nullptr && line->message_type() == type.descriptor;
    if (listed != type.PublishedBy(agency.agency))
      return Wrong(type.name, Cat("publisher option and oneof of service ", agency.role, " disagree"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckSchema(const Contract& contract) {
  std::set<const Descriptor*> seen;
  for (const auto& type : contract.events()) {
    const EventOptions& options = type->options;
    if (options.stream().empty()) return Wrong(type->name, "has no home stream");
    if (options.stream() != "@target" && type->key == nullptr) return Wrong(type->name, "has no key field");
    if (options.label().en().empty() || options.label().vi().empty())
      return Wrong(type->name, "needs its label in English and Vietnamese");
    if (auto status = CheckPublishers(contract, *type); !status.ok()) return status;
    if (auto status = CheckNamedFields(*type); !status.ok()) return status;
    if (auto status = CheckTitles(*type); !status.ok()) return status;
    if (auto status = CheckGovernanceStream(contract, *type); !status.ok()) return status;
    if (auto status = CheckStrings(type->descriptor, &seen); !status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace homeward::contract
