#include "eventstore/signing/batch_signature.h"

#include "eventstore/bytes/bytes.h"
#include "eventstore/bytes/hmac.h"
#include "eventstore/bytes/random.h"
#include "eventstore/bytes/sha256.h"
#include "eventstore/record/digest.h"
#include "proto/contract/text.h"

namespace homeward::eventstore {
namespace {

constexpr std::string_view kBatchDomain = "homeward/batch/v1\n";
constexpr std::string_view kPossessionDomain = "homeward/signing-key/v1\n";

std::string SignedText(const record::v1::SignedBatch& batch) {
  record::v1::SignedBatch unsigned_batch = batch;
  unsigned_batch.clear_signature();
  return contract::Cat(kBatchDomain, CanonicalBytes(unsigned_batch));
}

}  // namespace

std::string SectionSalt(std::string_view salt_seed, uint32_t index) {
  std::string number;
  AppendBe32(index, &number);
  return std::string(AsBytes(HmacSha256(salt_seed, number)).substr(0, kSaltBytes));
}

Hash SignedDigest(const std::vector<contract::CutBytes>& events, std::string_view salt_seed) {
  BatchDigest batch(static_cast<uint32_t>(events.size()));
  uint32_t index = 0;
  for (const contract::CutBytes& event : events) {
    EventDigest digest(event.client, static_cast<uint32_t>(event.sections.size()));
    for (const contract::CutSection& section : event.sections) {
      digest.Section(section.field, AsBytes(Commitment(SectionSalt(salt_seed, index++), section.body)));
    }
    batch.Event(digest.Finish());
  }
  return batch.Finish();
}

std::string CanonicalBytes(const record::v1::SignedBatch& batch) {
  if (batch.GetReflection()->GetUnknownFields(batch).empty()) return batch.SerializeAsString();
  record::v1::SignedBatch known = batch;
  known.DiscardUnknownFields();
  return known.SerializeAsString();
}

Hash HashOf(const record::v1::SignedBatch& batch) { return SignedBatchRecord(CanonicalBytes(batch)); }

void SignBatch(const SigningKey& key, const std::vector<contract::CutBytes>& events, std::string_view salt_seed,
               record::v1::SignedBatch* batch) {
  batch->set_count(static_cast<uint32_t>(events.size()));
  batch->set_digest(std::string(AsBytes(SignedDigest(events, salt_seed))));
  batch->set_public_key(key.verifier_key().public_key);
  batch->set_signature(key.Sign(SignedText(*batch)).bytes);
}

bool IsSignedByItsKey(const record::v1::SignedBatch& batch) {
  return Ed25519Verify(batch.public_key(), SignedText(batch), batch.signature());
}

std::string PossessionText(std::string_view unit, std::string_view public_key) {
  return contract::Cat(kPossessionDomain, unit, "\n", ToHex(public_key), "\n");
}

}  // namespace homeward::eventstore
