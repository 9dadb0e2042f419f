// Proofs against the recursive definitions of RFC 6962, section 2.1, against the vectors of others, and against
// everything that a forger might send instead.
#include "eventstore/tree/proof.h"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "eventstore/bytes/sha256.h"
#include "eventstore/tree/merkle.h"
#include "proto/contract/text.h"

namespace homeward::eventstore {
namespace {

constexpr uint64_t kLeaves = 300;  // beyond one tile

uint64_t NaiveSplit(uint64_t size) {
  uint64_t k = 1;
  while (k * 2 < size) k *= 2;
  return k;
}

// A log of `leaves` leaves, stored as the ledger stores it, and the definitions written down from the RFC.
class Log {
 public:
  explicit Log(uint64_t leaves) {
    for (uint64_t i = 0; i < leaves; ++i) {
      leaves_.push_back(LeafHash(std::string(1, static_cast<char>(i % 256))));
      tree_.Append(leaves_.back(), [&](const Tile& tile) { tiles_[{tile.level, tile.index}] = tile.hashes; });
    }
  }

  StoredHashes Hashes() const {
    return StoredHashes(tree_, [this](uint8_t level, uint64_t index) -> absl::StatusOr<std::vector<Hash>> {
      const auto found = tiles_.find({level, index});
      if (found == tiles_.end()) return absl::DataLossError("no such tile");
      return found->second;
    });
  }
  const Tree& tree() const { return tree_; }
  Hash leaf(uint64_t index) const { return leaves_[index]; }

  Hash Root(uint64_t begin, uint64_t end) {
    if (begin == end) return EmptyRoot();
    if (end - begin == 1) return leaves_[begin];
    const auto [known, missing] = roots_.try_emplace({begin, end});
    if (!missing) return known->second;
    const uint64_t middle = begin + NaiveSplit(end - begin);
    const Hash root = NodeHash(Root(begin, middle), Root(middle, end));
    return roots_[{begin, end}] = root;
  }
  Proof Path(uint64_t index, uint64_t begin, uint64_t end) {
    if (end - begin == 1) return {};
    const uint64_t middle = begin + NaiveSplit(end - begin);
    Proof proof = index < middle ? Path(index, begin, middle) : Path(index, middle, end);
    proof.push_back(index < middle ? Root(middle, end) : Root(begin, middle));
    return proof;
  }
  // SUBPROOF(m, D[begin:end], known) for the first m of these leaves.
  Proof Growth(uint64_t m, uint64_t begin, uint64_t end, bool known) {
    if (m == end - begin) return known ? Proof{} : Proof{Root(begin, end)};
    const uint64_t k = NaiveSplit(end - begin);
    Proof proof = m <= k ? Growth(m, begin, begin + k, known) : Growth(m - k, begin + k, end, false);
    proof.push_back(m <= k ? Root(begin + k, end) : Root(begin, begin + k));
    return proof;
  }

