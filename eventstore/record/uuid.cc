#include "eventstore/record/uuid.h"

#include <array>
#include <cstdint>

#include "eventstore/bytes/sha256.h"
#include "proto/contract/text.h"

namespace homeward::eventstore {
namespace {

// The value of a lower-case hexadecimal digit, -1 for anything else.
constexpr std::array<int8_t, 256> kDigitValues = [] {
  std::array<int8_t, 256> values{};
  values.fill(-1);
  for (int i = 0; i < 16; ++i) values[static_cast<uint8_t>("0123456789abcdef"[i])] = static_cast<int8_t>(i);
  return values;
}();

}  // namespace

std::optional<EventId> ParseEventId(std::string_view text) {
  if (text.size() != 36) return std::nullopt;
  if (text[8] != '-' || text[13] != '-' || text[18] != '-' || text[23] != '-') return std::nullopt;
  constexpr std::array<uint8_t, 16> kAt = {0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34};
  EventId id;
  int bad = 0;  // negative once a digit was none
  for (size_t i = 0; i < id.size(); ++i) {
    const int high = kDigitValues[static_cast<uint8_t>(text[kAt[i]])];
    const int low = kDigitValues[static_cast<uint8_t>(text[kAt[i] + 1])];
    bad |= high | low;
    id[i] = static_cast<uint8_t>(high * 16 + low);
  }
  if (bad < 0) return std::nullopt;
  return id;
}

std::string FormatEventId(const EventId& id) {
  const std::string hex = ToHex({reinterpret_cast<const char*>(id.data()), id.size()});
  return contract::Cat(hex.substr(0, 8), "-", hex.substr(8, 4), "-", hex.substr(12, 4), "-", hex.substr(16, 4), "-",
                       hex.substr(20));
}

}  // namespace homeward::eventstore
