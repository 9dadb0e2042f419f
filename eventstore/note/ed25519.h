// Ed25519 (RFC 8032): keys, signatures, and which public keys are refused.
//
//   Ed25519Seed seed = NewEd25519Seed();
//   std::string signature = Ed25519Sign(seed, message);
//   Ed25519Verify(Ed25519PublicKey(seed), message, signature)
#ifndef HOMEWARD_EVENTSTORE_NOTE_ED25519_H_
#define HOMEWARD_EVENTSTORE_NOTE_ED25519_H_

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace homeward::eventstore {

inline constexpr size_t kPublicKeyBytes = 32;
inline constexpr size_t kSignatureBytes = 64;

using Ed25519Seed = std::array<uint8_t, 32>;  // the private key

// Unpredictable; dies if the generator fails. Thread-safe, as all below.
Ed25519Seed NewEd25519Seed();

// 32 bytes.
std::string Ed25519PublicKey(const Ed25519Seed& seed);

// 64 bytes; the same for the same message.
std::string Ed25519Sign(const Ed25519Seed& seed, std::string_view message);

// INVALID_ARGUMENT for what nobody may register or pin: other than 32 bytes, a number that is not below the field's
// prime (a second spelling of a key), or a point of small order, for which one signature fits every message. The
// library accepts all of these.
absl::Status CheckPublicKey(std::string_view public_key);

// Whether the owner of the key signed the message. False too for a key that CheckPublicKey refuses.
bool Ed25519Verify(std::string_view public_key, std::string_view message, std::string_view signature);

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_NOTE_ED25519_H_
