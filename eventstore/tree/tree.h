// The append-only RFC 6962 tree over a log: its right edge in memory, its full tiles handed out to be stored.
//
// A tile holds 256 hashes of one level; level 0 are leaves, a hash of level L is the root over 256^L leaves. What is
// not yet in a full tile (at most 255 hashes a level) is kept here, and so is the edge: one hash for each bit of the
// size, so that root() is at most 64 hashes away.
//
//   Tree tree;
//   tree.Append(leaf, [&](const Tile& tile) { batch.Put(tile.Key(), tile.Bytes()); });
#ifndef HOMEWARD_EVENTSTORE_TREE_TREE_H_
#define HOMEWARD_EVENTSTORE_TREE_TREE_H_

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "eventstore/types.h"

namespace homeward::eventstore {

inline constexpr size_t kTileHashes = 256;

// A full tile, as stored: key = level (1 byte) ‖ be64(index), value = 256 × 32 bytes.
struct Tile {
  uint8_t level = 0;
  uint64_t index = 0;
  std::vector<Hash> hashes;  // a full tile has kTileHashes

  static std::string Key(uint8_t level, uint64_t index);
  std::string Bytes() const;
  // DATA_LOSS if the bytes are not a full tile.
  static absl::StatusOr<std::vector<Hash>> Parse(std::string_view bytes);
};

// One thread at a time.
class Tree {
 public:
  using ReadTile = absl::FunctionRef<absl::StatusOr<std::vector<Hash>>(uint8_t level, uint64_t index)>;
  using ReadLeaf = absl::FunctionRef<absl::StatusOr<Hash>(uint64_t index)>;  // leaf of position index + 1

  Tree() = default;

  // The tree of `size` leaves from its stored tiles and, at most 255, leaves that are in no tile yet.
  static absl::StatusOr<Tree> Restore(uint64_t size, ReadTile read_tile, ReadLeaf read_leaf);

  // The tree of `size` leaves from its partial tiles alone (an export has them): one for each level, of at least as
  // many hashes as the level has beyond its full tiles. DATA_LOSS if one has fewer; what ReadTile says.
  static absl::StatusOr<Tree> FromPartialTiles(uint64_t size, ReadTile read_tile);

  void Append(const Hash& leaf, absl::FunctionRef<void(const Tile&)> store_full_tile);

  uint64_t size() const { return size_; }
  Hash Root() const;

  // The hashes of a level (0 … 7) that are in no full tile yet: of tile size() / 256^(level + 1).
  absl::Span<const Hash> Partial(int level) const { return partial_[level]; }

  // Root over the first `size` leaves, size ≤ size(). Reads stored tiles.
  absl::StatusOr<Hash> RootAt(uint64_t size, ReadTile read_tile) const;

 private:
  static constexpr int kLevels = 8;  // 256^8 leaves: more than positions

  uint64_t size_ = 0;
  std::array<Hash, 64> edge_;                       // edge_[b] counts where bit b of size_ is set
  std::array<std::vector<Hash>, kLevels> partial_;  // hashes of each level in no full tile yet
};

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_TREE_TREE_H_
