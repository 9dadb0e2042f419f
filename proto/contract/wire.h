// A walk over protobuf's wire format, field by field, without decoding what it passes.
// https://protobuf.dev/programming-guides/encoding/
#ifndef HOMEWARD_PROTO_CONTRACT_WIRE_H_
#define HOMEWARD_PROTO_CONTRACT_WIRE_H_

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace homeward::contract {

// One field as it lies on the wire.
struct WireField {
  uint32_t number = 0;
  uint32_t wire_type = 0;
  std::string_view whole;  // tag, length and content
  std::string_view body;   // content of a length-delimited field, else empty
  uint64_t varint = 0;     // value of a varint field, else 0
};

inline constexpr uint32_t kLengthDelimited = 2;

// Walks `bytes`, which must outlive it. Not thread-safe; make one for each walk.
class WireWalk {
 public:
  explicit WireWalk(std::string_view bytes) : at_(bytes.data()), end_(at_ + bytes.size()) {}

  // False at the end or at malformed bytes; ok() tells which.
  bool Next(WireField* field) {
    if (at_ == end_ || !ok_) return false;
    uint64_t tag = 0, number = 0;
    const char* at = Varint(at_, &tag);
    field->wire_type = static_cast<uint32_t>(tag & 7);
    if (at == nullptr || tag >> 32 != 0 || tag >> 3 == 0) return Fail();
    field->number = static_cast<uint32_t>(tag >> 3);
    field->body = {};
    field->varint = 0;
    if (field->wire_type == kLengthDelimited) {
      at = Varint(at, &number);
      if (at == nullptr || number > static_cast<size_t>(end_ - at)) return Fail();
      field->body = {at, static_cast<size_t>(number)};
      at += number;
    } else if (field->wire_type == 0) {
      at = Varint(at, &field->varint);
      if (at == nullptr) return Fail();
    } else {
      at = Fixed(at, field->wire_type);
      if (at == nullptr) return Fail();
    }
    field->whole = {at_, static_cast<size_t>(at - at_)};
    at_ = at;
    return true;
  }
  bool ok() const { return ok_; }

 private:
  // What lies behind; null: malformed. Nearly all have one byte or two.
  const char* Varint(const char* at, uint64_t* value) const {
    if (end_ - at >= 2) {
      const auto first = static_cast<uint8_t>(at[0]), second = static_cast<uint8_t>(at[1]);
      *value = first;
      if (first < 0x80) return at + 1;
      *value = (first & 0x7fu) | static_cast<uint32_t>(second) << 7;
      if (second < 0x80) return at + 2;
    }
    return LongVarint(at, value);
  }
  const char* LongVarint(const char* at, uint64_t* value) const;
  const char* Fixed(const char* at, uint32_t wire_type) const;
  bool Fail() { return ok_ = false; }

  const char *at_, *end_;
  bool ok_ = true;
};

// Seven bits a byte.
inline size_t VarintBytes(uint64_t value) { return (static_cast<size_t>(std::bit_width(value | 1)) + 6) / 7; }

// Whether tag, length and number take as few bytes as they can, and a number is not 0 (which nobody writes).
inline bool InShortestForm(const WireField& field) {
  const size_t tag = field.number < 16 ? 1 : VarintBytes(uint64_t{field.number} << 3);
  switch (field.wire_type) {
    case 0:
      return field.varint != 0 && field.whole.size() == tag + VarintBytes(field.varint);
    case kLengthDelimited:
      return field.whole.size() == tag + VarintBytes(field.body.size()) + field.body.size();
    default:
      return field.whole.size() == tag + (field.wire_type == 1 ? 8 : 4);
  }
}

inline constexpr size_t kVarintBytesMax = 10;

// Returns what lies behind the number; `at` has room for kVarintBytesMax.
inline char* WriteVarint(uint64_t value, char* at) {
  for (; value >= 0x80; value >>= 7) *at++ = static_cast<char>(value | 0x80);
  *at++ = static_cast<char>(value);
  return at;
}

void AppendVarint(uint64_t value, std::string* out);
void AppendVarintField(uint32_t number, uint64_t value, std::string* out);
void AppendLengthDelimited(uint32_t number, std::string_view body, std::string* out);
// Tag and length of a length-delimited field, whose body is to follow; and how many bytes they take.
void AppendHeader(uint32_t number, size_t body_bytes, std::string* out);
size_t HeaderBytes(uint32_t number, size_t body_bytes);

}  // namespace homeward::contract

#endif  // HOMEWARD_PROTO_CONTRACT_WIRE_H_
