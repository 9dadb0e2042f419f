#include "eventstore/bytes/sha256.h"

#define OPENSSL_SUPPRESS_DEPRECATED  // the plain functions cost half of EVP's on our short inputs
#include <openssl/sha.h>

#include <cstring>
#include <new>

#include "absl/strings/escaping.h"
#include "proto/contract/text.h"

namespace homeward::eventstore {
namespace {

SHA256_CTX* Context(unsigned char* state) { return std::launder(reinterpret_cast<SHA256_CTX*>(state)); }

}  // namespace

Sha256::Sha256() {
  static_assert(sizeof(SHA256_CTX) <= sizeof(state_));
  SHA256_Init(new (state_) SHA256_CTX);
}

Sha256& Sha256::Raw(std::string_view bytes) {
  SHA256_Update(Context(state_), bytes.data(), bytes.size());
  return *this;
}

Sha256& Sha256::Raw(const Hash& hash) { return Raw(AsBytes(hash)); }

Sha256& Sha256::Byte(uint8_t byte) { return Raw({reinterpret_cast<const char*>(&byte), 1}); }

Sha256& Sha256::Be32(uint32_t number) {
  const char b[4] = {char(number >> 24), char(number >> 16), char(number >> 8), char(number)};
  return Raw({b, 4});
}

Sha256& Sha256::Frame(std::string_view bytes) { return Be32(static_cast<uint32_t>(bytes.size())).Raw(bytes); }

Hash Sha256::Finish() {
  Hash out;
  SHA256_Final(out.data(), Context(state_));
  return out;
}

Hash HashFromBytes(std::string_view bytes) {
  Hash out{};
  if (bytes.size() == out.size()) std::memcpy(out.data(), bytes.data(), out.size());
  return out;
}

std::string ToHex(std::string_view bytes) { return absl::BytesToHexString(contract::View(bytes)); }

std::string FromHex(std::string_view hex) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  if (hex.size() % 2 != 0 || hex.find_first_not_of(kDigits) != std::string_view::npos) return "";
  return absl::HexStringToBytes(contract::View(hex));
}

}  // namespace homeward::eventstore
