#include "eventstore/bytes/utf8.h"

#include <cstring>

namespace homeward::eventstore {

std::optional<uint32_t> TakeCodePoint(std::string_view* text) {
  const auto first = static_cast<uint8_t>(text->front());
  const size_t length = first < 0x80 ? 1 : first >> 5 == 6 ? 2 : first >> 4 == 14 ? 3 : first >> 3 == 30 ? 4 : 0;
  if (length == 0 || text->size() < length) return std::nullopt;
  uint32_t point = length == 1 ? first : first & (0x7fu >> length);
  for (size_t i = 1; i < length; ++i) {
    const auto next = static_cast<uint8_t>((*text)[i]);
    if (next >> 6 != 2) return std::nullopt;
    point = point << 6 | (next & 0x3f);
  }
  constexpr uint32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
  if (point < kLeast[length] || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) return std::nullopt;
  text->remove_prefix(length);
  return point;
}

bool IsUtf8(std::string_view text) {
  // Plain ASCII, as nearly everything is: no byte has its high bit, looked at eight at a time.
  uint64_t bits = 0, eight = 0;
  size_t at = 0;
  for (; at + sizeof(eight) <= text.size(); at += sizeof(eight)) {
    std::memcpy(&eight, text.data() + at, sizeof(eight));
    bits |= eight;
  }
  for (; at < text.size(); ++at) bits |= static_cast<uint8_t>(text[at]);
  if ((bits & 0x8080808080808080) == 0) return true;
  while (!text.empty()) {
    if (!TakeCodePoint(&text)) return false;
  }
  return true;
}

}  // namespace homeward::eventstore
