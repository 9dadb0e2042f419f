#include "eventstore/bytes/hmac.h"

#include <algorithm>
#include <array>

#include "eventstore/bytes/sha256.h"

namespace homeward::eventstore {
namespace {

constexpr size_t kBlockBytes = 64;

}  // namespace

Hash HmacSha256(std::string_view key, std::string_view message) {
  Hash shortened;
  if (key.size() > kBlockBytes) {
    shortened = Sha256().Raw(key).Finish();
    key = AsBytes(shortened);
  }
  std::array<char, kBlockBytes> inner{}, outer{};
  std::copy(key.begin(), key.end(), inner.begin());
  outer = inner;
  for (char& byte : inner) byte = static_cast<char>(byte ^ 0x36);
  for (char& byte : outer) byte = static_cast<char>(byte ^ 0x5c);
  const Hash first = Sha256().Raw({inner.data(), inner.size()}).Raw(message).Finish();
  return Sha256().Raw({outer.data(), outer.size()}).Raw(first).Finish();
}

}  // namespace homeward::eventstore
