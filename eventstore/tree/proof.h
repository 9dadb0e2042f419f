// Proofs of RFC 6962 (as RFC 9162 words them): that a leaf is in a tree, and that a tree only grew.
//
// Making reads complete subtrees through a HashReader, so that a live log and an export serve proofs alike. Verifying
// reads nothing and believes nothing: a proof that is longer, shorter or other than the one proof is refused.
//
//   StoredHashes hashes(tree, read_tile);
//   absl::StatusOr<Proof> proof = MakeInclusionProof(index, size, hashes);
//   VerifyInclusion(index, size, AsBytes(leaf), *proof, AsBytes(root))
#ifndef HOMEWARD_EVENTSTORE_TREE_PROOF_H_
#define HOMEWARD_EVENTSTORE_TREE_PROOF_H_

#include <cstdint>
#include <functional>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "eventstore/tree/tree.h"
#include "eventstore/types.h"

namespace homeward::eventstore {

using Proof = std::vector<Hash>;  // from the leaf's side to the root's

// Where proofs come from. One thread at a time.
class HashReader {
 public:
  virtual ~HashReader() = default;

  // Root over the leaves [index · 2^height, (index + 1) · 2^height), all of which must be in the tree.
  virtual absl::StatusOr<Hash> Read(int height, uint64_t index) = 0;
};

// The hashes of a tree whose full tiles are stored and whose partial ones lie in memory. Serves every size up to
// tree.size(). Keeps the tiles that it read, so make one for each proof, or for a few near one another.
class StoredHashes : public HashReader {
 public:
  using ReadTile = std::function<absl::StatusOr<std::vector<Hash>>(uint8_t level, uint64_t index)>;  // full ones only

  // `tree` must outlive it and not change meanwhile: a copy, if somebody appends.
  StoredHashes(const Tree& tree, ReadTile read_tile) : tree_(tree), read_tile_(std::move(read_tile)) {}

  // OUT_OF_RANGE beyond the tree; what ReadTile says.
  absl::StatusOr<Hash> Read(int height, uint64_t index) override;

 private:
  absl::StatusOr<absl::Span<const Hash>> Tile(uint8_t level, uint64_t index);

  const Tree& tree_;
  const ReadTile read_tile_;
  std::map<std::pair<uint8_t, uint64_t>, std::vector<Hash>> tiles_;
};

// The leaves [begin, end), where begin is a multiple of the power of two that holds end − begin: a part of a tree that
// is a tree of its own (draft-ietf-plants-merkle-tree-certs, "Subtrees"). [0, size) is the tree itself.
struct Subtree {
  uint64_t begin = 0;
  uint64_t end = 0;

  bool valid() const;
};

// MTH(D[begin:end]). INVALID_ARGUMENT if the subtree is not valid; what the reader says.
absl::StatusOr<Hash> SubtreeRoot(const Subtree& subtree, HashReader& hashes);

// That leaf `index` is in the tree of `size` leaves, or in the subtree. INVALID_ARGUMENT unless it is; what the reader
// says.
absl::StatusOr<Proof> MakeInclusionProof(uint64_t index, const Subtree& subtree, HashReader& hashes);
absl::StatusOr<Proof> MakeInclusionProof(uint64_t index, uint64_t size, HashReader& hashes);

// That the tree of `to` leaves begins with the tree of `from` leaves (1 ≤ from ≤ to), or holds the subtree.
// INVALID_ARGUMENT unless it can be so; what the reader says.
absl::StatusOr<Proof> MakeConsistencyProof(const Subtree& subtree, uint64_t to, HashReader& hashes);
absl::StatusOr<Proof> MakeConsistencyProof(uint64_t from, uint64_t to, HashReader& hashes);

// OK if the proof proves it, INVALID_ARGUMENT if not. `leaf` is the leaf hash (merkle.h); hashes come as bytes, as they
// were received, of whatever length. Nothing is consistent with, or included in, a tree of no leaves. Thread-safe.
absl::Status VerifyInclusion(uint64_t index, uint64_t size, std::string_view leaf, absl::Span<const Hash> proof,
                             std::string_view root);
absl::Status VerifyConsistency(uint64_t from, uint64_t to, std::string_view from_root, std::string_view to_root,
                               absl::Span<const Hash> proof);

// A proof as received, hash by hash; any range of byte strings. INVALID_ARGUMENT unless each has 32 bytes and there are
// no more than a proof can have.
absl::Status AddToProof(std::string_view hash, Proof* proof);

template <typename Range>
absl::StatusOr<Proof> ParseProof(const Range& hashes) {
  Proof proof;
  for (const auto& hash : hashes) {
    if (absl::Status added = AddToProof(hash, &proof); !added.ok()) return added;
  }
  return proof;
}

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_TREE_PROOF_H_
