// A batch as it comes over the wire, through parsing, authorising, validating and cutting. Input: a byte that chooses
// the agency, then the bytes of its PublishRequest.
#include <string>

#include "google/protobuf/descriptor.h"
#include "homeward/common/v1/publish.pb.h"
#include "proto/contract/cut.h"
#include "proto/contract/plain.h"
#include "proto/contract/validate.h"
#include "services/publish/intake.h"
#include "tests/fuzz/check.h"
#include "tests/fuzz/silence.h"

namespace homeward::fuzz {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr eventstore::Micros kNow = 1'800'000'000'000'000;  // January 2027, after every seed's times
constexpr char kOrigin[] = "homeward.example/log";

bool HasUnknownFields(const Message& message) {
  const auto& reflection = *message.GetReflection();
  if (!reflection.GetUnknownFields(message).empty()) return true;
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
    for (int i = 0; i < (field->is_repeated() ? reflection.FieldSize(message, field) : 1); ++i) {
      const Message& inner = field->is_repeated() ? reflection.GetRepeatedMessage(message, field, i)
                                                  : reflection.GetMessage(message, field);
      if (HasUnknownFields(inner)) return true;
    }
  }
  return false;
}

std::unique_ptr<Message> Parse(const contract::AgencyContract& agency, const std::string& bytes) {
  std::unique_ptr<Message> message(agency.prototype->New());
  Check(message->ParseFromString(bytes), "bytes of an admitted event that do not parse");
  return message;
}

// The message without its payload's person sections.
void ClearSections(const contract::EventType& type, const contract::AgencyContract& agency, Message* message) {
  const FieldDescriptor* payload = message->GetReflection()->GetOneofFieldDescriptor(*message, agency.event_oneof);
  Message* inside = message->GetReflection()->MutableMessage(message, payload);
  for (const contract::FieldTable& section : type.sections) inside->GetReflection()->ClearField(inside, section.field);
}

void CheckEvent(const contract::AgencyContract& agency, const services::Caller& caller, const std::string& bytes,
                const eventstore::ProposedEvent& taken) {
  const std::unique_ptr<Message> sent = Parse(agency, bytes);
  Check(!HasUnknownFields(*sent), "an unknown field was admitted");
  const std::string& unit = taken.event.envelope->unit();
  Check(unit == caller.unit || unit.starts_with(caller.unit + "."), "another's unit was admitted");
  const auto joined = contract::Join(taken.bytes.client, taken.bytes.sections, *taken.event.type);
  Check(joined.ok() && Parse(agency, *joined)->SerializeAsString() == sent->SerializeAsString(),
        "an event that does not come back from its parts");
  const std::unique_ptr<Message> client = Parse(agency, taken.bytes.client);
  ClearSections(*taken.event.type, agency, sent.get());
  Check(client->SerializeAsString() == sent->SerializeAsString(), "a client part with more or less than it should");
}

// What is taken at a glance, the long way takes too.
void CheckPlain(const contract::AgencyContract& agency, const std::string& bytes) {
  common::v1::RawBatch batch;
  if (!batch.ParseFromString(bytes)) return;
  for (const std::string& event : batch.events()) {
    if (!contract::IsPlain(agency.agency, event, kNow, [](std::string_view) { return true; })) continue;
    const auto parsed = contract::ParseEvent(agency.agency, event);
    Check(parsed.ok() && parsed->type != nullptr && parsed->envelope != nullptr, "a plain event that does not parse");
    contract::Violations violations;
    contract::Validate(*parsed, 0, kNow, &violations);
    Check(violations.empty(), "a plain event that is not valid");
    Check(parsed->message->SerializeAsString() == event, "a plain event that nobody would have written so");
  }
}

void CheckBatch(const contract::AgencyContract& agency, const std::string& bytes) {
  static const services::Intake intake([](std::string_view) { return true; }, kOrigin);
  const auto caller = services::ParseSpiffeId("spiffe://homeward.example/" + agency.role + "/" + agency.prefix);
  Check(caller.ok(), "no caller");
  const services::Admission admission = intake.Admit(agency.agency, *caller, bytes, kNow);
  CheckPlain(agency, bytes);
  for (const contract::Violation& violation : admission.violations) {
    Check(!violation.reason.empty() && !violation.message.empty() && !violation.next_step.empty() &&
              violation.code != absl::StatusCode::kOk,
          "a refusal that does not say why");
  }
  if (!admission.ok()) return;
  common::v1::RawBatch batch;
  Check(batch.ParseFromString(bytes), "an admitted batch that does not parse");
  Check(batch.events_size() > 0 && admission.proposal.events.size() == static_cast<size_t>(batch.events_size()),
        "events were left out or added");
  for (int i = 0; i < batch.events_size(); ++i) {
    CheckEvent(agency, *caller, batch.events(i), admission.proposal.events[i]);
  }
}

}  // namespace
}  // namespace homeward::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace homeward;
  fuzz::SilenceProtobuf();
  if (size == 0) return 0;
  const auto& agencies = contract::Contract::Get().agencies();
  fuzz::CheckBatch(agencies[data[0] % agencies.size()], std::string(reinterpret_cast<const char*>(data + 1), size - 1));
  return 0;
}
