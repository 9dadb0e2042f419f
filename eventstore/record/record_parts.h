// A stored record taken apart in its bytes, completely and strictly: for those who check millions of records against
// their entries in the tree and build no message. record_view.h is for those who only want to read events.
#ifndef HOMEWARD_EVENTSTORE_RECORD_RECORD_PARTS_H_
#define HOMEWARD_EVENTSTORE_RECORD_RECORD_PARTS_H_

#include <cstdint>
#include <string_view>

#include "absl/container/inlined_vector.h"
#include "eventstore/bytes/sha256.h"
#include "eventstore/record/leaf.h"
#include "eventstore/types.h"

namespace homeward::eventstore {

// Lives as long as the record's bytes. Field by field what record::v1::Record says.
struct RecordParts {
  struct Section {
    uint32_t field = 0;
    std::string_view subject;
    uint32_t cipher = 0;
    uint32_t key_version = 0;
    std::string_view body, salt;
  };
  struct Commitment {
    uint32_t field = 0;
    std::string_view subject;
    uint32_t key_version = 0;
    uint32_t length = 0;
    std::string_view salt, commitment;
  };

  std::string_view client, server, signed_batch;  // the bytes that are hashed
  absl::InlinedVector<Section, 2> sections;

  // Of the server part.
  uint64_t position = 0;
  Micros appended_us = 0;
  std::string_view publisher, stream;
  uint32_t type = 0;
  uint64_t revision = 0;
  absl::InlinedVector<Commitment, 2> commitments;
  std::string_view batch;  // digest
  uint32_t batch_index = 0, batch_count = 0;
  uint32_t agency = 0;
  uint32_t leaf_version = kFirstLeafVersion;
  std::string_view signed_batch_hash;  // empty: nobody signed the batch
};

// Fills `parts`, whose memory is used again. False unless the bytes are a record in the one form in which records are
// written: every byte of it is then hashed, or says what something hashed says.
bool SplitRecord(std::string_view bytes, RecordParts* parts);

// The leaf's entry as anyone recomputes it, by the rules of the record's version. Of a record within a signed batch,
// other than its first, the batch record is what the record claims.
LeafEntry EntryOf(const RecordParts& parts);

// Its batch record alone, and all the rest: neighbours of one batch have the same, and need it once.
Hash BatchRecordOf(const RecordParts& parts);
// `client_part`: ClientPart(parts.client), which the event digest begins with too (digest.h).
LeafEntry EntryButBatchRecord(const RecordParts& parts, const Sha256& client_part);

// What the batch's publisher signs of this event.
Hash EventDigestOf(const RecordParts& parts, const Sha256& client_part);
Hash EventDigestOf(const RecordParts& parts);

// Of the event's envelope, as text.
struct EnvelopeParts {
  std::string_view id, unit;
};

// False where the client part is damaged.
bool SplitEnvelope(const RecordParts& parts, EnvelopeParts* envelope);

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_RECORD_RECORD_PARTS_H_
