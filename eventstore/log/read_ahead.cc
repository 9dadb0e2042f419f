#include "eventstore/log/read_ahead.h"

#include <utility>

#include "eventstore/feed/log_reader.h"
#include "eventstore/limits.h"

namespace homeward::eventstore {
namespace {

constexpr size_t kChunksAhead = 2;

absl::Status Read(const Ledger& ledger, Position from, Position to, ReadAhead::Give give) {
  std::vector<LogEventPtr> chunk;
  absl::Status unreadable;
  absl::Status status = ledger.ReadRange(from, to, [&](Position position, std::string_view bytes) {
    absl::StatusOr<LogEventPtr> event = ParsedEvent(position, bytes);
    unreadable = event.status();
    if (!event.ok()) return false;
    chunk.push_back(*std::move(event));
    return chunk.size() < kReplayEvents || give(std::exchange(chunk, {}));
  });
  if (!chunk.empty()) give(std::move(chunk));
  return status.ok() ? unreadable : status;
}

}  // namespace

ReadAhead::ReadAhead(const Ledger& ledger, Position from, Position to)
    : Ahead(kChunksAhead, [&ledger, from, to](Give give) { return Read(ledger, from, to, give); }) {}

}  // namespace homeward::eventstore