 private:
  Tree tree_;
  std::vector<Hash> leaves_;
  std::map<std::pair<uint8_t, uint64_t>, std::vector<Hash>> tiles_;
  std::map<std::pair<uint64_t, uint64_t>, Hash> roots_;
};

std::string Line(std::string line, const Proof& proof) {
  for (const Hash& hash : proof) line += contract::Cat(" ", ToHex(AsBytes(hash)));
  return line += '\n';
}

std::string Interval(uint64_t begin, uint64_t end) { return contract::Cat("[", begin, ", ", end, ")"); }

TEST(Proof, OfEveryLeafInEveryTreeIsTheDefinitions) {
  Log log(kLeaves);
  StoredHashes hashes = log.Hashes();
  Sha256 roots, all;
  roots.Raw("0 " + ToHex(AsBytes(EmptyRoot())) + "\n");
  for (uint64_t size = 1; size <= kLeaves; ++size) {
    const absl::StatusOr<Hash> root = SubtreeRoot({0, size}, hashes);
    ASSERT_TRUE(root.ok()) << root.status();
    ASSERT_EQ(*root, log.Root(0, size));
    roots.Raw(std::to_string(size) + " " + ToHex(AsBytes(*root)) + "\n");
    for (uint64_t index = 0; index < size; ++index) {
      const absl::StatusOr<Proof> proof = MakeInclusionProof(index, size, hashes);
      ASSERT_TRUE(proof.ok()) << proof.status();
      ASSERT_EQ(*proof, log.Path(index, 0, size)) << index << " of " << size;
      ASSERT_EQ(VerifyInclusion(index, size, AsBytes(log.leaf(index)), *proof, AsBytes(*root)), absl::OkStatus());
      all.Raw(Line(std::to_string(index) + " " + std::to_string(size), *proof));
    }
  }
  EXPECT_EQ(ToHex(AsBytes(roots.Finish())), "8e9998aedb92de7e99eb0668c824250374699923fb3a9c8160cf89978d43d462");
  EXPECT_EQ(ToHex(AsBytes(all.Finish())), "48b023eb7766443fcfa129c8811163e0d47bbc4764b14bbfece2da3d11954ed4");
}

TEST(Proof, OfEveryGrowthIsTheDefinitions) {
  Log log(kLeaves);
  StoredHashes hashes = log.Hashes();
  Sha256 all;
  for (uint64_t to = 1; to <= kLeaves; ++to) {
    for (uint64_t from = 1; from <= to; ++from) {
      const absl::StatusOr<Proof> proof = MakeConsistencyProof(from, to, hashes);
      ASSERT_TRUE(proof.ok()) << proof.status();
      ASSERT_EQ(*proof, log.Growth(from, 0, to, true)) << from << " to " << to;
      const Hash small = log.Root(0, from), large = log.Root(0, to);
      ASSERT_EQ(VerifyConsistency(from, to, AsBytes(small), AsBytes(large), *proof), absl::OkStatus());
      all.Raw(Line(std::to_string(from) + " " + std::to_string(to), *proof));
    }
  }
  EXPECT_EQ(ToHex(AsBytes(all.Finish())), "1526afee8d0fb74c66238474f6539f10e786ee82ffa2388d28e8cc504a6779e3");
}

// The accumulated vectors of draft-ietf-plants-merkle-tree-certs.
TEST(Proof, OfSubtreesHaveTheDraftsConstants) {
  constexpr uint64_t kMax = 130;
  Log log(kMax);
  StoredHashes hashes = log.Hashes();
  Sha256 roots, inclusion, consistency;
  std::vector<Subtree> subtrees;  // in the draft's order
  for (uint64_t end = 0; end <= kMax; ++end) {
    for (uint64_t begin = 0; begin <= end; ++begin) {
      if (Subtree{begin, end}.valid()) subtrees.push_back({begin, end});
    }
  }
  for (const auto& [begin, end] : subtrees) {
    const Hash root = SubtreeRoot({begin, end}, hashes).value();
    roots.Raw(Interval(begin, end) + " " + ToHex(AsBytes(root)) + "\n");
    for (uint64_t index = begin; index < end; ++index) {
      const Proof proof = MakeInclusionProof(index, Subtree{begin, end}, hashes).value();
      inclusion.Raw(Line(std::to_string(index) + " " + Interval(begin, end), proof));
      ASSERT_EQ(VerifyInclusion(index - begin, end - begin, AsBytes(log.leaf(index)), proof, AsBytes(root)),
                absl::OkStatus());
    }
  }
  for (uint64_t size = 0; size <= kMax; ++size) {
    for (const auto& [begin, end] : subtrees) {
      if (end > size) break;
      const Proof proof = MakeConsistencyProof(Subtree{begin, end}, size, hashes).value();
      consistency.Raw(Line(Interval(begin, end) + " " + std::to_string(size), proof));
    }
  }
  EXPECT_EQ(ToHex(AsBytes(roots.Finish())), "b82806ad4265bb151c1119c0f4db437bb4d1a1f887b3a7fba1cd4ebf552e3e81");
  EXPECT_EQ(ToHex(AsBytes(inclusion.Finish())), "ac2a8f989e44d99e399db448050ff5f19757df53cfb716aa81015d3955d8163f");
  EXPECT_EQ(ToHex(AsBytes(consistency.Finish())), "10fa99b37bf9bf9ffa26b412fbd98bd75363256d0b75d61bc4538b9c9c5a0a74");
}

TEST(Proof, ReadsTilesOfEveryLevel) {
  Log log(70'000);
  StoredHashes hashes = log.Hashes();
  std::mt19937_64 random(7);
  for (int i = 0; i < 300; ++i) {
    const uint64_t to = 60'000 + random() % 10'001, from = 1 + random() % to, index = random() % to;
    const Hash root = log.Root(0, to), old_root = log.Root(0, from);
    const Proof inclusion = MakeInclusionProof(index, to, hashes).value();
    EXPECT_EQ(inclusion, log.Path(index, 0, to));
    EXPECT_EQ(VerifyInclusion(index, to, AsBytes(log.leaf(index)), inclusion, AsBytes(root)), absl::OkStatus());
    const Proof growth = MakeConsistencyProof(from, to, hashes).value();
    EXPECT_EQ(VerifyConsistency(from, to, AsBytes(old_root), AsBytes(root), growth), absl::OkStatus());
  }
}

TEST(Proof, OneChangedBitIsSeen) {
  Log log(kLeaves);
  StoredHashes hashes = log.Hashes();
  std::mt19937_64 random(11);
  for (int i = 0; i < 4000; ++i) {
    const uint64_t to = 2 + random() % (kLeaves - 1), from = 1 + random() % (to - 1), index = random() % to;
    Hash root = log.Root(0, to), old_root = log.Root(0, from), leaf = log.leaf(index);
    Proof inclusion = MakeInclusionProof(index, to, hashes).value();
    Proof growth = MakeConsistencyProof(from, to, hashes).value();
    const auto included = [&] { return VerifyInclusion(index, to, AsBytes(leaf), inclusion, AsBytes(root)).ok(); };
    const auto grown = [&] { return VerifyConsistency(from, to, AsBytes(old_root), AsBytes(root), growth).ok(); };
    ASSERT_TRUE(included() && grown());
    const auto flip = [&](Hash& hash) { hash[random() % 32] ^= static_cast<uint8_t>(1 << random() % 8); };
    switch (random() % 5) {
      case 0:
        flip(root);
        break;
      case 1:
        flip(old_root), flip(leaf);
        break;
      case 2:
        flip(growth[random() % growth.size()]), flip(inclusion[random() % inclusion.size()]);
        break;
      case 3:
        growth.pop_back(), inclusion.pop_back();
        break;
      default:
        growth.push_back(root), inclusion.push_back(root);
        break;
    }
    EXPECT_FALSE(included()) << index << " of " << to;
    EXPECT_FALSE(grown()) << from << " to " << to;
  }
}

TEST(Proof, WhatCannotBeProvenIsRefused) {
  Log log(10);
  StoredHashes hashes = log.Hashes();
  EXPECT_FALSE(MakeInclusionProof(10, 10, hashes).ok());
  EXPECT_FALSE(MakeInclusionProof(0, 0, hashes).ok());
  EXPECT_FALSE(MakeInclusionProof(3, 11, hashes).ok());
  EXPECT_FALSE(MakeInclusionProof(0, Subtree{1, 3}, hashes).ok());
  EXPECT_FALSE(MakeConsistencyProof(0, 5, hashes).ok());
  EXPECT_FALSE(MakeConsistencyProof(6, 5, hashes).ok());
  EXPECT_FALSE(MakeConsistencyProof(3, 11, hashes).ok());
  EXPECT_FALSE(SubtreeRoot({1, 3}, hashes).ok());
  EXPECT_FALSE((Subtree{1, (1ull << 63) + 2}.valid()));
  EXPECT_FALSE(ParseProof(std::vector<std::string>{"short"}).ok());
  EXPECT_FALSE(ParseProof(std::vector<std::string>(66, std::string(32, 'x'))).ok());
  EXPECT_EQ(ParseProof(std::vector<std::string>(2, std::string(32, 'x')))->size(), 2u);
}

TEST(Proof, FromPartialTilesAsFromTheWholeTree) {
  for (const uint64_t size : {1ull, 255ull, 256ull, 257ull, 300ull, 66'000ull}) {
    Log log(size);
    const auto partial = [&](uint8_t level, uint64_t index) -> absl::StatusOr<std::vector<Hash>> {
      EXPECT_EQ(index, size >> level * 8 >> 8);
      const absl::Span<const Hash> hashes = log.tree().Partial(level);
      return std::vector<Hash>(hashes.begin(), hashes.end());
    };
    const absl::StatusOr<Tree> tree = Tree::FromPartialTiles(size, partial);
    ASSERT_TRUE(tree.ok()) << tree.status();
    EXPECT_EQ(tree->Root(), log.tree().Root()) << size;
  }
  EXPECT_FALSE(Tree::FromPartialTiles(3, [](uint8_t, uint64_t) { return std::vector<Hash>(2); }).ok());
}

}  // namespace
}  // namespace homeward::eventstore
