#include "services/cli/catalogue.h"

#include <algorithm>

#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "services/cli/text.h"

namespace homeward::cli {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using options::v1::FieldRule;
using options::v1::Format;
using options::v1::Sensitivity;

std::string FormatName(Format format) {
  switch (format) {
    case options::v1::FORMAT_UUID: return "UUID";
    case options::v1::FORMAT_PERSON_ID: return "person id";
    case options::v1::FORMAT_SERVICE_ID: return "service id";
    case options::v1::FORMAT_UNIT: return "unit";
    case options::v1::FORMAT_PROVINCE: return "province";
    case options::v1::FORMAT_COMMUNE: return "commune";
    case options::v1::FORMAT_COUNTRY: return "country";
    case options::v1::FORMAT_DATE: return "date";
    case options::v1::FORMAT_ARTICLE: return "article";
    case options::v1::FORMAT_ACTOR: return "actor reference";
    case options::v1::FORMAT_CODE: return "code";
    case options::v1::FORMAT_URI: return "URI";
    case options::v1::FORMAT_PUBLIC_KEY: return "public key";
    case options::v1::FORMAT_SIGNATURE: return "signature";
    case options::v1::FORMAT_AREA: return "area";
    case options::v1::FORMAT_TITLE: return "title";
    case options::v1::FORMAT_HASH: return "SHA-256";
    default: return "text";
  }
}

std::string TypeName(const FieldDescriptor* field, const FieldRule& rule) {
  std::string name;
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING: name = FormatName(rule.format()); break;
    case FieldDescriptor::CPPTYPE_ENUM: name = field->enum_type()->name(); break;
    case FieldDescriptor::CPPTYPE_BOOL: name = "yes/no"; break;
    case FieldDescriptor::CPPTYPE_MESSAGE:
      name = field->message_type()->full_name() == "google.protobuf.Timestamp" ? "time" : "group";
      break;
    default: name = "number"; break;
  }
  return field->is_repeated() ? Cat("list of ", name) : name;
}

std::string Readers(Sensitivity sensitivity) {
  switch (sensitivity) {
    case options::v1::SENSITIVITY_OWNER: return "publishing unit";
    case options::v1::SENSITIVITY_LOCATION: return "others: province and week";
    case options::v1::SENSITIVITY_SMALL_COUNT: return "others: < 10 below ten";
    case options::v1::SENSITIVITY_AGGREGATE: return "no person in it";
    case options::v1::SENSITIVITY_ADDRESSEE: return "publishing and addressed unit";
    default: return "who takes part";
  }
}

std::string Rules(const FieldDescriptor* field, const FieldRule& rule) {
  std::vector<std::string> rules;
  if (rule.required()) rules.push_back("required");
  if (rule.section()) rules.push_back(Cat("person section of ", rule.section_of()));
  const std::string_view counted = field->is_repeated() ? "items" : "bytes";
  if (rule.min_length() > 0) rules.push_back(Cat("at least ", rule.min_length(), " ", counted));
  if (rule.max_length() > 0) rules.push_back(Cat("at most ", rule.max_length(), " ", counted));
  if (rule.min() != 0 || rule.max() != 0) rules.push_back(Cat(rule.min(), " to ", rule.max()));
  if (rule.not_before_time()) rules.push_back("not before the event");
  if (rule.addressee()) rules.push_back("owes the next step");
  if (rule.subject() != options::v1::SUBJECT_KIND_UNSPECIFIED) {
    rules.push_back(Cat("subject ", contract::SubjectPrefix(rule.subject())));
  }
  return absl::StrJoin(rules, ", ");
}

void DescribeFields(const Descriptor* message, const std::string& path, Sensitivity inherited,
                    bool in_section, std::vector<CatalogueField>* fields) {
  for (int i = 0; i < message->field_count(); ++i) {
    const FieldDescriptor* field = message->field(i);
    const FieldRule& rule = field->options().GetExtension(options::v1::rule);
    const Sensitivity sensitivity =
        rule.sensitivity() == options::v1::SENSITIVITY_UNSPECIFIED ? inherited : rule.sensitivity();
    CatalogueField row;
    row.path = path.empty() ? field->name() : Cat(path, ".", field->name());
    row.type = TypeName(field, rule);
    row.rules = Rules(field, rule);
    row.readers = Readers(sensitivity);
    row.section = in_section || rule.section();
    row.values = field->enum_type();
    row.label = rule.label();
    const bool group = row.type == "group" || row.type == "list of group";
    fields->push_back(row);
    if (group) DescribeFields(field->message_type(), row.path, sensitivity, row.section, fields);
  }
}

// Enum values without the prefix that repeats the enum's name: "RETURN" for PROSECUTION_DECISION_RETURN.
std::string ShortValue(const Descriptor* message, const std::string& field_name, const std::string& value) {
  const FieldDescriptor* field = message->FindFieldByName(field_name);
  if (field == nullptr || field->enum_type() == nullptr) return value;
  const std::string& first = field->enum_type()->value(0)->name();
  const size_t prefix = first.rfind("UNSPECIFIED");
  return prefix != std::string::npos && value.compare(0, prefix, first, 0, prefix) == 0 ? value.substr(prefix)
                                                                                        : value;
}

