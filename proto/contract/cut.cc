#include "proto/contract/cut.h"

#include <algorithm>

#include "proto/contract/wire.h"

namespace homeward::contract {
namespace {

bool IsSection(const EventType& type, uint32_t field) {
  return std::any_of(type.sections.begin(), type.sections.end(), [&](const FieldTable& table) {
    return static_cast<uint32_t>(table.field->number()) == field;
  });
}

// The payload without its sections, which go to `sections`. False: malformed.
bool CutPayload(std::string_view payload, const EventType& type, std::string* kept,
                std::vector<CutSection>* sections) {
  WireWalk walk(payload);
  for (WireField field; walk.Next(&field);) {
    if (field.wire_type == kLengthDelimited && IsSection(type, field.number))
      sections->push_back({field.number, std::string(field.body)});
    else
      kept->append(field.whole);
  }
  return walk.ok();
}

}  // namespace

absl::StatusOr<CutBytes> Cut(std::string_view bytes, const EventType& type) {
  CutBytes cut;
  cut.client.reserve(bytes.size());
  WireWalk walk(bytes);
  for (WireField field; walk.Next(&field);) {
    if (field.number != type.number || field.wire_type != kLengthDelimited || type.sections.empty()) {
      cut.client.append(field.whole);
      continue;
    }
    std::string kept;
    if (!CutPayload(field.body, type, &kept, &cut.sections))
      return absl::InvalidArgumentError("the event's payload is not well-formed protobuf");
    AppendLengthDelimited(field.number, kept, &cut.client);
  }
  if (!walk.ok()) return absl::InvalidArgumentError("the event is not well-formed protobuf");
  return cut;
}

absl::StatusOr<std::string> Join(std::string_view client, const std::vector<CutSection>& sections,
                                 const EventType& type) {
  std::string bytes;
  bool joined = sections.empty();
  WireWalk walk(client);
  for (WireField field; walk.Next(&field);) {
    if (field.number != type.number || field.wire_type != kLengthDelimited || joined) {
      bytes.append(field.whole);
      continue;
    }
    std::string payload(field.body);
    for (const CutSection& section : sections) AppendLengthDelimited(section.field, section.body, &payload);
    AppendLengthDelimited(field.number, payload, &bytes);
    joined = true;
  }
  if (!walk.ok() || !joined) return absl::DataLossError("the client part is not the event that was recorded");
  return bytes;
}

}  // namespace homeward::contract
