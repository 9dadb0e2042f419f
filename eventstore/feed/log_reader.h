// Reading events from disk, by position and by index: what Store and its subscriptions share.
#ifndef HOMEWARD_EVENTSTORE_FEED_LOG_READER_H_
#define HOMEWARD_EVENTSTORE_FEED_LOG_READER_H_

#include <vector>

#include "absl/status/statusor.h"
#include "eventstore/ledger/ledger.h"
#include "eventstore/log_event.h"
#include "eventstore/types.h"

namespace homeward::eventstore {

// Parsed. NOT_FOUND beyond the head. Any thread.
absl::StatusOr<LogEventPtr> ReadEvent(const Ledger& ledger, Position position);

// The events at these positions, ascending.
absl::StatusOr<std::vector<LogEventPtr>> ReadEvents(const Ledger& ledger, const std::vector<Position>& positions);

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_FEED_LOG_READER_H_
