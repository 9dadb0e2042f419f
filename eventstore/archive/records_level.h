// The verifier's second level: each record against its entry, the batches against what their records say of them.
#ifndef HOMEWARD_EVENTSTORE_ARCHIVE_RECORDS_LEVEL_H_
#define HOMEWARD_EVENTSTORE_ARCHIVE_RECORDS_LEVEL_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "eventstore/archive/findings.h"
#include "eventstore/archive/verifier.h"
#include "eventstore/bytes/sha256.h"
#include "eventstore/record/leaf.h"
#include "eventstore/record/record_parts.h"
#include "eventstore/types.h"

namespace homeward::eventstore {

class RecordsLevel {
 public:
  // `whole`: nothing may be withheld.
  explicit RecordsLevel(bool whole) : whole_(whole) {}

  // In the order of positions, each once.
  void Record(uint64_t position, const LeafEntry& entry, const RecordParts& parts);
  // `digest`: of the event, 32 bytes; empty where the export does not say it.
  void Withheld(uint64_t position, const LeafEntry& entry, std::string_view digest);
  // Something of this position is damaged, or all from here on is missing.
  void Damaged(uint64_t position, std::string_view what);

  LevelReport Finish();

 private:
  // Neighbours with one batch record: a batch.
  struct Run {
    uint64_t first = 0;  // position; 0: there is none
    uint64_t events = 0;
    Hash batch_record{};
    bool known = false;    // one of its records was seen; so are the following
    bool complete = true;  // the digest of every event is known
    bool damaged = false;  // a fault of its own was found: it is judged no further
    uint32_t leaf_version = 0;
    uint32_t count = 0;
    std::string batch, publisher, signed_batch_hash;
    std::vector<Hash> digests;
    Sha256 plain;  // of leaf version 1: over the plaintexts
  };

  void Join(uint64_t position, const LeafEntry& entry);
  void Know(uint64_t position, const RecordParts& parts);
  void InBatch(uint64_t position, const RecordParts& parts, const Sha256& client_part);
  void AddDigest(const RecordParts& parts, const Sha256& client_part);
  void End();

  const bool whole_;
  Findings findings_;
  Run run_;
  bool after_damage_ = false;  // the position before was damaged
  uint64_t batches_unchecked_ = 0;
};

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_ARCHIVE_RECORDS_LEVEL_H_
