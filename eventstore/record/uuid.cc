#include "eventstore/record/uuid.h"

#include "eventstore/bytes/sha256.h"
#include "proto/contract/text.h"

namespace homeward::eventstore {
namespace {

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

}  // namespace

std::optional<EventId> ParseEventId(std::string_view text) {
  if (text.size() != 36) return std::nullopt;
  EventId id;
  size_t digits = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if (i == 8 || i == 13 || i == 18 || i == 23) {
      if (text[i] != '-') return std::nullopt;
      continue;
    }
    const int digit = HexDigit(text[i]);
    if (digit < 0) return std::nullopt;
    uint8_t& byte = id[digits / 2];
    byte = static_cast<uint8_t>(digits % 2 == 0 ? digit << 4 : byte | digit);
    ++digits;
  }
  return id;
}

std::string FormatEventId(const EventId& id) {
  const std::string hex = ToHex({reinterpret_cast<const char*>(id.data()), id.size()});
  return contract::Cat(hex.substr(0, 8), "-", hex.substr(8, 4), "-", hex.substr(12, 4), "-", hex.substr(16, 4), "-",
                       hex.substr(20));
}

}  // namespace homeward::eventstore
