#include "eventstore/person_ids.h"

#include <fcntl.h>
#include <openssl/crypto.h>
#include <openssl/hmac.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>

#include "eventstore/bytes/random.h"
#include "eventstore/bytes/sha256.h"
#include "eventstore/ledger/directory_lock.h"
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

// Empty if `text` is no 26 digits of 128 bits.
std::string FromBase32(std::string_view text) {
  std::string out(kRandomBytes + kCheckBytes, '\0');
  unsigned pending = 0;
  int bits = 0;
  size_t byte = out.size();
  for (size_t i = text.size(); i-- > 0;) {
    const size_t digit = kDigits.find(text[i]);
    if (digit == std::string_view::npos) return "";
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

std::string CheckDigest(const PersonIds::Key& key, IdKind kind, std::string_view random) {
  std::string message(1, static_cast<char>(kind));
  message += random;
  Hash digest;
  unsigned length = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(message.data()),
       message.size(), digest.data(), &length);
  return std::string(AsBytes(digest).substr(0, kCheckBytes));
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

absl::Status MakeKeyFile(const std::string& path) {
  const std::string text = ToHex(RandomBytes(sizeof(PersonIds::Key))) + "\n";
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) return absl::ErrnoToStatus(errno, contract::Cat("cannot make ", path));
  const bool written = ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && ::fsync(fd) == 0;
  const int error = errno;
  ::close(fd);
  if (!written) return absl::ErrnoToStatus(error, contract::Cat("cannot write ", path));
  const std::filesystem::path parent = std::filesystem::path(path).parent_path();
  return SyncDirectory(parent.empty() ? "." : parent.string());
}

}  // namespace

absl::StatusOr<PersonIds> PersonIds::Load(const std::string& key_file) {
  if (::access(key_file.c_str(), F_OK) != 0 && errno == ENOENT) {
    if (absl::Status status = MakeKeyFile(key_file); !status.ok()) return status;
  }
  std::ifstream file(key_file);
  if (!file) return absl::FailedPreconditionError(contract::Cat("cannot read ", key_file));
  std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  absl::StatusOr<Key> key = ParseKey(key_file, std::move(text));
  if (!key.ok()) return key.status();
  return PersonIds(*key);
}

std::string PersonIds::Mint(IdKind kind) const { return FromRandom(kind, RandomBytes(kRandomBytes)); }

std::string PersonIds::FromRandom(IdKind kind, std::string_view ten_bytes) const {
  std::string random(ten_bytes);
  random.resize(kRandomBytes, '\0');
  return static_cast<char>(kind) + ToBase32(random + CheckDigest(key_, kind, random));
}

bool PersonIds::Check(IdKind kind, std::string_view id) const {
  if (id.size() != 1 + kIdDigits || id[0] != static_cast<char>(kind)) return false;
  const std::string bytes = FromBase32(id.substr(1));
  if (bytes.empty()) return false;
  const std::string expected = CheckDigest(key_, kind, std::string_view(bytes).substr(0, kRandomBytes));
  return CRYPTO_memcmp(expected.data(), bytes.data() + kRandomBytes, kCheckBytes) == 0;
}

bool PersonIds::Minted(std::string_view id) const {
  return Check(id.starts_with('s') ? IdKind::kServiceUser : IdKind::kPerson, id);
}

}  // namespace homeward::eventstore
