#include "eventstore/feed/log_reader.h"

#include <memory>
#include <string>
#include <utility>

#include "eventstore/record_view.h"

namespace homeward::eventstore {

absl::StatusOr<LogEventPtr> ParsedEvent(Position position, std::string_view bytes) {
  RecordView view;
  view.position = position;
  view.bytes = bytes;
  return EventOf(view);
}

absl::StatusOr<LogEventPtr> ReadEvent(const Ledger& ledger, Position position) {
  absl::StatusOr<std::string> bytes = ledger.Read(position);
  if (!bytes.ok()) return bytes.status();
  return ParsedEvent(position, *bytes);
}

absl::StatusOr<std::vector<LogEventPtr>> ReadEvents(const Ledger& ledger, const std::vector<Position>& positions) {
  std::vector<LogEventPtr> events;
  events.reserve(positions.size());
  absl::Status unreadable;
  absl::Status status = ledger.ReadMany(positions, [&](Position position, std::string_view bytes) {
    absl::StatusOr<LogEventPtr> event = ParsedEvent(position, bytes);
    if (event.ok()) events.push_back(*std::move(event));
    unreadable = event.status();
    return unreadable.ok();
  });
  if (!status.ok()) return status;
  if (!unreadable.ok()) return unreadable;
  return events;
}

}  // namespace homeward::eventstore
