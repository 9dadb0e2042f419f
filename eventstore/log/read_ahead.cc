#include "eventstore/log/read_ahead.h"

#include <utility>

#include "eventstore/feed/log_reader.h"
#include "eventstore/limits.h"

namespace homeward::eventstore {
namespace {

constexpr size_t kChunksAhead = 2;

}  // namespace

ReadAhead::ReadAhead(const Ledger& ledger, Position from, Position to) {
  thread_ = std::thread([this, &ledger, from, to] { Run(ledger, from, to); });
}

ReadAhead::~ReadAhead() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

absl::StatusOr<std::vector<LogEventPtr>> ReadAhead::Next() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return ended_ || !chunks_.empty(); });
  if (chunks_.empty()) {
    if (!status_.ok()) return status_;
    return std::vector<LogEventPtr>();
  }
  std::vector<LogEventPtr> chunk = std::move(chunks_.front());
  chunks_.pop_front();
  changed_.notify_all();
  return chunk;
}

bool ReadAhead::Give(std::vector<LogEventPtr> chunk) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return stopping_ || chunks_.size() < kChunksAhead; });
  if (stopping_) return false;
  if (!chunk.empty()) chunks_.push_back(std::move(chunk));
  changed_.notify_all();
  return true;
}

void ReadAhead::Run(const Ledger& ledger, Position from, Position to) {
  std::vector<LogEventPtr> chunk;
  absl::Status unreadable;
  absl::Status status = ledger.ReadRange(from, to, [&](Position position, std::string_view bytes) {
    absl::StatusOr<LogEventPtr> event = ParsedEvent(position, bytes);
    unreadable = event.status();
    if (!event.ok()) return false;
    chunk.push_back(*std::move(event));
    return chunk.size() < kReplayEvents || Give(std::exchange(chunk, {}));
  });
  Give(std::move(chunk));
  std::lock_guard lock(mutex_);
  status_ = status.ok() ? unreadable : status;
  ended_ = true;
  changed_.notify_all();
}

}  // namespace homeward::eventstore
