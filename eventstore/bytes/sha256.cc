#include "eventstore/bytes/sha256.h"

#define OPENSSL_SUPPRESS_DEPRECATED  // the plain functions cost half of EVP's on our short inputs
#include <openssl/sha.h>

#include <cstddef>
#include <cstring>
#include <iterator>

#include "absl/strings/escaping.h"
#include "proto/contract/text.h"

namespace homeward::eventstore {
namespace {

SHA256_CTX* Context(Sha256* hash) { return reinterpret_cast<SHA256_CTX*>(hash); }

void WriteBe32(uint32_t number, unsigned char* at) {
  for (int i = 0; i < 4; ++i) at[i] = static_cast<unsigned char>(number >> (24 - 8 * i));
}

}  // namespace

Sha256::Sha256() {
  static_assert(sizeof(SHA256_CTX) == sizeof(Sha256) && offsetof(SHA256_CTX, h) == offsetof(Sha256, hash_) &&
                offsetof(SHA256_CTX, Nl) == offsetof(Sha256, bits_low_) &&
                offsetof(SHA256_CTX, Nh) == offsetof(Sha256, bits_high_) &&
                offsetof(SHA256_CTX, data) == offsetof(Sha256, data_) &&
                offsetof(SHA256_CTX, num) == offsetof(Sha256, held_));
  SHA256_Init(Context(this));
}

Sha256& Sha256::Blocks(std::string_view bytes) {
  SHA256_Update(Context(this), bytes.data(), bytes.size());
  return *this;
}

// FIPS 180-4, 5.1.1: a one bit, zeros, and the length in bits at the end of a block.
Hash Sha256::Finish() {
  constexpr uint32_t kLengthAt = sizeof(data_) - 8;
  data_[held_++] = 0x80;
  if (held_ > kLengthAt) {
    std::memset(data_ + held_, 0, sizeof(data_) - held_);
    SHA256_Transform(Context(this), data_);
    held_ = 0;
  }
  std::memset(data_ + held_, 0, kLengthAt - held_);
  WriteBe32(bits_high_, data_ + kLengthAt);
  WriteBe32(bits_low_, data_ + kLengthAt + 4);
  SHA256_Transform(Context(this), data_);
  Hash out;
  for (size_t i = 0; i < std::size(hash_); ++i) WriteBe32(hash_[i], out.data() + 4 * i);
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