std::string StepText(const contract::EventType& type, const options::v1::Step& step) {
  std::string text = step.machine().empty() ? "" : Cat(step.machine(), ": ");
  text += step.from().empty() ? "any" : absl::StrJoin(step.from(), ", ");
  if (step.to().empty()) {
    text += " (unchanged)";
  } else {
    text += Cat(" → ", step.to() == "@before" ? "the state before" : step.to());
  }
  if (!step.when_field().empty()) {
    text += Cat(" if ", step.when_field(), " = ",
                ShortValue(type.descriptor, step.when_field(), step.when_value()));
  }
  if (!step.instance_field().empty()) text += Cat(" (for each ", step.instance_field(), ")");
  return text;
}

std::vector<std::string> LimitTexts(const contract::EventType& type) {
  std::vector<std::string> texts;
  for (const options::v1::Limit& limit : type.options.limit()) {
    std::string text = Cat("at most ", limit.at_most());
    if (!limit.field().empty()) {
      text += Cat(" with ", limit.field(), " = ", ShortValue(type.descriptor, limit.field(), limit.value()));
    }
    texts.push_back(text);
  }
  for (const options::v1::Memory& memory : type.options.differ()) {
    texts.push_back(
        Cat(memory.field(), " differs from the earlier ", absl::StrReplaceAll(memory.slot(), {{"_", " "}})));
  }
  if (type.options.monotonic()) texts.push_back("time never runs backwards");
  return texts;
}

}  // namespace

CatalogueEvent Describe(const contract::EventType& type) {
  const contract::Contract& contract = contract::Contract::Get();
  CatalogueEvent event;
  event.number = type.number;
  event.name = type.short_name;
  event.full_name = type.name;
  event.label = type.options.label();
  for (const int agency : type.options.publisher()) {
    const contract::AgencyContract* publisher = contract.FindAgency(static_cast<options::v1::Agency>(agency));
    if (publisher == nullptr) continue;
    event.publishers.push_back(publisher->role);
    const FieldDescriptor* line = publisher->descriptor->FindFieldByNumber(static_cast<int>(type.number));
    if (line != nullptr) event.json_name = line->json_name();
  }
  event.stream = type.options.stream();
  event.key = type.options.key();
  for (const options::v1::Step& step : type.options.step()) {
    event.steps.push_back(StepText(type, step));
    const std::string target = step.to().empty()        ? ""
                               : step.machine().empty() ? step.to()
                                                        : Cat(step.machine(), ": ", step.to());
    const bool known = std::find(event.targets.begin(), event.targets.end(), target) != event.targets.end();
    if (!target.empty() && !known) event.targets.push_back(target);
  }
  event.limits = LimitTexts(type);
  event.lane = type.options.lane();
  event.law = type.options.law();
  event.governance = type.options.governance();
  event.permanent = type.options.permanent();
  DescribeFields(type.descriptor, "", type.options.sensitivity(), false, &event.fields);
  return event;
}

std::vector<CatalogueEvent> Catalogue(const contract::Contract& contract) {
  std::vector<CatalogueEvent> events;
  for (const auto& type : contract.events()) events.push_back(Describe(*type));
  return events;
}

Phrase LaneName(options::v1::Lane lane) {
  switch (lane) {
    case options::v1::LANE_IDENTIFICATION_AND_PROTECTION:
      return {"Identification and protection", "Xác định và bảo vệ"};
    case options::v1::LANE_INDIVIDUAL_SUPPORT: return {"Individual support", "Hỗ trợ cá nhân"};
    case options::v1::LANE_SOCIAL_INCLUSION: return {"Social inclusion", "Hòa nhập cộng đồng"};
    case options::v1::LANE_JUSTICE: return {"Justice", "Tư pháp"};
    default: return {"", ""};
  }
}

Phrase AgencyName(options::v1::Agency agency) {
  switch (agency) {
    case options::v1::AGENCY_LABOUR: return {"Labour", "Hỗ trợ nạn nhân"};
    case options::v1::AGENCY_POLICE: return {"Police", "Công an"};
    case options::v1::AGENCY_BORDER_GUARD: return {"Border guard", "Biên phòng"};
    case options::v1::AGENCY_PROSECUTION: return {"Prosecution", "Viện kiểm sát"};
    case options::v1::AGENCY_COMMUNE: return {"Commune", "Cấp xã"};
    case options::v1::AGENCY_PROGRAMME: return {"Programme", "Ban chỉ đạo chương trình"};
    default: return {"", ""};
  }
}

Phrase AgencyName(const std::string& role) {
  const contract::AgencyContract* agency = contract::Contract::Get().FindAgencyByRole(role);
  return AgencyName(agency == nullptr ? options::v1::AGENCY_UNSPECIFIED : agency->agency);
}

}  // namespace homeward::cli
