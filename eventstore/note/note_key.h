// Keys as signed notes know them: an Ed25519 key with a name and a purpose. The purpose is part of the key's id, and
// so one key file signs checkpoints or cosigns them, never both.
//
//   absl::StatusOr<SigningKey> key = SigningKey::Load("/etc/homeward/log.key");
//   key->verifier_key().Text()   "log.example/homeward+530d903a+AekyeRrm…"
#ifndef HOMEWARD_EVENTSTORE_NOTE_NOTE_KEY_H_
#define HOMEWARD_EVENTSTORE_NOTE_NOTE_KEY_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "eventstore/note/ed25519.h"

namespace homeward::eventstore {

enum class KeyPurpose : uint8_t {
  kNote = 1,        // Ed25519 over the text
  kCosignature = 4  // c2sp.org/tlog-cosignature: over a time and a checkpoint
};

// One line under a note.
struct NoteSignature {
  std::string key_name;
  uint32_t key_id = 0;
  std::string bytes;  // 64 of Ed25519; a cosignature has be64(seconds since 1970) before them
};

// A public key that somebody trusts. Plain data; made by Parse or by a SigningKey.
struct VerifierKey {
  std::string name;
  uint32_t id = 0;
  KeyPurpose purpose = KeyPurpose::kNote;
  std::string public_key;  // 32 bytes

  // "name+hexid+base64", as a person pins it.
  std::string Text() const;
  // INVALID_ARGUMENT: not of that form, an id that is not the key's, another kind of key, or a key that CheckPublicKey
  // refuses.
  static absl::StatusOr<VerifierKey> Parse(std::string_view text);

  bool Matches(const NoteSignature& signature) const { return signature.key_id == id && signature.key_name == name; }
  // Whether the key's owner made this signature of the text.
  bool Verify(std::string_view text, const NoteSignature& signature) const;
};

// First four bytes of SHA-256(name ‖ "\n" ‖ purpose ‖ public key).
uint32_t NoteKeyId(std::string_view name, KeyPurpose purpose, std::string_view public_key);

// Seconds since 1970 of a cosignature; 0 if it is too short to be one.
uint64_t CosignatureTime(const NoteSignature& signature);

// A private key. Thread-safe.
class SigningKey {
 public:
  // INVALID_ARGUMENT if the name cannot be a key's.
  static absl::StatusOr<SigningKey> New(std::string name, KeyPurpose purpose, const Ed25519Seed& seed);
  static absl::StatusOr<SigningKey> Generate(std::string name, KeyPurpose purpose);

  // "PRIVATE+KEY+name+hexid+base64", as C2SP's tools write it. INVALID_ARGUMENT for anything else; never says what the
  // text was.
  static absl::StatusOr<SigningKey> Parse(std::string_view text);
  std::string Text() const;

  // A file with that one line. NOT_FOUND if it is absent, FAILED_PRECONDITION if others may read it.
  static absl::StatusOr<SigningKey> Load(const std::string& path);
  // Makes the file with mode 0600 and syncs it. ALREADY_EXISTS rather than replace a key.
  absl::Status Save(const std::string& path) const;

  const VerifierKey& verifier_key() const { return verifier_; }

  // Of a kNote key.
  NoteSignature Sign(std::string_view text) const;
  // Of a kCosignature key, at `time` seconds since 1970 (below 2^63).
  NoteSignature Cosign(std::string_view checkpoint_text, uint64_t time) const;

 private:
  SigningKey(VerifierKey verifier, const Ed25519Seed& seed) : verifier_(std::move(verifier)), seed_(seed) {}

  VerifierKey verifier_;
  Ed25519Seed seed_;
};

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_NOTE_NOTE_KEY_H_
