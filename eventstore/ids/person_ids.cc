#include "eventstore/person_ids.h"

#include <openssl/crypto.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "eventstore/bytes/random.h"
#include "eventstore/bytes/sha256.h"
#include "eventstore/files/files.h"
#include "proto/contract/text.h"

namespace homeward::eventstore {
namespace {

constexpr std::string_view kDigits = "0123456789abcdefghjkmnpqrstvwxyz";  // Crockford: no i, l, o, u
constexpr size_t kRandomBytes = 10;
constexpr size_t kCheckBytes = 6;
constexpr size_t kIdDigits = 26;  // of 128 bits, two zero bits in front

std::string ToBase32(std::string_view bytes) {
  std::string out(kIdDigits, '0');
  unsigned pending = 0;  // bits not yet written, the lowest `bits` of it
  int bits = 0;
  size_t digit = kIdDigits;
  for (size_t i = bytes.size(); i-- > 0;) {
    pending |= static_cast<unsigned>(static_cast<uint8_t>(bytes[i])) << bits;
    for (bits += 8; bits >= 5; bits -= 5, pending >>= 5) out[--digit] = kDigits[pending & 31];
  }
  if (bits > 0) out[--digit] = kDigits[pending & 31];
  return out;
}

// The value of a digit, -1 for anything else.
constexpr std::array<int8_t, 256> kDigitValues = [] {
  std::array<int8_t, 256> values{};
  values.fill(-1);
  for (size_t i = 0; i < kDigits.size(); ++i) values[static_cast<uint8_t>(kDigits[i])] = static_cast<int8_t>(i);
  return values;
}();

// Empty if `text` is no 26 digits of 128 bits.
std::string FromBase32(std::string_view text) {
  std::string out(kRandomBytes + kCheckBytes, '\0');
  unsigned pending = 0;
  int bits = 0;
  size_t byte = out.size();
  for (size_t i = text.size(); i-- > 0;) {
    const int digit = kDigitValues[static_cast<uint8_t>(text[i])];
    if (digit < 0) return "";
    pending |= static_cast<unsigned>(digit) << bits;
    bits += 5;
    if (bits >= 8 && byte > 0) {
      out[--byte] = static_cast<char>(pending & 255);
      pending >>= 8;
      bits -= 8;
    }
  }
  return byte == 0 && pending == 0 ? out : "";
}

// SHA-256 that has taken the key's block already (RFC 2104), so that an id costs two blocks and not four.
Sha256 Keyed(const PersonIds::Key& key, uint8_t pad) {
  std::array<char, 64> block;
  block.fill(static_cast<char>(pad));
  for (size_t i = 0; i < key.size(); ++i) block[i] = static_cast<char>(key[i] ^ pad);
  Sha256 hash;
  hash.Raw({block.data(), block.size()});
  return hash;
}

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

absl::StatusOr<PersonIds::Key> ParseKey(const std::string& path, std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r' || text.back() == ' ')) text.pop_back();
  PersonIds::Key key{};
  bool valid = text.size() == 2 * key.size();
  for (size_t i = 0; valid && i < text.size(); ++i) {
    const int digit = HexDigit(text[i]);
    valid = digit >= 0;
    key[i / 2] = static_cast<uint8_t>(key[i / 2] << 4 | (digit & 15));
  }
  if (!valid) {
    return absl::InvalidArgumentError(
        contract::Cat(path, " must hold a key of ", key.size(), " bytes as ", 2 * key.size(), " hexadecimal digits"));
  }
  return key;
}

}  // namespace

absl::StatusOr<PersonIds> PersonIds::Load(const std::string& key_file) {
  if (::access(key_file.c_str(), F_OK) != 0 && errno == ENOENT) {
    const std::string key = ToHex(RandomBytes(sizeof(Key))) + "\n";
    if (absl::Status status = MakeFile(key_file, key, Secrecy::kOwnerOnly); !status.ok()) return status;
  }
  absl::StatusOr<std::string> text = ReadFile(key_file);
  if (!text.ok()) return text.status();
  absl::StatusOr<Key> key = ParseKey(key_file, *std::move(text));
  if (!key.ok()) return key.status();
  return PersonIds(*key);
}

PersonIds::PersonIds(const Key& key) : inner_(Keyed(key, 0x36)), outer_(Keyed(key, 0x5c)) {}

// The first bytes of HMAC-SHA-256(key, kind ‖ random).
std::string PersonIds::CheckBytes(IdKind kind, std::string_view random) const {
  Sha256 inner = inner_, outer = outer_;
  const Hash digest = outer.Raw(inner.Byte(static_cast<uint8_t>(kind)).Raw(random).Finish()).Finish();
  return std::string(AsBytes(digest).substr(0, kCheckBytes));
}

std::string PersonIds::Mint(IdKind kind) const { return FromRandom(kind, RandomBytes(kRandomBytes)); }

std::string PersonIds::FromRandom(IdKind kind, std::string_view ten_bytes) const {
  std::string random(ten_bytes);
  random.resize(kRandomBytes, '\0');
  return static_cast<char>(kind) + ToBase32(random + CheckBytes(kind, random));
}

bool PersonIds::Check(IdKind kind, std::string_view id) const {
  if (id.size() != 1 + kIdDigits || id[0] != static_cast<char>(kind)) return false;
  const std::string bytes = FromBase32(id.substr(1));
  if (bytes.empty()) return false;
  const std::string expected = CheckBytes(kind, std::string_view(bytes).substr(0, kRandomBytes));
  return CRYPTO_memcmp(expected.data(), bytes.data() + kRandomBytes, kCheckBytes) == 0;
}

bool PersonIds::Minted(std::string_view id) const {
  return Check(id.starts_with('s') ? IdKind::kServiceUser : IdKind::kPerson, id);
}

}  // namespace homeward::eventstore
