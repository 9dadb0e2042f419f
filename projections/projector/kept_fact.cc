#include "projections/projector/kept_fact.h"

#include <memory>
#include <utility>

#include "eventstore/bytes/bytes.h"
#include "proto/contract/contract.h"

namespace homeward::projections {
namespace {

constexpr char kOneof[] = "event";
constexpr size_t kNumberBytes = 8;

// The agency's message without what its sections hold.
std::string WithoutSections(const contract::Event& event) {
  if (event.type->sections.empty()) return event.message->SerializeAsString();
  std::unique_ptr<google::protobuf::Message> copy(event.message->New());
  copy->CopyFrom(*event.message);
  const auto* reflection = copy->GetReflection();
  const auto* field = reflection->GetOneofFieldDescriptor(*copy, copy->GetDescriptor()->FindOneofByName(kOneof));
  google::protobuf::Message* payload = reflection->MutableMessage(copy.get(), field);
  for (const contract::FieldTable& section : event.type->sections)
    payload->GetReflection()->ClearField(payload, section.field);
  return copy->SerializeAsString();
}

}  // namespace

// be64 of position, append time, agency, revision, the stream's length; the stream; the message.
std::string EncodeFact(const Fact& fact) {
  std::string value;
  for (const uint64_t number : {fact.position.value, static_cast<uint64_t>(fact.appended_us),
                                static_cast<uint64_t>(fact.agency), fact.revision, uint64_t{fact.stream.size()}})
    eventstore::AppendBe64(number, &value);
  value.append(fact.stream).append(WithoutSections(*fact.event));
  return value;
}

absl::StatusOr<Fact> DecodeFact(std::string_view value) {
  const absl::Status unreadable = absl::DataLossError("VIEWS_DAMAGED: a fact that a list kept is unreadable");
  uint64_t numbers[5];
  if (value.size() < sizeof numbers) return unreadable;
  for (uint64_t& number : numbers) {
    number = eventstore::ReadBe64(value);
    value.remove_prefix(kNumberBytes);
  }
  const auto agency = static_cast<contract::Agency>(numbers[2]);
  const contract::AgencyContract* of = contract::Contract::Get().FindAgency(agency);
  if (of == nullptr || value.size() < numbers[4]) return unreadable;
  std::unique_ptr<google::protobuf::Message> message(of->prototype->New());
  const std::string_view bytes = value.substr(numbers[4]);
  if (!message->ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return unreadable;
  auto event = std::make_shared<const contract::Event>(contract::WrapEvent(std::move(message)));
  if (event->type == nullptr || event->payload == nullptr) return unreadable;
  Fact fact = MakeFact(std::move(event), agency, std::string(value.substr(0, numbers[4])), numbers[3]);
  fact.position = Position(numbers[0]);
  fact.appended_us = static_cast<Micros>(numbers[1]);
  return fact;
}

}  // namespace homeward::projections
