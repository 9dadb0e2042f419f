#include "proto/contract/contract.h"

#include <algorithm>

#include "absl/status/status.h"

#include "homeward/border_guard/v1/border_guard_service.pb.h"
#include "homeward/commune/v1/commune_service.pb.h"
#include "homeward/labour/v1/labour_service.pb.h"
#include "homeward/police/v1/police_service.pb.h"
#include "homeward/programme/v1/programme_service.pb.h"
#include "homeward/prosecution/v1/prosecution_service.pb.h"
#include "proto/contract/schema_check.h"
#include "proto/contract/text.h"

namespace homeward::contract {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

bool EventType::PublishedBy(Agency agency) const {
  return std::find(options.publisher().begin(), options.publisher().end(), agency) != options.publisher().end();
}

const Contract& Contract::Get() {
  static const Contract* contract = [] {
    auto loaded = Load();
    // A contract that contradicts itself cannot be served: better no server than one that refuses at random.
    if (!loaded.ok()) {
      fprintf(stderr, "homeward: the contract contradicts itself: %s\n", loaded.status().ToString().c_str());
      abort();
    }
    return loaded->release();
  }();
  return *contract;
}

absl::StatusOr<std::unique_ptr<Contract>> Contract::Load() {
  std::unique_ptr<Contract> contract(new Contract);
  absl::Status status;
  status.Update(contract->AddAgency(Agency::AGENCY_LABOUR, "labour", "soc", labour::v1::Event::default_instance()));
  status.Update(contract->AddAgency(Agency::AGENCY_POLICE, "police", "pol", police::v1::Event::default_instance()));
  status.Update(contract->AddAgency(Agency::AGENCY_BORDER_GUARD, "border_guard", "bdr",
                                    border_guard::v1::Event::default_instance()));
  status.Update(contract->AddAgency(Agency::AGENCY_PROSECUTION, "prosecution", "pro",
                                    prosecution::v1::Event::default_instance()));
  status.Update(
      contract->AddAgency(Agency::AGENCY_COMMUNE, "commune", "com", commune::v1::Event::default_instance()));
  status.Update(
      contract->AddAgency(Agency::AGENCY_PROGRAMME, "programme", "gov", programme::v1::Event::default_instance()));
  if (!status.ok()) return status;
  contract->AddMessage(common::v1::Envelope::descriptor());
  std::sort(contract->events_.begin(), contract->events_.end(),
            [](const auto& a, const auto& b) { return a->number < b->number; });
  if (auto checked = CheckSchema(*contract); !checked.ok()) return checked;
  return contract;
}

absl::Status Contract::AddAgency(Agency agency, std::string role, std::string prefix,
                                 const google::protobuf::Message& prototype) {
  const Descriptor* descriptor = prototype.GetDescriptor();
  if (descriptor->oneof_decl_count() != 1)
    return absl::InvalidArgumentError(Cat(descriptor->full_name(), ": wants exactly one oneof"));
  const auto* oneof = descriptor->oneof_decl(0);
  for (int i = 0; i < oneof->field_count(); ++i) {
    const FieldDescriptor* field = oneof->field(i);
    if (auto status = AddEvent(field->number(), field->message_type()); !status.ok()) return status;
  }
  agencies_.push_back({agency, std::move(role), std::move(prefix), descriptor, &prototype, oneof});
  return absl::OkStatus();
}

absl::Status Contract::AddEvent(uint32_t number, const Descriptor* descriptor) {
  const EventType* known = FindEvent(number);
  if (known != nullptr && known->descriptor == descriptor) return absl::OkStatus();
  if (known != nullptr || by_descriptor_.contains(descriptor))
    return absl::InvalidArgumentError(Cat(descriptor->full_name(), ": one event has one number, and ",
                                                   number, " is taken or differs between services"));
  auto type = std::make_unique<EventType>();
  type->number = number;
  type->name = descriptor->full_name();
  type->short_name = descriptor->name();
  type->descriptor = descriptor;
  type->options = descriptor->options().GetExtension(options::v1::event);
  if (type->options.stream() != "@target") type->key = descriptor->FindFieldByName(type->options.key());
  AddMessage(descriptor);
  type->fields = messages_[descriptor];
  for (const FieldTable& table : type->fields) {
    if (table.rule.subject() != SubjectKind::SUBJECT_KIND_UNSPECIFIED) type->subjects.push_back(table);
    if (table.rule.section()) type->sections.push_back(table);
  }
  by_number_[number] = type.get();
  by_name_[type->name] = type.get();
  by_name_[type->short_name] = type.get();
  by_descriptor_[descriptor] = type.get();
  events_.push_back(std::move(type));
  return absl::OkStatus();
}

void Contract::AddMessage(const Descriptor* descriptor) {
  if (!messages_.try_emplace(descriptor).second) return;
  std::vector<FieldTable> tables;
  for (int i = 0; i < descriptor->field_count(); ++i) {
    const FieldDescriptor* field = descriptor->field(i);
    tables.push_back({field, field->options().GetExtension(options::v1::rule)});
    if (field->message_type() != nullptr) AddMessage(field->message_type());
  }
  std::sort(tables.begin(), tables.end(),
            [](const auto& a, const auto& b) { return a.field->number() < b.field->number(); });
  messages_[descriptor] = std::move(tables);
}

namespace {
template <typename Map, typename Key>
const EventType* Find(const Map& map, const Key& key) {
  auto it = map.find(key);
  return it == map.end() ? nullptr : it->second;
}
}  // namespace

const EventType* Contract::FindEvent(uint32_t number) const { return Find(by_number_, number); }
const EventType* Contract::FindEvent(std::string_view name) const { return Find(by_name_, View(name)); }
const EventType* Contract::FindEvent(const Descriptor* descriptor) const {
  return Find(by_descriptor_, descriptor);
}

const std::vector<FieldTable>* Contract::FindMessage(const Descriptor* descriptor) const {
  auto it = messages_.find(descriptor);
  return it == messages_.end() ? nullptr : &it->second;
}

const AgencyContract* Contract::FindAgency(Agency agency) const {
  for (const auto& a : agencies_)
    if (a.agency == agency) return &a;
  return nullptr;
}

const AgencyContract* Contract::FindAgencyByRole(std::string_view role) const {
  for (const auto& a : agencies_)
    if (a.role == role) return &a;
  return nullptr;
}

const AgencyContract* Contract::FindAgencyByUnit(std::string_view unit) const {
  const std::string_view prefix = unit.substr(0, unit.find('.'));
  for (const auto& a : agencies_)
    if (a.prefix == prefix) return &a;
  return nullptr;
}

std::string_view SubjectPrefix(SubjectKind kind) {
  switch (kind) {
    case SubjectKind::SUBJECT_KIND_PERSON: return "person";
    case SubjectKind::SUBJECT_KIND_SERVICE_USER: return "service";
    case SubjectKind::SUBJECT_KIND_REFERRAL: return "referral";
    case SubjectKind::SUBJECT_KIND_HANDOVER: return "handover";
    case SubjectKind::SUBJECT_KIND_VERIFICATION: return "verification";
    case SubjectKind::SUBJECT_KIND_TIP: return "tip";
    case SubjectKind::SUBJECT_KIND_CASE: return "case";
    case SubjectKind::SUBJECT_KIND_UNIT: return "unit";
    case SubjectKind::SUBJECT_KIND_SCREENING: return "screening";
    case SubjectKind::SUBJECT_KIND_EVENT: return "event";
    default: return "";
  }
}

}  // namespace homeward::contract
