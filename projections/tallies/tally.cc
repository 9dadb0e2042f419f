#include "projections/tallies/tally.h"

#include <algorithm>
#include <set>
#include <unordered_map>

#include "absl/strings/numbers.h"
#include "eventstore/bytes/bytes.h"
#include "projections/facts/values.h"
#include "proto/contract/contract.h"
#include "proto/contract/text.h"

namespace homeward::projections {
namespace {

using eventstore::ReadBe32;
using google::protobuf::FieldDescriptor;

constexpr uint64_t kSignBit = uint64_t{1} << 63;  // turned, so that times before 1970 sort too
constexpr size_t kIntervalBytes = 16;

bool NamesWhom(options::v1::SubjectKind kind) {
  return kind == options::v1::SUBJECT_KIND_PERSON || kind == options::v1::SUBJECT_KIND_SERVICE_USER ||
         kind == options::v1::SUBJECT_KIND_CASE || kind == options::v1::SUBJECT_KIND_TIP;
}

// A field that a row holds, and the person section that it lies in; null: the event itself.
struct KeptField {
  const FieldDescriptor* field = nullptr;
  const FieldDescriptor* section = nullptr;
};

struct KeptFields {
  std::vector<KeptField> fields;
  const FieldDescriptor* area = nullptr;     // of the event; null: it has none
  const FieldDescriptor* commune = nullptr;  // the same
};

void AddTallied(const google::protobuf::Descriptor* message, const FieldDescriptor* section,
                std::vector<KeptField>* fields) {
  for (int i = 0; i < message->field_count(); ++i) {
    const FieldDescriptor* field = message->field(i);
    const auto& rule = field->options().GetExtension(options::v1::rule);
    if (rule.tallied()) fields->push_back({field, section});
    if (rule.section() && section == nullptr) AddTallied(field->message_type(), field, fields);
  }
}

KeptFields FieldsOf(const contract::EventType& type) {
  KeptFields kept;
  kept.area = type.descriptor->FindFieldByName("area");
  kept.commune = type.descriptor->FindFieldByName("commune");
  if (type.options.sensitivity() == options::v1::SENSITIVITY_AGGREGATE) {
    for (const contract::FieldTable& table : type.fields)
      if (table.field->containing_type() == type.descriptor &&
          table.field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE)
        kept.fields.push_back({table.field});
    return kept;
  }
  for (const contract::FieldTable& table : type.subjects)
    if (NamesWhom(table.rule.subject())) kept.fields.push_back({table.field});
  AddTallied(type.descriptor, nullptr, &kept.fields);
  return kept;
}

// By type; of counted types alone.
const std::unordered_map<uint32_t, KeptFields>& Kept() {
  static const auto* const kept = [] {
    auto* all = new std::unordered_map<uint32_t, KeptFields>;
    for (const auto& type : contract::Contract::Get().events())
      if (type->options.counted()) (*all)[type->number] = FieldsOf(*type);
    return all;
  }();
  return *kept;
}

std::string TextOf(const google::protobuf::Message& message, const FieldDescriptor* field) {
  return field == nullptr ? std::string() : message.GetReflection()->GetString(message, field);
}

std::string AreaOf(const Fact& fact, const KeptFields& kept) {
  if (std::string area = TextOf(*fact.event->payload, kept.area); !area.empty()) return area;
  if (const std::string commune = TextOf(*fact.event->payload, kept.commune); !commune.empty())
    return contract::Cat("adm.", commune);
  return contract::Cat("adm.", fact.event->envelope->province());
}

// The field's codes, several with commas between; empty where unset.
std::string CodesOf(const google::protobuf::Message& payload, const KeptField& kept) {
  const google::protobuf::Message* holder = &payload;
  if (kept.section != nullptr) {
    if (kept.section->is_repeated() || !payload.GetReflection()->HasField(payload, kept.section)) return "";
    holder = &payload.GetReflection()->GetMessage(payload, kept.section);
  }
  std::string joined;
  for (const std::string& code : FieldCodes(*holder, kept.field)) {
    if (!joined.empty()) joined.push_back(',');
    joined.append(code);
  }
  return joined;
}

void AppendText(std::string_view text, std::string* out) {
  out->append(text);
  out->push_back('\0');
}

bool TakeText(std::string_view* rest, std::string* text) {
  const size_t end = rest->find('\0');
  if (end == std::string_view::npos) return false;
  text->assign(rest->substr(0, end));
  rest->remove_prefix(end + 1);
  return true;
}

}  // namespace

std::string_view Tally::Field(std::string_view name) const {
  for (const auto& [known, value] : fields)
    if (known == name) return value;
  if (name == "area") return area;
  if (name == "unit") return unit;
  return {};
}

int64_t Tally::Number(std::string_view name) const {
  int64_t number = 0;
  return absl::SimpleAtoi(absl::string_view(Field(name).data(), Field(name).size()), &number) ? number : 0;
}

bool Tally::StoodAt(Position position) const {
  return std::any_of(stood.begin(), stood.end(), [&](const Stood& s) {
    return s.from <= position && (s.until == Position() || position < s.until);
  });
}

bool IsCounted(uint32_t type) { return Kept().count(type) != 0; }

bool HoldsCounted(std::string_view stream) {
  static const auto* const kinds = [] {
    auto* found = new std::set<std::string, std::less<>>;
    for (const auto& type : contract::Contract::Get().events())
      if (type->options.counted()) found->insert(type->options.stream());
    return found;
  }();
  return kinds->count(stream.substr(0, stream.find('/'))) != 0;
}

Tally TallyOf(const Fact& fact) {
  Tally tally;
  tally.type = fact.event->type->number;
  tally.time_us = fact.time_us;
  tally.event_id = fact.id();
  const KeptFields& kept = Kept().at(tally.type);
  tally.area = AreaOf(fact, kept);
  tally.province = tally.area.substr(std::min<size_t>(4, tally.area.size()), 2);
  tally.unit = fact.unit();
  for (const KeptField& field : kept.fields)
    if (std::string value = CodesOf(*fact.event->payload, field); !value.empty())
      tally.fields.emplace_back(field.field->name(), std::move(value));
  return tally;
}

std::string TallyPrefix(uint32_t type, std::string_view province) {
  std::string key(1, kTallyRow);
  eventstore::AppendBe32(type, &key);
  return key.append(province);
}

std::string TallyStart(uint32_t type, std::string_view province, Micros time_us) {
  std::string key = TallyPrefix(type, province);
  eventstore::AppendBe64(static_cast<uint64_t>(time_us) ^ kSignBit, &key);
  return key;
}

std::string TallyKey(const Tally& tally) {
  return TallyStart(tally.type, tally.province, tally.time_us).append(tally.event_id);
}

std::string TallyValue(const Tally& tally) {
  std::string value;
  eventstore::AppendBe32(static_cast<uint32_t>(tally.stood.size()), &value);
  for (const Stood& stood : tally.stood) {
    eventstore::AppendBe64(stood.from.value, &value);
    eventstore::AppendBe64(stood.until.value, &value);
  }
  AppendText(tally.area, &value);
  AppendText(tally.unit, &value);
  for (const auto& [name, text] : tally.fields) {
    AppendText(name, &value);
    AppendText(text, &value);
  }
  return value;
}

bool ReadTally(std::string_view key, std::string_view value, Tally* tally) {
  if (key.size() < 15 || key[0] != kTallyRow || value.size() < 4) return false;
  tally->type = ReadBe32(key.substr(1));
  tally->province = key.substr(5, 2);
  tally->time_us = static_cast<Micros>(eventstore::ReadBe64(key.substr(7)) ^ kSignBit);
  tally->event_id = key.substr(15);
  const size_t count = ReadBe32(value);
  value.remove_prefix(4);
  if (value.size() / kIntervalBytes < count) return false;
  tally->stood.clear();
  for (size_t i = 0; i < count; ++i, value.remove_prefix(kIntervalBytes))
    tally->stood.push_back({Position(eventstore::ReadBe64(value)), Position(eventstore::ReadBe64(value.substr(8)))});
  if (!TakeText(&value, &tally->area) || !TakeText(&value, &tally->unit)) return false;
  tally->fields.clear();
  while (!value.empty()) {
    auto& [name, text] = tally->fields.emplace_back();
    if (!TakeText(&value, &name) || !TakeText(&value, &text)) return false;
  }
  return true;
}

std::string TallyDigestValue(std::string_view value) {
  if (value.size() < 4) return std::string(value);
  const size_t count = ReadBe32(value);
  const size_t head = 4 + count * kIntervalBytes;
  if (value.size() < head) return std::string(value);
  // Whether it stands now; not since when, which another order of arrival gives otherwise.
  bool stands = false;
  for (size_t i = 0; i < count; ++i) stands |= eventstore::ReadBe64(value.substr(4 + i * kIntervalBytes + 8)) == 0;
  return (stands ? "+" : "-") + std::string(value.substr(head));
}

}  // namespace homeward::projections
