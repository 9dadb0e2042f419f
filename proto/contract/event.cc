#include "proto/contract/event.h"

#include <algorithm>

#include "google/protobuf/timestamp.pb.h"
#include "proto/contract/envelope.h"
#include "proto/contract/named.h"
#include "proto/contract/text.h"

namespace homeward::contract {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

int64_t ToMicros(const google::protobuf::Timestamp& t) { return t.seconds() * 1'000'000 + t.nanos() / 1'000; }

std::string ScalarText(const Message& message, const FieldDescriptor* field) {
  const Reflection* r = message.GetReflection();
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return r->GetString(message, field);
    case FieldDescriptor::CPPTYPE_ENUM:
      return r->GetEnum(message, field)->name();
    case FieldDescriptor::CPPTYPE_BOOL:
      return r->GetBool(message, field) ? "true" : "false";
    case FieldDescriptor::CPPTYPE_INT32:
      return Cat(r->GetInt32(message, field));
    case FieldDescriptor::CPPTYPE_INT64:
      return Cat(r->GetInt64(message, field));
    case FieldDescriptor::CPPTYPE_UINT32:
      return Cat(r->GetUInt32(message, field));
    case FieldDescriptor::CPPTYPE_UINT64:
      return Cat(r->GetUInt64(message, field));
    default:
      return "";
  }
}

void AppendSubjects(const Message& message, const FieldDescriptor* field, SubjectKind kind,
                    std::vector<std::string>* subjects) {
  const Reflection* r = message.GetReflection();
  const int count = field->is_repeated() ? r->FieldSize(message, field) : 1;
  for (int i = 0; i < count; ++i) {
    std::string scratch;
    const std::string& id = field->is_repeated() ? r->GetRepeatedStringReference(message, field, i, &scratch)
                                                 : r->GetStringReference(message, field, &scratch);
    if (id.empty()) continue;
    std::string subject = Cat(SubjectPrefix(kind), ":", id);
    if (std::find(subjects->begin(), subjects->end(), subject) == subjects->end())
      subjects->push_back(std::move(subject));
  }
}

}  // namespace

const std::string& Event::payload_name() const {
  return message->GetDescriptor()->FindFieldByNumber(static_cast<int>(type->number))->name();
}

int64_t Event::time_us() const { return ToMicros(envelope->time()); }
int64_t Event::recorded_us() const { return ToMicros(envelope->recorded_at()); }

std::string_view Event::key() const {
  if (type->key == nullptr) return {};
  static const std::string kEmpty;  // a key is a singular string field, so the reference outlives this call
  std::string scratch;
  const std::string& key = payload->GetReflection()->GetStringReference(*payload, type->key, &scratch);
  return &key == &scratch ? std::string_view(kEmpty) : std::string_view(key);
}

std::string Event::stream() const {
  if (type->key == nullptr) return Cat("@target/", FieldText(*payload, type->options.key()));
  return Cat(type->options.stream(), "/", envelope->unit(), "/", key());
}

std::vector<std::string> Event::subjects() const {
  std::vector<std::string> subjects;
  for (const FieldTable& table : type->subjects) AppendSubjects(*payload, table.field, table.rule.subject(), &subjects);
  if (!envelope->corrects().empty()) subjects.push_back(Cat("event:", envelope->corrects()));
  return subjects;
}

absl::StatusOr<Event> ParseEvent(Agency agency, std::string_view bytes, google::protobuf::Arena* arena) {
  const AgencyContract* contract = Contract::Get().FindAgency(agency);
  if (contract == nullptr) return absl::InvalidArgumentError("no such agency");
  EventMessage message(contract->prototype->New(arena));
  if (!message->ParseFromArray(bytes.data(), static_cast<int>(bytes.size())))
    return absl::InvalidArgumentError("the event is not well-formed protobuf");
  return WrapEvent(std::move(message));
}

Event WrapEvent(EventMessage message) {
  Event event;
  const auto* descriptor = message->GetDescriptor();
  const Reflection* r = message->GetReflection();
  const FieldDescriptor* envelope = descriptor->FindFieldByNumber(kEnvelopeField);
  if (r->HasField(*message, envelope))
    event.envelope = static_cast<const common::v1::Envelope*>(&r->GetMessage(*message, envelope));
  const FieldDescriptor* which = r->GetOneofFieldDescriptor(*message, descriptor->oneof_decl(0));
  if (which != nullptr) {
    event.payload = &r->GetMessage(*message, which);
    event.type = Contract::Get().FindEvent(static_cast<uint32_t>(which->number()));
  }
  event.message = std::move(message);
  return event;
}

std::string FieldText(const Message& message, std::string_view name) {
  const FieldDescriptor* field = FieldNamed(message.GetDescriptor(), name);
  if (field == nullptr || field->is_repeated()) return "";
  return ScalarText(message, field);
}

}  // namespace homeward::contract
