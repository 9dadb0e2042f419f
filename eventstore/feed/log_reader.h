// Reading events from disk, by position and by index: what Store and its subscriptions share.
#ifndef HOMEWARD_EVENTSTORE_FEED_LOG_READER_H_
#define HOMEWARD_EVENTSTORE_FEED_LOG_READER_H_

#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "eventstore/ledger/ledger.h"
#include "eventstore/log_event.h"
#include "eventstore/types.h"

namespace homeward::eventstore {

// The event in these stored bytes, parsed. DATA_LOSS if they are not the record of this position.
absl::StatusOr<LogEventPtr> ParsedEvent(Position position, std::string_view bytes);

// Parsed. NOT_FOUND beyond the head. Any thread.
absl::StatusOr<LogEventPtr> ReadEvent(const Ledger& ledger, Position position);

// The events at these positions, ascending.
absl::StatusOr<std::vector<LogEventPtr>> ReadEvents(const Ledger& ledger, const std::vector<Position>& positions);

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_FEED_LOG_READER_H_
