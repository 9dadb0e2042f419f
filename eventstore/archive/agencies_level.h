// The verifier's third level: who published what. Each signed batch against the agency's key, as the log itself had it
// at that position, and against the batch of the same unit before it.
#ifndef HOMEWARD_EVENTSTORE_ARCHIVE_AGENCIES_LEVEL_H_
#define HOMEWARD_EVENTSTORE_ARCHIVE_AGENCIES_LEVEL_H_

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_set.h"
#include "eventstore/archive/findings.h"
#include "eventstore/archive/verifier.h"
#include "eventstore/record/leaf.h"
#include "eventstore/record/record_parts.h"
#include "eventstore/signing/signing_keys.h"
#include "eventstore/types.h"
#include "homeward/record/v1/record.pb.h"

namespace homeward::eventstore {

class AgenciesLevel {
 public:
  void Open(std::string origin) { origin_ = std::move(origin); }

  // In the order of positions, each once; the records level says whether record and batch are whole.
  void Record(uint64_t position, const RecordParts& parts, const EnvelopeParts& envelope);
  // It may have been a batch of any unit, or have said something of keys.
  void Withheld(const LeafEntry& entry);
  // From here on nothing can be said, since what happened here is damaged or missing.
  void Stop(uint64_t position);

  LevelReport Finish();

 private:
  struct Last {
    uint64_t sequence = 0;
    std::string hash = std::string(32, '\0');
  };

  void Learn(uint64_t position, const RecordParts& parts);
  std::string CheckBatch(uint64_t position, const RecordParts& parts);
  std::string CheckKey(uint64_t position, const record::v1::SignedBatch& batch);
  std::string CheckSequence(const record::v1::SignedBatch& batch, std::string_view hash);

  std::string origin_;
  Findings findings_;
  SigningKeys keys_;
  std::map<std::string, Last, std::less<>> last_;  // by unit
  absl::flat_hash_set<Hash> withheld_;             // batch records
  std::string signing_unit_;                       // of the batch under way; empty: it is not signed
  uint64_t stopped_ = 0;                           // position; 0: not
};

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_ARCHIVE_AGENCIES_LEVEL_H_
