// Ids of persons and of service users: random, minted by the server, and checkable without a look at any list.
//
//   "p" or "s", then 26 digits (Crockford base32, lower case) of 16 bytes:
//   10 random bytes ‖ the first 6 bytes of HMAC-SHA256(key, kind ‖ the random bytes)
//
// Nothing about a person goes into an id. A typing error, or an id that somebody made up, does not check. Persons and
// service users are two domains: the kind is part of what is authenticated, so neither id can pass for the other.
#ifndef HOMEWARD_EVENTSTORE_PERSON_IDS_H_
#define HOMEWARD_EVENTSTORE_PERSON_IDS_H_

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "eventstore/bytes/sha256.h"

namespace homeward::eventstore {

enum class IdKind : char { kPerson = 'p', kServiceUser = 's' };

// Immutable; any thread.
class PersonIds {
 public:
  using Key = std::array<uint8_t, 32>;

  // The key from a file of 64 hexadecimal digits; makes one (mode 0600, synced) if there is none. INVALID_ARGUMENT:
  // the file holds something else.
  static absl::StatusOr<PersonIds> Load(const std::string& key_file);

  explicit PersonIds(const Key& key);

  std::string Mint(IdKind kind) const;
  // Whether `id` was minted with this key, as this kind.
  bool Check(IdKind kind, std::string_view id) const;
  // Whether it was minted at all, as the kind that it says.
  bool Minted(std::string_view id) const;

  // The id of ten given bytes: for sample data that must come out the same each time.
  std::string FromRandom(IdKind kind, std::string_view ten_bytes) const;

 private:
  std::string CheckBytes(IdKind kind, std::string_view random) const;

  Sha256 inner_, outer_;  // the two halves of HMAC, the key already in them
};

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_PERSON_IDS_H_
