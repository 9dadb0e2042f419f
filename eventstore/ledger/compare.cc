#include "eventstore/ledger/compare.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "eventstore/ledger/ledger_hashes.h"
#include "eventstore/limits.h"
#include "eventstore/tree/merkle.h"
#include "proto/contract/text.h"

namespace homeward::eventstore {
namespace {

absl::Status Differs(std::string_view what) {
  return absl::DataLossError(contract::Cat(what, ". Stop the server, keep the disk as it is, and restore a backup"));
}

}  // namespace

absl::Status CompareRecords(const Ledger& ledger, uint64_t first_tile, uint64_t tiles) {
  std::vector<Hash> tile;
  absl::Status fault;
  const uint64_t first = first_tile * kTileHashes + 1;
  const auto compare = [&](Position position, std::string_view record) {
    const uint64_t index = position.value - 1;
    if (index % kTileHashes == 0) {
      auto stored = ledger.ReadTile(0, index / kTileHashes);
      fault = stored.status();
      if (!stored.ok()) return false;
      tile = *std::move(stored);
    }
    const auto leaf = ledger.LeafOf(position, record);
    fault = leaf.status();
    if (leaf.ok() && leaf->leaf != tile[index % kTileHashes]) {
      fault = Differs(contract::Cat("the record of position ", position.value, " differs from its leaf in the tree"));
    }
    return fault.ok();
  };
  const absl::Status read = ledger.ReadRange(Position(first), Position(first + tiles * kTileHashes - 1), compare);
  return read.ok() ? fault : read;
}

absl::Status CompareTiles(const Ledger& ledger, uint64_t full_tiles, absl::FunctionRef<bool()> go_on) {
  for (uint8_t level = 0; full_tiles >= kTileHashes; ++level, full_tiles /= kTileHashes) {
    std::vector<Hash> above;
    for (uint64_t i = 0; i < full_tiles / kTileHashes * kTileHashes; ++i) {
      auto tile = ledger.ReadTile(level, i);
      if (!tile.ok()) return tile.status();
      if (i % kTileHashes == 0) {
        auto stored = ledger.ReadTile(static_cast<uint8_t>(level + 1), i / kTileHashes);
        if (!stored.ok()) return stored.status();
        above = *std::move(stored);
      }
      if (PerfectRoot(*tile) != above[i % kTileHashes]) {
        return Differs(contract::Cat("tile ", level, "/", i, " of the tree differs from its hash in the tile above"));
      }
      if (i % kScrubTiles == 0 && !go_on()) return absl::CancelledError();
    }
  }
  return absl::OkStatus();
}

absl::Status CompareWithWitness(const Ledger& ledger) {
  const auto mark = ledger.ReadWitness();
  if (!mark.ok()) return mark.status();
  if (mark->position.value == 0) return absl::OkStatus();
  LedgerHashes hashes(ledger);
  const auto root = SubtreeRoot({0, mark->position.value}, hashes);
  if (!root.ok()) return root.status();
  if (*root == mark->root) return absl::OkStatus();
  return Differs(contract::Cat("the tree differs from what the head witness saw at position ", mark->position.value));
}

absl::Status CompareOwnTables(const Ledger& ledger, absl::FunctionRef<bool(uint64_t bytes)> go_on) {
  for (const rocksdb::LiveFileMetaData& table : ledger.OwnTables()) {
    const absl::Status compared = ledger.CompareTable(table);
    if (absl::IsDataLoss(compared)) return Differs(std::string(compared.message()));
    if (!compared.ok()) return compared;
    if (!go_on(table.size)) return absl::CancelledError();
  }
  return absl::OkStatus();
}

absl::Status CompareAll(const Ledger& ledger, absl::FunctionRef<bool(Position)> go_on) {
  if (absl::Status status = CompareWithWitness(ledger); !status.ok()) return status;
  const uint64_t tiles = ledger.head().position.value / kTileHashes;
  for (uint64_t first = 0; first < tiles; first += kScrubTiles) {
    const uint64_t count = std::min<uint64_t>(kScrubTiles, tiles - first);
    if (absl::Status status = CompareRecords(ledger, first, count); !status.ok()) return status;
    if (!go_on(Position((first + count) * kTileHashes))) return absl::CancelledError();
  }
  if (absl::Status status = CompareTiles(ledger, tiles, [] { return true; }); !status.ok()) return status;
  return CompareOwnTables(ledger, [](uint64_t) { return true; });
}

}  // namespace homeward::eventstore
