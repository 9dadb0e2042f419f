#include "eventstore/note/ed25519.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>

#include "eventstore/bytes/random.h"

namespace homeward::eventstore {
namespace {

struct FreeKey {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
struct FreeDigest {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using Key = std::unique_ptr<EVP_PKEY, FreeKey>;
using Digest = std::unique_ptr<EVP_MD_CTX, FreeDigest>;

const unsigned char* Data(std::string_view bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }

[[noreturn]] void Die(const char* what) {
  std::fprintf(stderr, "eventstore: %s\n", what);
  std::abort();
}

Key PrivateKey(const Ed25519Seed& seed) {
  Key key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed.data(), seed.size()));
  if (key == nullptr) Die("out of memory for a signing key");
  return key;
}

// The y coordinates of the eight points whose order divides 8, little-endian: 0, 1, −1, and two of order 8.
constexpr std::array<std::string_view, 5> kSmallOrder = {
    std::string_view("\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
                     "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00",
                     32),
    std::string_view("\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
                     "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00",
                     32),
    std::string_view("\xec\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"
                     "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f",
                     32),
    std::string_view("\x26\xe8\x95\x8f\xc2\xb2\x27\xb0\x45\xc3\xf4\x89\xf2\xef\x98\xf0"
                     "\xd5\xdf\xac\x05\xd3\xc6\x33\x39\xb1\x38\x02\x88\x6d\x53\xfc\x05",
                     32),
    std::string_view("\xc7\x17\x6a\x70\x3d\x4d\xd8\x4f\xba\x3c\x0b\x76\x0d\x10\x67\x0f"
                     "\x2a\x20\x53\xfa\x2c\x39\xcc\xc6\x4e\xc7\xfd\x77\x92\xac\x03\x7a",
                     32)};

// Whether the number (little-endian, 255 bits) is 2^255 − 19 or more.
bool NotBelowPrime(std::string_view y) {
  return y[31] == '\x7f' && static_cast<uint8_t>(y[0]) >= 0xed &&
         std::all_of(y.begin() + 1, y.begin() + 31, [](char c) { return c == '\xff'; });
}

}  // namespace

Ed25519Seed NewEd25519Seed() {
  Ed25519Seed seed;
  std::string bytes = RandomBytes(seed.size());
  std::copy(bytes.begin(), bytes.end(), seed.begin());
  OPENSSL_cleanse(bytes.data(), bytes.size());
  return seed;
}

std::string Ed25519PublicKey(const Ed25519Seed& seed) {
  std::string out(kPublicKeyBytes, '\0');
  size_t size = out.size();
  if (EVP_PKEY_get_raw_public_key(PrivateKey(seed).get(), reinterpret_cast<unsigned char*>(out.data()), &size) != 1) {
    Die("no public key of a signing key");
  }
  return out;
}

std::string Ed25519Sign(const Ed25519Seed& seed, std::string_view message) {
  const Key key = PrivateKey(seed);
  const Digest context(EVP_MD_CTX_new());
  std::string out(kSignatureBytes, '\0');
  size_t size = out.size();
  if (context == nullptr || EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()) != 1 ||
      EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(out.data()), &size, Data(message),
                     message.size()) != 1) {
    Die("signing failed");
  }
  return out;
}

absl::Status CheckPublicKey(std::string_view public_key) {
  if (public_key.size() != kPublicKeyBytes) return absl::InvalidArgumentError("an Ed25519 public key has 32 bytes");
  std::string y(public_key);
  y[31] = static_cast<char>(y[31] & 0x7f);  // the sign of x
  if (NotBelowPrime(y)) return absl::InvalidArgumentError("the public key is not in its canonical form");
  if (std::find(kSmallOrder.begin(), kSmallOrder.end(), y) != kSmallOrder.end()) {
    return absl::InvalidArgumentError("the public key is a point of small order: anybody could sign for it");
  }
  return absl::OkStatus();
}

bool Ed25519Verify(std::string_view public_key, std::string_view message, std::string_view signature) {
  if (signature.size() != kSignatureBytes || !CheckPublicKey(public_key).ok()) return false;
  const Key key(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, Data(public_key), public_key.size()));
  const Digest context(EVP_MD_CTX_new());
  return key != nullptr && context != nullptr &&
         EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
         EVP_DigestVerify(context.get(), Data(signature), signature.size(), Data(message), message.size()) == 1;
}

}  // namespace homeward::eventstore
