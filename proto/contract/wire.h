// A walk over protobuf's wire format, field by field, without decoding what it passes.
// https://protobuf.dev/programming-guides/encoding/
#ifndef HOMEWARD_PROTO_CONTRACT_WIRE_H_
#define HOMEWARD_PROTO_CONTRACT_WIRE_H_

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
  explicit WireWalk(std::string_view bytes) : rest_(bytes) {}

  // False at the end or at malformed bytes; ok() tells which.
  bool Next(WireField* field) {
    // Nearly always tag and what follows it, a number or a length, take a byte each.
    if (ok_ && rest_.size() >= 2) {
      const auto tag = static_cast<uint8_t>(rest_[0]), next = static_cast<uint8_t>(rest_[1]);
      const bool bytes = (tag & 7) == kLengthDelimited;
      const size_t size = bytes ? size_t{2} + next : 2;
      if (tag < 0x80 && tag >= 8 && next < 0x80 && (bytes || (tag & 7) == 0) && size <= rest_.size()) {
        field->number = tag >> 3;
        field->wire_type = tag & 7;
        field->whole = rest_.substr(0, size);
        field->body = bytes ? rest_.substr(2, next) : std::string_view();
        field->varint = bytes ? 0 : next;
        rest_.remove_prefix(size);
        return true;
      }
    }
    return NextOfAnySize(field);
  }
  bool ok() const { return ok_; }

 private:
  bool NextOfAnySize(WireField* field);
  static bool ReadVarint(std::string_view* at, uint64_t* value);
  bool Fail() { return ok_ = false; }

  std::string_view rest_;
  bool ok_ = true;
};

// Whether tag, length and number take as few bytes as they can, and a number is not 0 (which nobody writes).
bool InShortestForm(const WireField& field);

void AppendVarint(uint64_t value, std::string* out);
void AppendVarintField(uint32_t number, uint64_t value, std::string* out);
void AppendLengthDelimited(uint32_t number, std::string_view body, std::string* out);

}  // namespace homeward::contract

#endif  // HOMEWARD_PROTO_CONTRACT_WIRE_H_
