#include "eventstore/tree/tree.h"

#include <bit>
#include <cstring>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "eventstore/bytes/bytes.h"
#include "eventstore/bytes/sha256.h"
#include "eventstore/tree/merkle.h"
#include "proto/contract/text.h"

namespace homeward::eventstore {
namespace {

// Roots of the perfect subtrees that the first `count` (< 256) hashes of a tile form, the smallest first.
void ForEachPeak(absl::Span<const Hash> hashes, uint64_t count, absl::FunctionRef<void(int bit, const Hash&)> visit) {
  uint64_t end = count;
  for (int bit = 0; bit < 8; ++bit) {
    const uint64_t width = 1ull << bit;
    if ((count & width) == 0) continue;
    visit(bit, PerfectRoot(hashes.subspan(end - width, width)));
    end -= width;
  }
}

}  // namespace

std::string Tile::Key(uint8_t level, uint64_t index) {
  std::string key(1, static_cast<char>(level));
  AppendBe64(index, &key);
  return key;
}

std::string Tile::Bytes() const {
  std::string out;
  out.reserve(hashes.size() * sizeof(Hash));
  for (const Hash& hash : hashes) out.append(AsBytes(hash));
  return out;
}

absl::StatusOr<std::vector<Hash>> Tile::Parse(std::string_view bytes) {
  if (bytes.size() != kTileHashes * sizeof(Hash)) {
    return absl::DataLossError(contract::Cat("a tile of the tree has ", bytes.size(), " bytes"));
  }
  std::vector<Hash> hashes(kTileHashes);
  std::memcpy(hashes.data(), bytes.data(), bytes.size());
  return hashes;
}

absl::StatusOr<Tree> Tree::Restore(uint64_t size, ReadTile read_tile, ReadLeaf read_leaf) {
  Tree tree;
  tree.size_ = size;
  for (int level = 0; level < kLevels && (size >> (8 * level)) > 0; ++level) {
    const uint64_t count = size >> (8 * level);  // complete hashes of this level
    std::vector<Hash>& partial = tree.partial_[level];
    for (uint64_t i = count & ~uint64_t{255}; i < count; ++i) {
      if (level == 0) {
        absl::StatusOr<Hash> leaf = read_leaf(i);
        if (!leaf.ok()) return leaf.status();
        partial.push_back(*leaf);
      } else {
        absl::StatusOr<std::vector<Hash>> tile = read_tile(level - 1, i);
        if (!tile.ok()) return tile.status();
        partial.push_back(PerfectRoot(*tile));
      }
    }
    ForEachPeak(partial, partial.size(), [&](int bit, const Hash& h) { tree.edge_[8 * level + bit] = h; });
  }
  return tree;
}

absl::StatusOr<Tree> Tree::FromPartialTiles(uint64_t size, ReadTile read_tile) {
  Tree tree;
  tree.size_ = size;
  for (int level = 0; level < kLevels && (size >> (8 * level)) > 0; ++level) {
    const uint64_t count = size >> (8 * level);
    if (count % kTileHashes == 0) continue;
    absl::StatusOr<std::vector<Hash>> tile = read_tile(static_cast<uint8_t>(level), count / kTileHashes);
    if (!tile.ok()) return tile.status();
    if (tile->size() < count % kTileHashes) {
      return absl::DataLossError(contract::Cat("tile ", level, "/", count / kTileHashes, " has ", tile->size(),
                                               " hashes, not ", count % kTileHashes));
    }
    tile->resize(count % kTileHashes);
    tree.partial_[level] = *std::move(tile);
    ForEachPeak(tree.partial_[level], count % kTileHashes,
                [&](int bit, const Hash& h) { tree.edge_[8 * level + bit] = h; });
  }
  return tree;
}

void Tree::Append(const Hash& leaf, absl::FunctionRef<void(const Tile&)> store_full_tile) {
  Hash hash = leaf;
  int height = 0;
  while (true) {
    if (height % 8 == 0) {
      const int level = height / 8;
      std::vector<Hash>& partial = partial_[level];
      partial.push_back(hash);
      if (partial.size() == kTileHashes) {
        Tile tile{static_cast<uint8_t>(level), size_ >> (8 * (level + 1)), std::move(partial)};
        store_full_tile(tile);
        partial = {};
        partial.reserve(kTileHashes);
      }
    }
    if ((size_ >> height & 1) == 0) break;
    hash = NodeHash(edge_[height], hash);
    ++height;
  }
  edge_[height] = hash;
  ++size_;
}

Hash Tree::Root() const {
  if (size_ == 0) return EmptyRoot();
  int bit = std::countr_zero(size_);
  Hash root = edge_[bit];
  for (++bit; bit < 64; ++bit) {
    if (size_ >> bit & 1) root = NodeHash(edge_[bit], root);
  }
  return root;
}

absl::StatusOr<Hash> Tree::RootAt(uint64_t size, ReadTile read_tile) const {
  if (size > size_) return absl::OutOfRangeError(contract::Cat("the tree has ", size_, " leaves, not ", size));
  if (size == size_) return Root();
  if (size == 0) return EmptyRoot();
  std::optional<Hash> root;
  for (int level = 0; level < kLevels && (size >> (8 * level)) > 0; ++level) {
    const uint64_t count = size >> (8 * level) & 255;
    if (count == 0) continue;
    const uint64_t tile_index = size >> (8 * (level + 1));
    std::vector<Hash> stored;
    absl::Span<const Hash> hashes = partial_[level];
    if (tile_index != size_ >> (8 * (level + 1))) {  // an older tile: full, hence stored
      absl::StatusOr<std::vector<Hash>> tile = read_tile(level, tile_index);
      if (!tile.ok()) return tile.status();
      stored = *std::move(tile);
      hashes = stored;
    }
    ForEachPeak(hashes, count, [&](int, const Hash& peak) { root = root ? NodeHash(peak, *root) : peak; });
  }
  return *root;
}

}  // namespace homeward::eventstore
