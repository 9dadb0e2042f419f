// The verifier's fourth level: nothing is missing in the order of things, and nothing is there twice.
#ifndef HOMEWARD_EVENTSTORE_ARCHIVE_ORDER_LEVEL_H_
#define HOMEWARD_EVENTSTORE_ARCHIVE_ORDER_LEVEL_H_

#include <compare>
#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "eventstore/archive/findings.h"
#include "eventstore/archive/verifier.h"
#include "eventstore/record/leaf.h"
#include "eventstore/record/record_parts.h"
#include "eventstore/types.h"

namespace homeward::eventstore {

class OrderLevel {
 public:
  // How many positions there may be: makes room, as far as that may be believed.
  void Open(uint64_t size);

  // A stream by 128 bits that its name hashes to under this process's own seed: one look in memory, no copy of the
  // name. Nobody can prepare two names for one key who does not know the seed, and by chance there are none.
  using StreamKey = std::pair<uint64_t, uint64_t>;

  // The key, and what is remembered of the stream on its way out of memory: looked at at once, it is waited for.
  StreamKey Announce(std::string_view stream) const;

  // In the order of positions, each once. `stream`: what Announce gave.
  void Record(uint64_t position, const RecordParts& parts, const EnvelopeParts& envelope, const StreamKey& stream);
  // The stream of a withheld record is not known; its revision is, and fills one gap at most.
  void Withheld(uint64_t position, const LeafEntry& entry);
  // From here on nothing can be said, since what happened here is damaged or missing.
  void Stop(uint64_t position);

  LevelReport Finish();

 private:
  // An event's id as two numbers, which sort ten times faster than its bytes.
  struct IdAt {
    uint64_t high = 0, low = 0, position = 0;

    bool SameId(const IdAt& other) const { return high == other.high && low == other.low; }
    auto operator<=>(const IdAt&) const = default;
  };

  void CheckTime(uint64_t position, Micros appended_us);
  void CheckRevision(uint64_t position, const RecordParts& parts, const StreamKey& stream);
  void CheckIds();

  Findings findings_;
  uint64_t stopped_ = 0;  // position; 0: not
  uint64_t shift_ = 0;    // of the last record: its own position less where it stands, modulo 2^64
  Micros last_us_ = INT64_MIN;
  absl::flat_hash_map<StreamKey, uint64_t> revisions_;
  std::unordered_map<uint64_t, uint64_t> withheld_;  // revision → how many
  std::vector<IdAt> ids_;                            // sorted in the end: quicker than a set of millions
};

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_ARCHIVE_ORDER_LEVEL_H_
