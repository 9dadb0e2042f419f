#include "tests/eventstore/support/signing.h"

#include <vector>

#include "eventstore/bytes/sha256.h"
#include "homeward/programme/v1/programme_service.pb.h"

namespace homeward::eventstore {
namespace {

programme::v1::Event Governance() {
  police::v1::Event from =
      *static_cast<const police::v1::Event*>(Make{.unit = "gov.01"}.Cancelled(1).event.message.get());
  programme::v1::Event event;
  *event.mutable_envelope() = from.envelope();
  return event;
}

}  // namespace

SigningKey NewKey() { return SigningKey::Generate("agency", KeyPurpose::kNote).value(); }
std::string KeyHex(const SigningKey& key) { return ToHex(key.verifier_key().public_key); }

ProposedEvent Register(const SigningKey& key, const std::string& unit, const std::string& replaces) {
  programme::v1::Event event = Governance();
  auto* registered = event.mutable_signing_key_registered();
  registered->set_unit(unit);
  registered->set_public_key(KeyHex(key));
  registered->set_possession(ToHex(key.Sign(PossessionText(unit, key.verifier_key().public_key)).bytes));
  registered->set_replaces(replaces);
  return FromMessage(contract::Agency::AGENCY_PROGRAMME, event);
}

ProposedEvent Revoke(const SigningKey& key) {
  programme::v1::Event event = Governance();
  event.mutable_signing_key_revoked()->set_public_key(KeyHex(key));
  return FromMessage(contract::Agency::AGENCY_PROGRAMME, event);
}

ProposedEvent Policy(const std::string& unit, bool required) {
  programme::v1::Event event = Governance();
  event.mutable_signing_policy_set()->set_unit(unit);
  event.mutable_signing_policy_set()->set_signature_required(required);
  return FromMessage(contract::Agency::AGENCY_PROGRAMME, event);
}

ProposedEvent RetractedByProgramme(const std::string& event_id) {
  programme::v1::Event event = Governance();
  event.mutable_event_retracted()->set_event_id(event_id);
  return FromMessage(contract::Agency::AGENCY_PROGRAMME, event);
}

Proposal Signer::Sign(Proposal proposal) const {
  BatchSignature signature;
  signature.salt_seed = seed;
  signature.batch.set_origin(origin);
  signature.batch.set_unit(unit);
  signature.batch.set_sequence(sequence);
  signature.batch.set_previous(previous);
  std::vector<contract::CutBytes> events;
  for (const ProposedEvent& event : proposal.events) events.push_back(event.bytes);
  SignBatch(key, events, seed, &signature.batch);
  proposal.signature = std::move(signature);
  return proposal;
}

void Signer::Recorded(const BatchSignature& signature) {
  sequence = signature.batch.sequence() + 1;
  previous = std::string(AsBytes(HashOf(signature.batch)));
  seed = RandomBytes(kSaltSeedBytes);
}

}  // namespace homeward::eventstore
