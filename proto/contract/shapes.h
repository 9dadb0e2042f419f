// What Validate() demands of the messages that an event holds, as tables that bytes are compared with (plain.h).
#ifndef HOMEWARD_PROTO_CONTRACT_SHAPES_H_
#define HOMEWARD_PROTO_CONTRACT_SHAPES_H_

#include <cstdint>
#include <vector>

#include "proto/contract/contract.h"

namespace homeward::contract {

enum class FieldKind : uint8_t { kNone, kText, kEnum, kNumber, kMessage, kTime };

struct Shape;

// A field's rule as it is asked of bytes.
struct FieldShape {
  FieldKind kind = FieldKind::kNone;
  bool repeated = false;
  bool id = false;               // of a person or service user
  bool not_before_time = false;  // of the event
  options::v1::Format format = options::v1::FORMAT_UNSPECIFIED;
  uint32_t length_min = 0, length_max = 0;  // of a text in bytes, of a repeated field in items
  int64_t min = 0, max = 0;                 // of a number, what its type can hold and the rule allows
  uint64_t values = 0;                      // of an enum: bit by number
  const Shape* message = nullptr;
};

// A message: its fields by number. Immutable.
struct Shape {
  bool plain = true;      // else it has something that is not read here
  uint64_t required = 0;  // bit by number
  std::vector<FieldShape> rules;
};

const Shape& EnvelopeShape();
// Of an event that the agency's service takes; null: it takes none of that number. Both thread-safe.
const Shape* EventShape(Agency agency, uint32_t number);

}  // namespace homeward::contract

#endif  // HOMEWARD_PROTO_CONTRACT_SHAPES_H_
