// Whose keys sign batches and of whom signatures are required, as the log has said up to a position: folded from the
// programme's events in log order. Such events are permanent, so nothing before a position ever changes.
#ifndef HOMEWARD_EVENTSTORE_SIGNING_SIGNING_KEYS_H_
#define HOMEWARD_EVENTSTORE_SIGNING_SIGNING_KEYS_H_

#include <map>
#include <string>
#include <string_view>

#include "eventstore/types.h"
#include "proto/contract/event.h"

namespace homeward::eventstore {

// One thread at a time.
class SigningKeys {
 public:
  struct Key {
    std::string unit;         // signs for it and all units below
    Position registered;      // signs batches after it
    Position revoked;         // and before this; 0: not revoked
    std::string replaced_by;  // the key that came in its place, if one did

    // For a batch whose first event has this position.
    bool ValidAt(Position first) const { return registered < first && (revoked.value == 0 || first < revoked); }
  };

  // In log order. Events that say nothing of signing are passed over.
  void Apply(const contract::Event& event, Position position);

  // `public_key`: 32 bytes. Null: nobody registered it.
  const Key* Find(std::string_view public_key) const;

  // Whether batches with events of this acting unit must be signed: the nearest unit with a policy decides.
  bool Required(std::string_view unit) const;

 private:
  std::map<std::string, Key, std::less<>> keys_;       // by public key
  std::map<std::string, bool, std::less<>> required_;  // by the unit of the policy
};

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_SIGNING_SIGNING_KEYS_H_
