#include "projections/projector/kept_fact.h"

#include <memory>
#include <utility>

#include "absl/container/inlined_vector.h"
#include "eventstore/bytes/bytes.h"
#include "proto/contract/contract.h"
#include "proto/contract/envelope.h"
#include "proto/contract/wire.h"

namespace homeward::projections {
namespace {

using common::v1::Envelope;
using contract::WireField;
using contract::WireWalk;

constexpr size_t kNumberBytes = 8;

bool IsRead(uint32_t envelope_field) {
  switch (envelope_field) {
    case Envelope::kSourceFieldNumber:
    case Envelope::kSourceSequenceFieldNumber:
    case Envelope::kSchemaVersionFieldNumber:
    case Envelope::kCorrelationIdFieldNumber:
    case Envelope::kCausationIdFieldNumber:
    case Envelope::kActorRefFieldNumber:
      return false;
    default:
      return true;
  }
}

void AppendEnvelope(std::string_view envelope, std::string* out) {
  absl::InlinedVector<std::string_view, 12> read;
  size_t size = 0;
  WireWalk walk(envelope);
  for (WireField field; walk.Next(&field);) {
    if (!IsRead(field.number)) continue;
    read.push_back(field.whole);
    size += field.whole.size();
  }
  contract::AppendHeader(contract::kEnvelopeField, size, out);
  for (const std::string_view field : read) out->append(field);
}

}  // namespace

// be64 of position, append time, revision and the stream's length; the agency's byte; the stream; the message.
void AppendKeptFact(const eventstore::RecordView& record, std::string* out) {
  for (const uint64_t number : {record.position.value, static_cast<uint64_t>(record.appended_us), record.revision.value,
                                uint64_t{record.stream.size()}})
    eventstore::AppendBe64(number, out);
  out->push_back(static_cast<char>(record.agency));
  out->append(record.stream);
  WireWalk walk(record.client);
  for (WireField field; walk.Next(&field);) {
    if (field.number == contract::kEnvelopeField) {
      AppendEnvelope(field.body, out);
    } else {
      out->append(field.whole);
    }
  }
}

absl::StatusOr<Fact> ReadKeptFact(std::string_view bytes, google::protobuf::Arena* arena) {
  const absl::Status unreadable = absl::DataLossError("VIEWS_DAMAGED: a fact that a list kept is unreadable");
  uint64_t numbers[4];
  if (bytes.size() <= sizeof numbers) return unreadable;
  for (uint64_t& number : numbers) {
    number = eventstore::ReadBe64(bytes);
    bytes.remove_prefix(kNumberBytes);
  }
  const auto agency = static_cast<contract::Agency>(bytes[0]);
  bytes.remove_prefix(1);
  if (bytes.size() < numbers[3]) return unreadable;
  auto event = contract::ParseEvent(agency, bytes.substr(numbers[3]), arena);
  if (!event.ok() || event->type == nullptr || event->payload == nullptr) return unreadable;
  Fact fact = MakeFact(std::make_shared<const contract::Event>(*std::move(event)), agency,
                       std::string(bytes.substr(0, numbers[3])), numbers[2]);
  fact.position = Position(numbers[0]);
  fact.appended_us = static_cast<Micros>(numbers[1]);
  return fact;
}

Position PositionOfKept(std::string_view bytes) { return Position(eventstore::ReadBe64(bytes)); }

}  // namespace homeward::projections
