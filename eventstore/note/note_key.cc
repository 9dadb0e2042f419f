#include "eventstore/note/note_key.h"

#include <openssl/crypto.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_format.h"
#include "eventstore/bytes/bytes.h"
#include "eventstore/bytes/sha256.h"
#include "eventstore/files/files.h"
#include "eventstore/note/note_text.h"
#include "proto/contract/text.h"

namespace homeward::eventstore {
namespace {

constexpr std::string_view kPrivate = "PRIVATE+KEY+";
constexpr size_t kIdDigits = 8;
constexpr uint64_t kTimeMax = INT64_MAX;  // seconds since 1970

std::string HexId(uint32_t id) { return absl::StrFormat("%08x", id); }

// "name+hexid+base64" of purpose and key. Nothing if it is not exactly that.
struct KeyParts {
  std::string name;
  uint32_t id = 0;
  KeyPurpose purpose = KeyPurpose::kNote;
  std::string key;  // 32 bytes
};

std::optional<KeyParts> SplitKey(std::string_view text) {
  const size_t first = text.find('+');
  if (first == std::string_view::npos || text.size() < first + kIdDigits + 2) return std::nullopt;
  KeyParts parts;
  parts.name = text.substr(0, first);
  const std::string_view id = text.substr(first + 1, kIdDigits);
  for (const char c : id) {
    const int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
    if (digit < 0) return std::nullopt;
    parts.id = parts.id << 4 | static_cast<uint32_t>(digit);
  }
  if (text[first + 1 + kIdDigits] != '+' || !IsKeyName(parts.name)) return std::nullopt;
  std::optional<std::string> bytes = FromBase64(text.substr(first + kIdDigits + 2));
  if (!bytes || bytes->size() != 1 + kPublicKeyBytes) return std::nullopt;
  const auto purpose = static_cast<uint8_t>((*bytes)[0]);
  if (purpose != 1 && purpose != 4) return std::nullopt;
  parts.purpose = static_cast<KeyPurpose>(purpose);
  parts.key = bytes->substr(1);
  return parts;
}

std::string JoinKey(const VerifierKey& key, std::string_view bytes) {
  std::string material(1, static_cast<char>(key.purpose));
  material += bytes;
  return contract::Cat(key.name, "+", HexId(key.id), "+", ToBase64(material));
}

std::string CosignedMessage(std::string_view text, uint64_t time) {
  return contract::Cat("cosignature/v1\ntime ", time, "\n", text);
}

std::string_view AsText(const Ed25519Seed& seed) { return {reinterpret_cast<const char*>(seed.data()), seed.size()}; }

}  // namespace

uint32_t NoteKeyId(std::string_view name, KeyPurpose purpose, std::string_view public_key) {
  const Hash hash = Sha256().Raw(name).Byte('\n').Byte(static_cast<uint8_t>(purpose)).Raw(public_key).Finish();
  return static_cast<uint32_t>(ReadBe64(AsBytes(hash)) >> 32);
}

uint64_t CosignatureTime(const NoteSignature& signature) { return ReadBe64(signature.bytes); }

std::string VerifierKey::Text() const { return JoinKey(*this, public_key); }

absl::StatusOr<VerifierKey> VerifierKey::Parse(std::string_view text) {
  std::optional<KeyParts> parts = SplitKey(text);
  if (!parts) {
    return absl::InvalidArgumentError(
        "a verifier key reads name+hexid+base64, with an Ed25519 key of 32 bytes for notes or cosignatures");
  }
  if (absl::Status key = CheckPublicKey(parts->key); !key.ok()) return key;
  if (NoteKeyId(parts->name, parts->purpose, parts->key) != parts->id) {
    return absl::InvalidArgumentError(
        contract::Cat("the verifier key of ", parts->name, " does not have the id ", HexId(parts->id)));
  }
  return VerifierKey{std::move(parts->name), parts->id, parts->purpose, std::move(parts->key)};
}

bool VerifierKey::Verify(std::string_view text, const NoteSignature& signature) const {
  if (!Matches(signature)) return false;
  const std::string_view bytes = signature.bytes;
  if (purpose == KeyPurpose::kNote) return Ed25519Verify(public_key, text, bytes);
  const uint64_t time = CosignatureTime(signature);
  return bytes.size() == sizeof(time) + kSignatureBytes && time <= kTimeMax &&
         Ed25519Verify(public_key, CosignedMessage(text, time), bytes.substr(sizeof(time)));
}

absl::StatusOr<SigningKey> SigningKey::New(std::string name, KeyPurpose purpose, const Ed25519Seed& seed) {
  if (!IsKeyName(name)) return absl::InvalidArgumentError("a key's name is not empty and has neither space nor '+'");
  VerifierKey verifier{std::move(name), 0, purpose, Ed25519PublicKey(seed)};
  verifier.id = NoteKeyId(verifier.name, purpose, verifier.public_key);
  return SigningKey(std::move(verifier), seed);
}

absl::StatusOr<SigningKey> SigningKey::Generate(std::string name, KeyPurpose purpose) {
  return New(std::move(name), purpose, NewEd25519Seed());
}

absl::StatusOr<SigningKey> SigningKey::Parse(std::string_view text) {
  const absl::Status malformed = absl::InvalidArgumentError("a signing key reads PRIVATE+KEY+name+hexid+base64");
  if (!text.starts_with(kPrivate)) return malformed;
  std::optional<KeyParts> parts = SplitKey(text.substr(kPrivate.size()));
  if (!parts) return malformed;
  Ed25519Seed seed;
  std::copy(parts->key.begin(), parts->key.end(), seed.begin());
  OPENSSL_cleanse(parts->key.data(), parts->key.size());
  absl::StatusOr<SigningKey> key = New(std::move(parts->name), parts->purpose, seed);
  if (key.ok() && key->verifier_.id != parts->id) return malformed;
  return key;
}

std::string SigningKey::Text() const { return contract::Cat(kPrivate, JoinKey(verifier_, AsText(seed_))); }

absl::StatusOr<SigningKey> SigningKey::Load(const std::string& path) {
  absl::StatusOr<std::string> text = ReadFile(path);
  if (!text.ok()) return text.status();
  if (absl::Status secret = CheckSecret(path); !secret.ok()) return secret;
  std::string_view line = *text;
  if (line.ends_with('\n')) line.remove_suffix(1);
  absl::StatusOr<SigningKey> key = Parse(line);
  OPENSSL_cleanse(text->data(), text->size());
  if (!key.ok()) return absl::InvalidArgumentError(contract::Cat(path, ": ", std::string(key.status().message())));
  return key;
}

absl::Status SigningKey::Save(const std::string& path) const {
  return MakeFile(path, Text() + "\n", Secrecy::kOwnerOnly);
}

NoteSignature SigningKey::Sign(std::string_view text) const {
  return {verifier_.name, verifier_.id, Ed25519Sign(seed_, text)};
}

NoteSignature SigningKey::Cosign(std::string_view checkpoint_text, uint64_t time) const {
  return {verifier_.name, verifier_.id, Be64(time) + Ed25519Sign(seed_, CosignedMessage(checkpoint_text, time))};
}

}  // namespace homeward::eventstore
