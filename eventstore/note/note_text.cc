#include "eventstore/note/note_text.h"

#include <cstdint>

#include "absl/strings/escaping.h"
#include "eventstore/bytes/utf8.h"
#include "proto/contract/text.h"

namespace homeward::eventstore {
namespace {

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
