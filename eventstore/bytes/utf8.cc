#include "eventstore/bytes/utf8.h"

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
  unsigned char high = 0;
  for (const char c : text) high |= static_cast<unsigned char>(c);
  if (high < 0x80) return true;  // plain ASCII, as nearly everything is
  while (!text.empty()) {
    if (!TakeCodePoint(&text)) return false;
  }
  return true;
}

}  // namespace homeward::eventstore
