#include "eventstore/ledger/scrub.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "eventstore/ledger/ledger_hashes.h"
#include "eventstore/limits.h"
#include "eventstore/threads/thread.h"
#include "eventstore/tree/merkle.h"
#include "proto/contract/text.h"

namespace homeward::eventstore {
namespace {

absl::Status Differs(std::string_view what) {
  return absl::DataLossError(contract::Cat(what, ". Stop the server, keep the disk as it is, and restore a backup"));
}

}  // namespace

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
  if (absl::Status status = CompareWitness(); !status.ok()) return status;
  const uint64_t tiles = ledger_.head().position.value / kTileHashes;
  for (uint64_t first = 0; first < tiles; first += kScrubTiles) {
    const uint64_t count = std::min<uint64_t>(kScrubTiles, tiles - first);
    if (absl::Status status = Compare(first, count); !status.ok()) return status;
    const uint64_t records = count * kTileHashes;
    const auto pause =
        std::chrono::microseconds(records_per_second_ == 0 ? 0 : records * 1'000'000 / records_per_second_);
    if (!Rest(pause)) return absl::CancelledError();
    std::lock_guard lock(mutex_);
    state_.compared = Position((first + count) * kTileHashes);
  }
  if (absl::Status status = CompareAbove(tiles); !status.ok()) return status;
  return CompareIndex();
}

// The owner's tables: of log and tree, everything has been read by now.
absl::Status Scrub::CompareIndex() {
  for (const rocksdb::LiveFileMetaData& table : ledger_.OwnTables()) {
    const absl::Status compared = ledger_.CompareTable(table);
    if (absl::IsDataLoss(compared)) return Differs(std::string(compared.message()));
    if (!compared.ok()) return compared;
    const uint64_t pause = records_per_second_ == 0 ? 0 : table.size * 1'000'000 / kScrubBytesPerSecond;
    if (!Rest(std::chrono::microseconds(pause))) return absl::CancelledError();
  }
  return absl::OkStatus();
}

// Records with their leaves, of some neighbouring tiles.
absl::Status Scrub::Compare(uint64_t first_tile, uint64_t tiles) {
  std::vector<Hash> tile;
  absl::Status fault;
  const uint64_t first = first_tile * kTileHashes + 1;
  const absl::Status read = ledger_.ReadRange(
      Position(first), Position(first + tiles * kTileHashes - 1), [&](Position position, std::string_view record) {
        const uint64_t index = position.value - 1;
        if (index % kTileHashes == 0) {
          auto stored = ledger_.ReadTile(0, index / kTileHashes);
          fault = stored.status();
          if (!stored.ok()) return false;
          tile = *std::move(stored);
        }
        const auto leaf = ledger_.LeafOf(position, record);
        fault = leaf.status();
        if (leaf.ok() && leaf->leaf != tile[index % kTileHashes])
          fault =
              Differs(contract::Cat("the record of position ", position.value, " differs from its leaf in the tree"));
        return fault.ok();
      });
  return read.ok() ? fault : read;
}

// Each full tile with its hash in the tile above.
absl::Status Scrub::CompareAbove(uint64_t full_tiles) {
  for (uint8_t level = 0; full_tiles >= kTileHashes; ++level, full_tiles /= kTileHashes) {
    std::vector<Hash> above;
    for (uint64_t i = 0; i < full_tiles / kTileHashes * kTileHashes; ++i) {
      auto tile = ledger_.ReadTile(level, i);
      if (!tile.ok()) return tile.status();
      if (i % kTileHashes == 0) {
        auto stored = ledger_.ReadTile(static_cast<uint8_t>(level + 1), i / kTileHashes);
        if (!stored.ok()) return stored.status();
        above = *std::move(stored);
      }
      if (PerfectRoot(*tile) != above[i % kTileHashes])
        return Differs(contract::Cat("tile ", level, "/", i, " of the tree differs from its hash in the tile above"));
      if (i % kScrubTiles == 0 && !Rest(std::chrono::microseconds(0))) return absl::CancelledError();
    }
  }
  return absl::OkStatus();
}

absl::Status Scrub::CompareWitness() {
  const auto mark = ledger_.ReadWitness();
  if (!mark.ok()) return mark.status();
  if (mark->position.value == 0) return absl::OkStatus();
  LedgerHashes hashes(ledger_);
  const auto root = SubtreeRoot({0, mark->position.value}, hashes);
  if (!root.ok()) return root.status();
  if (*root != mark->root) {
    return Differs(contract::Cat("the tree differs from what the head witness saw at position ", mark->position.value));
  }
  return absl::OkStatus();
}

}  // namespace homeward::eventstore
