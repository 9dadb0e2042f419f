// A publisher's signature over a batch (docs/formats.md, "Signed batches").
//
//   const std::string seed = RandomBytes(kSaltSeedBytes);
//   record::v1::SignedBatch batch;                 // origin, unit, sequence, previous
//   SignBatch(key, events, seed, &batch);          // the rest
//   … send the events with the batch and the seed …
//   next.set_previous(HashOf(batch)), next.set_sequence(batch.sequence() + 1)
#ifndef HOMEWARD_EVENTSTORE_SIGNING_BATCH_SIGNATURE_H_
#define HOMEWARD_EVENTSTORE_SIGNING_BATCH_SIGNATURE_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "eventstore/note/note_key.h"
#include "eventstore/types.h"
#include "homeward/record/v1/record.pb.h"
#include "proto/contract/cut.h"

namespace homeward::eventstore {

inline constexpr size_t kSaltSeedBytes = 32;

// All here: any thread; pure but for the key's own work.

// The salt of the batch's section `index`, counted from 0 over all events: 16 bytes of HMAC-SHA-256(seed, be32(index)).
std::string SectionSalt(std::string_view salt_seed, uint32_t index);

// Digest of the batch of these events, in order, whose sections are salted from the seed.
Hash SignedDigest(const std::vector<contract::CutBytes>& events, std::string_view salt_seed);

// The bytes that are stored and hashed: the message in canonical encoding, whatever else came with it left out.
std::string CanonicalBytes(const record::v1::SignedBatch& batch);

// SHA-256 of those: what the next batch of the unit names as `previous`, and what the leaves hold.
Hash HashOf(const record::v1::SignedBatch& batch);

// Completes count, digest, public key and signature; origin, unit, sequence and previous must be there. `key`: of
// purpose kNote.
void SignBatch(const SigningKey& key, const std::vector<contract::CutBytes>& events, std::string_view salt_seed,
               record::v1::SignedBatch* batch);

// Whether the holder of the public key named in it signed just this. Says nothing of whose key it is.
bool IsSignedByItsKey(const record::v1::SignedBatch& batch);

// What the holder of a new key signs to prove it: the key, and whose it is to be. The same for every log.
std::string PossessionText(std::string_view unit, std::string_view public_key);

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_SIGNING_BATCH_SIGNATURE_H_
