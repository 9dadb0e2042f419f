#include "proto/contract/wire.h"

namespace homeward::contract {
namespace {

size_t VarintBytes(uint64_t value) {
  size_t bytes = 1;
  for (; value >= 0x80; value >>= 7) ++bytes;
  return bytes;
}

}  // namespace

bool WireWalk::ReadVarint(std::string_view* at, uint64_t* value) {
  *value = 0;
  for (int shift = 0; shift < 64 && !at->empty(); shift += 7) {
    const auto byte = static_cast<uint8_t>(at->front());
    at->remove_prefix(1);
    *value |= static_cast<uint64_t>(byte & 0x7f) << shift;
    if ((byte & 0x80) == 0) return true;
  }
  return false;
}

bool WireWalk::NextOfAnySize(WireField* field) {
  if (!ok_ || rest_.empty()) return false;
  std::string_view at = rest_;
  uint64_t tag = 0;
  if (!ReadVarint(&at, &tag) || tag >> 32 != 0 || tag >> 3 == 0) return Fail();
  field->number = static_cast<uint32_t>(tag >> 3);
  field->wire_type = static_cast<uint32_t>(tag & 7);
  field->body = {};
  field->varint = 0;
  uint64_t size = 0;
  switch (field->wire_type) {
    case 0:
      if (!ReadVarint(&at, &field->varint)) return Fail();
      break;
    case 1:
      size = 8;
      break;
    case 5:
      size = 4;
      break;
    case kLengthDelimited:
      if (!ReadVarint(&at, &size)) return Fail();
      break;
    default:
      return Fail();  // groups are not in proto3
  }
  if (size > at.size()) return Fail();
  if (field->wire_type == kLengthDelimited) field->body = at.substr(0, size);
  at.remove_prefix(size);
  field->whole = rest_.substr(0, rest_.size() - at.size());
  rest_ = at;
  return true;
}

bool InShortestForm(const WireField& field) {
  const size_t tag = VarintBytes(uint64_t{field.number} << 3);
  switch (field.wire_type) {
    case 0:
      return field.varint != 0 && field.whole.size() == tag + VarintBytes(field.varint);
    case kLengthDelimited:
      return field.whole.size() == tag + VarintBytes(field.body.size()) + field.body.size();
    default:
      return field.whole.size() == tag + (field.wire_type == 1 ? 8 : 4);
  }
}

void AppendVarint(uint64_t value, std::string* out) {
  while (value >= 0x80) {
    out->push_back(static_cast<char>(value | 0x80));
    value >>= 7;
  }
  out->push_back(static_cast<char>(value));
}

void AppendVarintField(uint32_t number, uint64_t value, std::string* out) {
  AppendVarint(static_cast<uint64_t>(number) << 3, out);
  AppendVarint(value, out);
}

void AppendLengthDelimited(uint32_t number, std::string_view body, std::string* out) {
  AppendVarint(static_cast<uint64_t>(number) << 3 | kLengthDelimited, out);
  AppendVarint(body.size(), out);
  out->append(body);
}

}  // namespace homeward::contract
