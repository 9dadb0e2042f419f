#include "eventstore/ledger/scrub.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "eventstore/ledger/compare.h"
#include "eventstore/limits.h"
#include "eventstore/threads/thread.h"
#include "eventstore/tree/merkle.h"

namespace homeward::eventstore {

Scrub::Scrub(const Ledger& ledger, uint64_t records_per_second, std::function<void(const absl::Status&)> found)
    : ledger_(ledger),
      records_per_second_(records_per_second),
      found_(std::move(found)),
      thread_(StartThread("log-check", Urgency::kBehind, [this] { Run(); })) {}

Scrub::~Scrub() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

ScrubState Scrub::state() const {
  std::lock_guard lock(mutex_);
  return state_;
}

bool Scrub::Rest(std::chrono::microseconds time) {
  std::unique_lock lock(mutex_);
  return !changed_.wait_for(lock, time, [this] { return stopping_; });
}

void Scrub::Run() {
  while (true) {
    const absl::Status status = Round();
    {
      std::lock_guard lock(mutex_);
      if (stopping_) return;
      if (status.ok()) ++state_.rounds;
      if (absl::IsDataLoss(status)) state_.damage = status;
    }
    if (absl::IsDataLoss(status)) return found_(status);
    if (!Rest(records_per_second_ == 0 ? std::chrono::milliseconds(1) : kScrubRest)) return;
  }
}

absl::Status Scrub::Round() {
  // The witness is never ahead of what is synced, so the head is asked for after it.
  if (absl::Status status = CompareWithWitness(ledger_); !status.ok()) return status;
  const uint64_t tiles = ledger_.head().position.value / kTileHashes;
  for (uint64_t first = 0; first < tiles; first += kScrubTiles) {
    const uint64_t count = std::min<uint64_t>(kScrubTiles, tiles - first);
    if (absl::Status status = CompareRecords(ledger_, first, count); !status.ok()) return status;
    const uint64_t records = count * kTileHashes;
    const auto pause =
        std::chrono::microseconds(records_per_second_ == 0 ? 0 : records * 1'000'000 / records_per_second_);
    if (!Rest(pause)) return absl::CancelledError();
    std::lock_guard lock(mutex_);
    state_.compared = Position((first + count) * kTileHashes);
  }
  const auto go_on = [this] { return Rest(std::chrono::microseconds(0)); };
  if (absl::Status status = CompareTiles(ledger_, tiles, go_on); !status.ok()) return status;
  return CompareOwnTables(ledger_, [this](uint64_t bytes) {
    return Rest(std::chrono::microseconds(records_per_second_ == 0 ? 0 : bytes * 1'000'000 / kScrubBytesPerSecond));
  });
}

}  // namespace homeward::eventstore
