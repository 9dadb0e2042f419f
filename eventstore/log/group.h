// The proposals that one write and one sync will settle.
#ifndef HOMEWARD_EVENTSTORE_LOG_GROUP_H_
#define HOMEWARD_EVENTSTORE_LOG_GROUP_H_

#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "eventstore/bytes/bytes.h"
#include "eventstore/index/window.h"
#include "eventstore/ledger/ledger.h"
#include "eventstore/proposal.h"
#include "eventstore/sequencer.h"
#include "eventstore/types.h"

namespace homeward::eventstore {

// One proposal of the group and what it will be told once the group is synced.
struct Settled {
  Ordered ordered;
  Answer answer;
  bool recorded = false;
};

// UUIDs are as good as random where it counts.
struct BytesHasher {
  template <size_t N>
  size_t operator()(const std::array<uint8_t, N>& bytes) const {
    return ReadBe64({reinterpret_cast<const char*>(bytes.data()) + N - 8, 8});
  }
};

// First the judging thread's, then the settler's. What the next group's judging looks at meanwhile (the maps, the
// answers, the proposals' bytes) does not change any more.
struct Group {
  std::vector<Settled> settled;
  // Of the events recorded in it, which are not yet in the index.
  std::unordered_map<EventId, std::pair<size_t, size_t>, BytesHasher> ids;  // → settled, event
  size_t events = 0;
  size_t bytes = 0;
  std::vector<size_t> record_bytes;  // of each event, for the ring's limit
  LedgerWrite write;
  IndexChanges changes;
};

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_LOG_GROUP_H_
