// Keys, policy and signed batches in one line. All data is synthetic.
#ifndef HOMEWARD_TESTS_EVENTSTORE_SUPPORT_SIGNING_H_
#define HOMEWARD_TESTS_EVENTSTORE_SUPPORT_SIGNING_H_

#include <string>
#include <utility>

#include "eventstore/bytes/random.h"
#include "eventstore/note/note_key.h"
#include "eventstore/proposal.h"
#include "eventstore/signing/batch_signature.h"
#include "tests/eventstore/support/scene.h"

namespace homeward::eventstore {

SigningKey NewKey();
std::string KeyHex(const SigningKey& key);

// Events of gov.01.
ProposedEvent Register(const SigningKey& key, const std::string& unit, const std::string& replaces = "");
ProposedEvent Revoke(const SigningKey& key);
ProposedEvent Policy(const std::string& unit, bool required);
ProposedEvent RetractedByProgramme(const std::string& event_id);

template <typename... Events>
Proposal Programme(Events... events) {
  Proposal proposal = Batch(std::move(events)...);
  proposal.publisher = "spiffe://homeward.example/programme/gov";
  proposal.agency = contract::Agency::AGENCY_PROGRAMME;
  return proposal;
}

// A unit's signer: what it would send next.
struct Signer {
  SigningKey key;
  std::string unit = "pol.01";
  std::string origin = "homeward.example/log";
  uint64_t sequence = 1;
  std::string previous = std::string(32, '\0');
  std::string seed = RandomBytes(kSaltSeedBytes);

  Proposal Sign(Proposal proposal) const;
  void Recorded(const BatchSignature& signature);  // the next one follows it
};

}  // namespace homeward::eventstore

#endif  // HOMEWARD_TESTS_EVENTSTORE_SUPPORT_SIGNING_H_
