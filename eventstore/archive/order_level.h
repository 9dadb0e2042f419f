// The verifier's fourth level: nothing is missing in the order of things, and nothing is there twice.
#ifndef HOMEWARD_EVENTSTORE_ARCHIVE_ORDER_LEVEL_H_
#define HOMEWARD_EVENTSTORE_ARCHIVE_ORDER_LEVEL_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "eventstore/archive/findings.h"
#include "eventstore/archive/verifier.h"
#include "eventstore/record/leaf.h"
#include "eventstore/record/record_parts.h"
#include "eventstore/types.h"

namespace homeward::eventstore {

class OrderLevel {
 public:
  // In the order of positions, each once.
  void Record(uint64_t position, const RecordParts& parts, const EnvelopeParts& envelope);
  // The stream of a withheld record is not known; its revision is, and fills one gap at most.
  void Withheld(uint64_t position, const LeafEntry& entry);
  // From here on nothing can be said, since what happened here is damaged or missing.
  void Stop(uint64_t position);

  LevelReport Finish();

 private:
  struct NameHash {
    using is_transparent = void;
    size_t operator()(std::string_view name) const { return std::hash<std::string_view>()(name); }
  };

  void CheckTime(uint64_t position, Micros appended_us);
  void CheckRevision(uint64_t position, const RecordParts& parts);
  void CheckIds();

  Findings findings_;
  uint64_t stopped_ = 0;  // position; 0: not
  uint64_t shift_ = 0;    // of the last record: its own position less where it stands, modulo 2^64
  Micros last_us_ = INT64_MIN;
  std::unordered_map<std::string, uint64_t, NameHash, std::equal_to<>> revisions_;
  std::unordered_map<uint64_t, uint64_t> withheld_;  // revision → how many
  std::vector<std::pair<EventId, uint64_t>> ids_;    // with the position
};

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_ARCHIVE_ORDER_LEVEL_H_
