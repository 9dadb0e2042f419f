#include "eventstore/feed/log_reader.h"

#include <memory>
#include <string>
#include <utility>

#include "eventstore/record/codec.h"

namespace homeward::eventstore {

absl::StatusOr<LogEventPtr> ReadEvent(const Ledger& ledger, Position position) {
  absl::StatusOr<std::string> bytes = ledger.Read(position);
  if (!bytes.ok()) return bytes.status();
  absl::StatusOr<record::v1::Record> record = ParseRecord(position, *bytes);
  if (!record.ok()) return record.status();
  auto event = std::make_shared<const LogEvent>(*std::move(record));
  if (absl::Status parsed = event->Parse(); !parsed.ok()) return parsed;
  return event;
}

absl::StatusOr<std::vector<LogEventPtr>> ReadEvents(const Ledger& ledger, const std::vector<Position>& positions) {
  std::vector<LogEventPtr> events;
  events.reserve(positions.size());
  for (const Position position : positions) {
    absl::StatusOr<LogEventPtr> event = ReadEvent(ledger, position);
    if (!event.ok()) return event.status();
    events.push_back(*std::move(event));
  }
  return events;
}

}  // namespace homeward::eventstore
