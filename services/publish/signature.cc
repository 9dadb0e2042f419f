#include "services/publish/signature.h"

#include <utility>

#include "eventstore/bytes/sha256.h"
#include "eventstore/note/ed25519.h"
#include "eventstore/signing/batch_signature.h"
#include "homeward/programme/v1/signing.pb.h"
#include "proto/contract/formats.h"
#include "proto/contract/text.h"

namespace homeward::services {
namespace {

using absl::StatusCode;

constexpr char kHowToSign[] = "See docs/formats.md, signed batches, for what is signed and how.";

}  // namespace

void CheckBatchSignature(const common::v1::RawBatch& batch, std::string_view origin, contract::Violations* violations) {
  const auto refuse = [&](std::string reason, std::string field, std::string message, std::string next_step) {
    violations->push_back({StatusCode::kInvalidArgument, std::move(reason), -1, std::move(field), std::move(message),
                           std::move(next_step)});
  };
  const auto invalid = [&](std::string field, std::string message) {
    refuse("SIGNATURE_INVALID", std::move(field), std::move(message), kHowToSign);
  };
  if (!batch.has_signature()) {
    if (!batch.salt_seed().empty()) invalid("salt_seed", "The batch has a seed of salts, but no signature.");
    return;
  }
  const record::v1::SignedBatch& signature = batch.signature();
  const size_t before = violations->size();
  if (!signature.GetReflection()->GetUnknownFields(signature).empty()) {
    invalid("signature", "The signature has a field that this server does not know.");
  }
  if (batch.salt_seed().size() != eventstore::kSaltSeedBytes) {
    invalid("salt_seed", contract::Cat("The seed of the salts has ", batch.salt_seed().size(), " bytes, not ",
                                       eventstore::kSaltSeedBytes, "."));
  }
  if (!contract::IsUnit(signature.unit())) invalid("signature.unit", "The signing unit is not a unit's id.");
  if (signature.sequence() == 0) invalid("signature.sequence", "The sequence begins with 1.");
  if (signature.previous().size() != std::tuple_size_v<eventstore::Hash>) {
    invalid("signature.previous", "The hash of the signed batch before has not 32 bytes; the first has 32 zeros.");
  }
  if (signature.count() != static_cast<uint32_t>(batch.events_size())) {
    invalid("signature.count", contract::Cat("The batch holds ", batch.events_size(), " events."));
  }
  if (signature.origin() != origin) {
    refuse("SIGNATURE_ORIGIN", "signature.origin",
           origin.empty() ? std::string("This server's log has no name to sign for.")
                          : contract::Cat("The signature is for another log; this one is ", origin, "."),
           "Sign for this log, if it is the one that you mean.");
  }
  if (violations->size() == before && !eventstore::IsSignedByItsKey(signature)) {
    invalid("signature.signature", "The signature does not fit the public key and what stands beside it.");
  }
}

void CheckRegisteredKey(const contract::Event& event, int event_index, contract::Violations* violations) {
  const auto* registered = event.As<programme::v1::SigningKeyRegistered>();
  if (registered == nullptr) return;
  const std::string public_key = eventstore::FromHex(registered->public_key());
  const absl::Status allowed = eventstore::CheckPublicKey(public_key);
  if (!allowed.ok()) {
    violations->push_back({StatusCode::kInvalidArgument, "KEY_NOT_ALLOWED", event_index, "public_key",
                           std::string(allowed.message()),
                           "Make a key with `homeward keygen`, or any Ed25519 library."});
  } else if (!eventstore::Ed25519Verify(public_key, eventstore::PossessionText(registered->unit(), public_key),
                                        eventstore::FromHex(registered->possession()))) {
    violations->push_back({StatusCode::kInvalidArgument, "KEY_POSSESSION", event_index, "possession",
                           "The proof of possession is not the new key's signature over this unit and key.",
                           "Let the key's holder make it with `homeward keygen --possession UNIT`."});
  }
}

}  // namespace homeward::services
