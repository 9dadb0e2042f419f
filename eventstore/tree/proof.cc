#include "eventstore/tree/proof.h"

#include <algorithm>
#include <bit>

#include "eventstore/bytes/sha256.h"
#include "eventstore/tree/merkle.h"
#include "proto/contract/text.h"

namespace homeward::eventstore {
namespace {

constexpr size_t kProofHashesMax = 65;  // the path of a tree of 2^64 leaves, and the node that it starts from

// The largest power of two below `size` (> 1).
uint64_t Split(uint64_t size) { return std::bit_floor(size - 1); }

// What proves that `inner` lies in `outer`, from the inner root to the outer one. SUBTREE_PROOF of the draft, walked
// down from the outer root; where `inner` is one leaf it is PATH of RFC 6962, where it begins with `outer` it is PROOF.
absl::StatusOr<Proof> ProofWithin(Subtree inner, Subtree outer, HashReader& hashes) {
  Proof proof;
  absl::Status status;
  auto add = [&](const Subtree& subtree) {
    absl::StatusOr<Hash> root = SubtreeRoot(subtree, hashes);
    if (root.ok()) proof.push_back(*root);
    status.Update(root.status());
  };
  bool known = true;  // the verifier knows the root of what is left of `inner`
  while (status.ok() && (inner.begin != outer.begin || inner.end != outer.end)) {
    const uint64_t middle = outer.begin + Split(outer.end - outer.begin);
    if (inner.end <= middle) {
      add({middle, outer.end});
      outer.end = middle;
    } else {
      add({outer.begin, middle});
      if (inner.begin < middle) {  // cut in two: its left part is the node just added
        inner.begin = middle;
        known = false;
      }
      outer.begin = middle;
    }
  }
  if (!known && status.ok()) add(outer);
  if (!status.ok()) return status;
  std::reverse(proof.begin(), proof.end());
  return proof;
}

absl::Status NotProven(std::string_view why) {
  return absl::InvalidArgumentError(contract::Cat("the proof does not hold: ", why));
}

}  // namespace

bool Subtree::valid() const {
  if (begin > end) return false;
  const uint64_t size = end - begin;
  if (size > uint64_t{1} << 63) return begin == 0;  // the power of two above it is no number of 64 bits
  return (begin & (std::bit_ceil(size) - 1)) == 0;
}

absl::StatusOr<absl::Span<const Hash>> StoredHashes::Tile(uint8_t level, uint64_t index) {
  const auto known = tiles_.find({level, index});
  if (known != tiles_.end()) return absl::MakeConstSpan(known->second);
  absl::StatusOr<std::vector<Hash>> tile = read_tile_(level, index);
  if (!tile.ok()) return tile.status();
  if (tile->size() != kTileHashes) {
    return absl::DataLossError(contract::Cat("tile ", level, "/", index, " has ", tile->size(), " hashes"));
  }
  return absl::MakeConstSpan(tiles_.emplace(std::pair(level, index), *std::move(tile)).first->second);
}

absl::StatusOr<Hash> StoredHashes::Read(int height, uint64_t index) {
  if (height < 0 || height > 63 || index >= tree_.size() >> height) {
    return absl::OutOfRangeError(
        contract::Cat("the tree of ", tree_.size(), " leaves has no subtree ", index, " of height ", height));
  }
  const int level = height / 8;
  const int within = height % 8;  // the hash stands over 2^within of a tile's hashes
  const uint64_t first = index << within;
  absl::Span<const Hash> hashes = tree_.Partial(level);
  if (first / kTileHashes != tree_.size() >> level * 8 >> 8) {
    absl::StatusOr<absl::Span<const Hash>> tile = Tile(static_cast<uint8_t>(level), first / kTileHashes);
    if (!tile.ok()) return tile.status();
    hashes = *tile;
  }
  return PerfectRoot(hashes.subspan(first % kTileHashes, size_t{1} << within));
}

absl::StatusOr<Hash> SubtreeRoot(const Subtree& subtree, HashReader& hashes) {
  if (!subtree.valid()) return absl::InvalidArgumentError("these leaves are no subtree");
  if (subtree.begin == subtree.end) return EmptyRoot();
  // From the last, smallest peak to the first and largest.
  Hash root{};
  uint64_t end = subtree.end;
  const uint64_t size = end - subtree.begin;
  for (int height = 0; height < 64; ++height) {
    if ((size >> height & 1) == 0) continue;
    absl::StatusOr<Hash> peak = hashes.Read(height, (end - 1) >> height);
    if (!peak.ok()) return peak.status();
    root = end == subtree.end ? *peak : NodeHash(*peak, root);
    end -= uint64_t{1} << height;
  }
  return root;
}

absl::StatusOr<Proof> MakeInclusionProof(uint64_t index, const Subtree& subtree, HashReader& hashes) {
  if (!subtree.valid()) return absl::InvalidArgumentError("these leaves are no subtree");
  if (index < subtree.begin || index >= subtree.end) {
    return absl::InvalidArgumentError(
        contract::Cat("leaf ", index, " is not one of [", subtree.begin, ", ", subtree.end, ")"));
  }
  return ProofWithin({index, index + 1}, subtree, hashes);
}

absl::StatusOr<Proof> MakeInclusionProof(uint64_t index, uint64_t size, HashReader& hashes) {
  return MakeInclusionProof(index, Subtree{0, size}, hashes);
}

absl::StatusOr<Proof> MakeConsistencyProof(const Subtree& subtree, uint64_t to, HashReader& hashes) {
  if (!subtree.valid()) return absl::InvalidArgumentError("these leaves are no subtree");
  if (subtree.end > to) {
    return absl::InvalidArgumentError(contract::Cat("a tree of ", to, " leaves has no leaf ", subtree.end - 1));
  }
  if (subtree.begin == subtree.end) return Proof();
  return ProofWithin(subtree, {0, to}, hashes);
}

absl::StatusOr<Proof> MakeConsistencyProof(uint64_t from, uint64_t to, HashReader& hashes) {
  if (from == 0) return absl::InvalidArgumentError("nothing can be proven of a tree of no leaves");
  return MakeConsistencyProof(Subtree{0, from}, to, hashes);
}

absl::Status VerifyInclusion(uint64_t index, uint64_t size, std::string_view leaf, absl::Span<const Hash> proof,
                             std::string_view root) {
  if (index >= size) return NotProven(contract::Cat("leaf ", index, " is not one of ", size));
  if (leaf.size() != sizeof(Hash) || root.size() != sizeof(Hash)) return NotProven("a hash has 32 bytes");
  uint64_t at = index, last = size - 1;  // our node and the last one of its level
  Hash hash = HashFromBytes(leaf);
  for (const Hash& sibling : proof) {
    if (last == 0) return NotProven("it is too long");
    int up = 1;
    if ((at & 1) != 0 || at == last) {
      hash = NodeHash(sibling, hash);
      up += std::countr_zero(at);  // past the levels in which the last node has no sibling
    } else {
      hash = NodeHash(hash, sibling);
    }
    at >>= up;
    last >>= up;
  }
  if (last != 0) return NotProven("it is too short");
  if (AsBytes(hash) != root) return NotProven("it leads to another root");
  return absl::OkStatus();
}

absl::Status VerifyConsistency(uint64_t from, uint64_t to, std::string_view from_root, std::string_view to_root,
                               absl::Span<const Hash> proof) {
  if (from == 0) return NotProven("nothing can be proven of a tree of no leaves");
  if (from > to) return NotProven(contract::Cat("a tree does not shrink from ", from, " to ", to, " leaves"));
  if (from == to) {
    if (!proof.empty()) return NotProven("it is too long");
    return from_root == to_root ? absl::OkStatus() : NotProven("one size, two roots");
  }
  if (from_root.size() != sizeof(Hash) || to_root.size() != sizeof(Hash)) return NotProven("a hash has 32 bytes");
  if (proof.empty()) return NotProven("it is too short");
  // The node from which both roots grow: the last complete subtree of the smaller tree. It is not sent where it is all
  // of that tree.
  uint64_t at = from - 1, last = to - 1;
  const int start = std::countr_one(at);
  at >>= start;
  last >>= start;
  Hash small = HashFromBytes(from_root), large = small;
  if (at != 0) {
    small = large = proof.front();
    proof.remove_prefix(1);
  }
  for (const Hash& sibling : proof) {
    if (last == 0) return NotProven("it is too long");
    int up = 1;
    if ((at & 1) != 0 || at == last) {
      small = NodeHash(sibling, small);
      large = NodeHash(sibling, large);
      up += std::countr_zero(at);
    } else {
      large = NodeHash(large, sibling);
    }
    at >>= up;
    last >>= up;
  }
  if (last != 0) return NotProven("it is too short");
  if (AsBytes(small) != from_root) return NotProven("it leads to another root of the smaller tree");
  if (AsBytes(large) != to_root) return NotProven("it leads to another root of the larger tree");
  return absl::OkStatus();
}

absl::Status AddToProof(std::string_view hash, Proof* proof) {
  if (hash.size() != sizeof(Hash)) return NotProven("a hash has 32 bytes");
  if (proof->size() == kProofHashesMax) return NotProven("it is too long");
  proof->push_back(HashFromBytes(hash));
  return absl::OkStatus();
}

}  // namespace homeward::eventstore
