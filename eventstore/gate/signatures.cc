#include "eventstore/gate/signatures.h"

#include <utility>

#include "eventstore/bytes/sha256.h"
#include "homeward/programme/v1/signing.pb.h"
#include "proto/contract/formats.h"
#include "proto/contract/text.h"

namespace homeward::eventstore {
namespace {

using absl::StatusCode;
using contract::Cat;
using contract::Violation;
using contract::Violations;

Violation OfBatch(StatusCode code, std::string reason, std::string field, std::string message, std::string next_step) {
  return {code, std::move(reason), -1, std::move(field), std::move(message), std::move(next_step)};
}

void CheckUnsigned(const Prepared& prepared, const SigningKeys& keys, Violations* violations) {
  for (size_t i = 0; i < prepared.proposal.events.size(); ++i) {
    const std::string& unit = prepared.proposal.events[i].event.envelope->unit();
    if (!keys.Required(unit)) continue;
    violations->push_back({StatusCode::kFailedPrecondition, "SIGNATURE_REQUIRED", static_cast<int>(i), "signature",
                           Cat("batches of unit ", unit, " must be signed"),
                           "sign the batch with a registered key of the unit: docs/cli.md, publish --sign"});
    return;  // once for the batch
  }
}

// Whether a key is there and counts, for every event.
void CheckKey(const Prepared& prepared, const SigningKeys& keys, Violations* violations) {
  const record::v1::SignedBatch& batch = prepared.proposal.signature->batch;
  const SigningKeys::Key* key = keys.Find(batch.public_key());
  if (key == nullptr || key->unit != batch.unit()) {
    violations->push_back(OfBatch(StatusCode::kFailedPrecondition, "KEY_UNKNOWN", "signature.public_key",
                                  Cat("no such key is registered for unit ", batch.unit()),
                                  "let the programme register the key, or sign with one that is registered"));
    return;
  }
  if (key->revoked.value != 0) {
    violations->push_back(OfBatch(StatusCode::kFailedPrecondition, "KEY_REVOKED", "signature.public_key",
                                  Cat("the key was revoked at position ", key->revoked.value),
                                  "sign with the key that came in its place; the sequence goes on"));
    return;
  }
  for (size_t i = 0; i < prepared.proposal.events.size(); ++i) {
    const std::string& unit = prepared.proposal.events[i].event.envelope->unit();
    if (contract::UnitCovers(key->unit, unit)) continue;
    violations->push_back({StatusCode::kPermissionDenied, "KEY_UNIT", static_cast<int>(i), "signature.unit",
                           Cat("a key of unit ", key->unit, " does not sign for unit ", unit),
                           "sign with a key of the acting unit, or of one above it"});
    return;
  }
}

}  // namespace

absl::Status CheckSignature(const Prepared& prepared, GateReader& reader, Violations* violations) {
  const SigningKeys& keys = reader.Signing();
  if (!prepared.proposal.signature) {
    CheckUnsigned(prepared, keys, violations);
    return absl::OkStatus();
  }
  const record::v1::SignedBatch& batch = prepared.proposal.signature->batch;
  if (batch.digest() != AsBytes(prepared.batch)) {
    violations->push_back(OfBatch(StatusCode::kInvalidArgument, "SIGNATURE_INVALID", "signature.digest",
                                  Cat("the batch's digest is ", ToHex(AsBytes(prepared.batch))),
                                  "sign the very bytes that are sent, salted from the seed that is sent"));
  }
  CheckKey(prepared, keys, violations);
  const absl::StatusOr<SignedMark> last = reader.LastSigned(batch.unit());
  if (!last.ok()) return last.status();
  if (batch.sequence() != last->sequence + 1) {
    violations->push_back(OfBatch(StatusCode::kAborted, "SIGNATURE_SEQUENCE", "signature.sequence",
                                  Cat("the next signed batch of unit ", batch.unit(), " has sequence ",
                                      last->sequence + 1, ", not ", batch.sequence()),
                                  "ask LastSourceSequence for the unit's last signed batch, and sign the next"));
  } else if (batch.previous() != AsBytes(last->hash)) {
    violations->push_back(OfBatch(StatusCode::kAborted, "SIGNATURE_PREVIOUS", "signature.previous",
                                  Cat("the hash of the signed batch before is ", ToHex(AsBytes(last->hash))),
                                  "ask LastSourceSequence for the unit's last signed batch; if it is none of yours, "
                                  "somebody else holds the key: let it be revoked"));
  }
  return absl::OkStatus();
}

void CheckSigningEvent(const contract::Event& event, int event_index, const SigningKeys& keys, Violations* violations) {
  const auto refuse = [&](StatusCode code, std::string reason, std::string field, std::string message,
                          std::string next_step) {
    violations->push_back(
        {code, std::move(reason), event_index, std::move(field), std::move(message), std::move(next_step)});
  };
  if (const auto* registered = event.As<programme::v1::SigningKeyRegistered>()) {
    if (keys.Find(FromHex(registered->public_key())) != nullptr) {
      refuse(StatusCode::kAlreadyExists, "KEY_KNOWN", "public_key", "the key was registered before",
             "make a new key: one that was revoked never comes back, and no two units share one");
    }
    if (registered->replaces().empty()) return;
    const SigningKeys::Key* before = keys.Find(FromHex(registered->replaces()));
    if (before == nullptr || before->unit != registered->unit() || before->revoked.value != 0) {
      refuse(StatusCode::kFailedPrecondition, "KEY_UNKNOWN", "replaces",
             Cat("unit ", registered->unit(), " has no such key that is still valid"),
             "name the unit's valid key, or leave `replaces` out");
    }
  } else if (const auto* policy = event.As<programme::v1::SigningPolicySet>()) {
    const contract::AgencyContract* agency = contract::Contract::Get().FindAgencyByUnit(policy->unit());
    if (agency == nullptr || agency->agency == contract::Agency::AGENCY_PROGRAMME) {
      refuse(StatusCode::kInvalidArgument, "POLICY_UNIT", "unit",
             "signatures can be required of units of the agencies only",
             "name another unit: whoever registers keys must not lock itself out by losing its own");
    }
  }
}

}  // namespace homeward::eventstore
