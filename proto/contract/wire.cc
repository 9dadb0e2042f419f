#include "proto/contract/wire.h"

#include <cstddef>

namespace homeward::contract {
const char* WireWalk::LongVarint(const char* at, uint64_t* value) const {
  *value = 0;
  for (int shift = 0; shift < 64 && at != end_; shift += 7) {
    const auto byte = static_cast<uint8_t>(*at++);
    *value |= static_cast<uint64_t>(byte & 0x7f) << shift;
    if ((byte & 0x80) == 0) return at;
  }
  return nullptr;
}

const char* WireWalk::Fixed(const char* at, uint32_t wire_type) const {
  const ptrdiff_t size = wire_type == 1 ? 8 : wire_type == 5 ? 4 : -1;  // groups are not in proto3
  return size < 0 || size > end_ - at ? nullptr : at + size;
}

void AppendVarint(uint64_t value, std::string* out) {
  char bytes[kVarintBytesMax];
  out->append(bytes, static_cast<size_t>(WriteVarint(value, bytes) - bytes));
}

void AppendVarintField(uint32_t number, uint64_t value, std::string* out) {
  char bytes[2 * kVarintBytesMax];
  char* const behind_tag = WriteVarint(static_cast<uint64_t>(number) << 3, bytes);
  out->append(bytes, static_cast<size_t>(WriteVarint(value, behind_tag) - bytes));
}

void AppendHeader(uint32_t number, size_t body_bytes, std::string* out) {
  char bytes[2 * kVarintBytesMax];
  char* const behind_tag = WriteVarint(static_cast<uint64_t>(number) << 3 | kLengthDelimited, bytes);
  out->append(bytes, static_cast<size_t>(WriteVarint(body_bytes, behind_tag) - bytes));
}

size_t HeaderBytes(uint32_t number, size_t body_bytes) {
  return VarintBytes(uint64_t{number} << 3) + VarintBytes(body_bytes);
}

void AppendLengthDelimited(uint32_t number, std::string_view body, std::string* out) {
  AppendHeader(number, body.size(), out);
  out->append(body);
}

}  // namespace homeward::contract
