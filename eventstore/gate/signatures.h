// What the Gate asks of a signed batch, and of one that should have been: whose key it is at this place of the log, and
// whether it is the unit's next. Whether the signature fits its key was found out before, from the batch alone.
#ifndef HOMEWARD_EVENTSTORE_GATE_SIGNATURES_H_
#define HOMEWARD_EVENTSTORE_GATE_SIGNATURES_H_

#include "absl/status/status.h"
#include "eventstore/gate/gate.h"

namespace homeward::eventstore {

// SIGNATURE_REQUIRED; SIGNATURE_INVALID, KEY_UNKNOWN, KEY_REVOKED, KEY_UNIT, SIGNATURE_SEQUENCE, SIGNATURE_PREVIOUS.
// A status other than OK means that the log could not be read.
absl::Status CheckSignature(const Prepared& prepared, GateReader& reader, contract::Violations* violations);

// Of an event that registers a key or sets a policy: KEY_KNOWN, KEY_UNKNOWN, POLICY_UNIT. Passes over all others.
void CheckSigningEvent(const contract::Event& event, int event_index, const SigningKeys& keys,
                       contract::Violations* violations);

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_GATE_SIGNATURES_H_
