// What the log says of an event and of a batch without holding them. docs/formats.md has every hash byte by byte;
// writers, the stored record's own leaf and verifiers all compute them here.
//
// None of these can be recomputed by guessing what a person section holds: a section counts by its commitment, whose
// salt lies with the section's body and goes with it.
#ifndef HOMEWARD_EVENTSTORE_RECORD_DIGEST_H_
#define HOMEWARD_EVENTSTORE_RECORD_DIGEST_H_

#include <cstdint>
#include <string_view>

#include "eventstore/bytes/sha256.h"
#include "eventstore/types.h"

namespace homeward::eventstore {

// Everything here: any thread, one at a time for each object; nothing fails.

// SHA-256(salt ‖ plaintext).
Hash Commitment(std::string_view salt, std::string_view plaintext);

// SHA-256(frame(client) ‖ frame(server)), `server` being the bytes of the record's server part.
Hash HeaderHash(std::string_view client, std::string_view server);

// What header and event digest both begin with: whoever needs both hashes the client part once.
Sha256 ClientPart(std::string_view client);
Hash HeaderHash(Sha256 client_part, std::string_view server);

// SHA-256(frame(client) ‖ be32(sections) ‖ for each section, in order, be32(field) ‖ commitment).
//
//   EventDigest digest(client, 1);
//   digest.Section(15, commitment);
//   Hash e = digest.Finish();
class EventDigest {
 public:
  EventDigest(std::string_view client, uint32_t sections);
  EventDigest(const Sha256& client_part, uint32_t sections);
  // `commitment`: its 32 bytes. Call it as often as was announced.
  void Section(uint32_t field, std::string_view commitment);
  Hash Finish();

 private:
  Sha256 hash_;
};

// SHA-256(be32(events) ‖ the event digests, in order): what a publisher signs, and the records' `batch`.
class BatchDigest {
 public:
  explicit BatchDigest(uint32_t events);
  void Event(const Hash& digest);
  Hash Finish();

 private:
  Sha256 hash_;
};

// What the leaf says of the batch: of one that nobody signed SHA-256(batch ‖ publisher), else the hash of the
// SignedBatch's bytes as they are stored.
Hash UnsignedBatchRecord(std::string_view batch, std::string_view publisher);
Hash SignedBatchRecord(std::string_view signed_batch);

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_RECORD_DIGEST_H_
