#include "eventstore/ledger/ledger_hashes.h"

#include <algorithm>

#include "eventstore/tree/merkle.h"
#include "proto/contract/text.h"

namespace homeward::eventstore {

absl::StatusOr<Hash> LedgerHashes::Read(int height, uint64_t index) {
  const uint8_t level = static_cast<uint8_t>(height / 8);
  const uint64_t first = index << (height % 8), count = uint64_t{1} << (height % 8);
  auto tile = Tile(level, first / kTileHashes);
  if (!tile.ok()) return tile.status();
  const size_t offset = first % kTileHashes;
  if (offset + count > tile->size()) {
    return absl::OutOfRangeError(contract::Cat("the log of ", size_, " positions has no such subtree yet"));
  }
  return PerfectRoot(tile->subspan(offset, count));
}

absl::StatusOr<absl::Span<const Hash>> LedgerHashes::Tile(uint8_t level, uint64_t index) {
  const auto known = tiles_.find({level, index});
  if (known != tiles_.end()) return absl::MakeConstSpan(known->second);
  const uint64_t complete = level < 8 ? size_ >> (8 * level) : 0;  // hashes of this level
  if (complete <= index * kTileHashes || index > complete) {
    return absl::OutOfRangeError(contract::Cat("the log of ", size_, " positions has no tile ", level, "/", index));
  }
  const uint64_t count = std::min<uint64_t>(complete - index * kTileHashes, kTileHashes);
  auto tile = count == kTileHashes ? ledger_.ReadTile(level, index) : Open(level, index, count);
  if (!tile.ok()) return tile.status();
  return absl::MakeConstSpan(tiles_.emplace(std::pair(level, index), *std::move(tile)).first->second);
}

// The first hashes of a tile that is not stored yet.
absl::StatusOr<std::vector<Hash>> LedgerHashes::Open(uint8_t level, uint64_t index, size_t count) {
  std::vector<Hash> hashes;
  hashes.reserve(count);
  const uint64_t first = index * kTileHashes;
  if (level > 0) {
    for (uint64_t i = first; i < first + count; ++i) {
      auto below = ledger_.ReadTile(static_cast<uint8_t>(level - 1), i);
      if (!below.ok()) return below.status();
      hashes.push_back(PerfectRoot(*below));
    }
    return hashes;
  }
  absl::Status unreadable;
  const absl::Status read =
      ledger_.ReadRange(Position(first + 1), Position(first + count), [&](Position position, std::string_view record) {
        auto leaf = ledger_.LeafOf(position, record);
        unreadable = leaf.status();
        if (leaf.ok()) hashes.push_back(leaf->leaf);
        return leaf.ok();
      });
  if (!read.ok()) return read;
  if (!unreadable.ok()) return unreadable;
  return hashes;
}

}  // namespace homeward::eventstore
