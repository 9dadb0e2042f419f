#include "eventstore/note/note_text.h"

#include <cstdint>

#include "absl/strings/escaping.h"
#include "proto/contract/text.h"

namespace homeward::eventstore {
namespace {

// Takes one code point off the front (RFC 3629). Nothing if it is malformed, overlong, a surrogate or beyond U+10FFFF.
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

// White_Space of the Unicode character database.
bool IsSpace(uint32_t point) {
  return (point >= 0x09 && point <= 0x0d) || point == 0x20 || point == 0x85 || point == 0xa0 || point == 0x1680 ||
         (point >= 0x2000 && point <= 0x200a) || point == 0x2028 || point == 0x2029 || point == 0x202f ||
         point == 0x205f || point == 0x3000;
}

}  // namespace

bool IsNoteText(std::string_view text) {
  while (!text.empty()) {
    const std::optional<uint32_t> point = TakeCodePoint(&text);
    if (!point || (*point < 0x20 && *point != '\n')) return false;
  }
  return true;
}

bool IsKeyName(std::string_view name) {
  if (name.empty()) return false;
  while (!name.empty()) {
    const std::optional<uint32_t> point = TakeCodePoint(&name);
    if (!point || *point < 0x20 || *point == '+' || IsSpace(*point)) return false;
  }
  return true;
}

std::string ToBase64(std::string_view bytes) { return absl::Base64Escape(contract::View(bytes)); }

std::optional<std::string> FromBase64(std::string_view text) {
  std::string bytes;
  // The decoder forgives spaces, missing padding and bits left over; what was forgiven does not come back the same.
  if (!absl::Base64Unescape(contract::View(text), &bytes) || ToBase64(bytes) != text) return std::nullopt;
  return bytes;
}

}  // namespace homeward::eventstore
