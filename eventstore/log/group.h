// The proposals that one write and one sync will settle.
#ifndef HOMEWARD_EVENTSTORE_LOG_GROUP_H_
#define HOMEWARD_EVENTSTORE_LOG_GROUP_H_

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/hash/hash.h"
#include "eventstore/bytes/bytes.h"
#include "eventstore/index/window.h"
#include "eventstore/ledger/ledger.h"
#include "eventstore/log_event.h"
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

// Who sends them chooses the ids, so that no part of them is random enough by itself.
struct IdHasher {
  size_t operator()(const EventId& id) const {
    const std::string_view bytes(reinterpret_cast<const char*>(id.data()), id.size());
    return absl::Hash<std::pair<uint64_t, uint64_t>>()({ReadBe64(bytes), ReadBe64(bytes.substr(8))});
  }
};

// The group's records and, once they are being settled, the events that look into them. Readers keep all of it as long
// as they keep one of them.
struct GroupRecords {
  // Of one batch. Its memory is taken at once: growing would copy all of it, into memory that nobody has touched yet.
  struct Batch {
    std::string bytes;
    std::vector<size_t> ends;  // of each record
  };
  std::vector<Batch> batches;  // of the group's proposals that are recorded, in order
  std::vector<std::optional<LogEvent>> events;
};

// First the judging thread's, then the settler's. What the next group's judging looks at meanwhile (the maps, the
// answers, the proposals' bytes) does not change any more.
struct Group {
  std::vector<Settled> settled;
  // Of the events recorded in it, which are not yet in the index.
  absl::flat_hash_map<EventId, std::pair<uint32_t, uint32_t>, IdHasher> ids;  // → settled, event
  size_t events = 0;
  size_t bytes = 0;
  std::shared_ptr<GroupRecords> records = std::make_shared<GroupRecords>();
  LedgerWrite write;
  IndexChanges changes;
};

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_LOG_GROUP_H_
