// The tree against the plain recursive definition of RFC 6962, section 2.1, and against roots published elsewhere.
#include "eventstore/tree/tree.h"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <utility>

#include "absl/strings/escaping.h"
#include "eventstore/bytes/sha256.h"
#include "eventstore/tree/merkle.h"

namespace homeward::eventstore {
namespace {

// MTH(D[n]): written from the RFC, slow and obvious.
Hash NaiveRoot(const std::vector<Hash>& leaves, size_t begin, size_t end) {
  if (begin == end) return EmptyRoot();
  if (end - begin == 1) return leaves[begin];
  size_t k = 1;
  while (k * 2 < end - begin) k *= 2;
  return NodeHash(NaiveRoot(leaves, begin, begin + k), NaiveRoot(leaves, begin + k, end));
}

using Tiles = std::map<std::pair<uint8_t, uint64_t>, std::vector<Hash>>;

class TreeTest : public ::testing::Test {
 protected:
  void Grow(uint64_t size) {
    while (tree_.size() < size) {
      leaves_.push_back(LeafHash(std::to_string(leaves_.size())));
      tree_.Append(leaves_.back(), [&](const Tile& tile) {
        EXPECT_EQ(tile.hashes.size(), kTileHashes);
        EXPECT_TRUE(tiles_.emplace(std::pair(tile.level, tile.index), tile.hashes).second) << "a tile written twice";
      });
    }
  }
  absl::StatusOr<std::vector<Hash>> ReadTile(uint8_t level, uint64_t index) const {
    const auto found = tiles_.find({level, index});
    if (found == tiles_.end()) return absl::DataLossError("no such tile");
    return found->second;
  }
  auto Reader() const {
    return [this](uint8_t level, uint64_t index) { return ReadTile(level, index); };
  }

  Tree tree_;
  std::vector<Hash> leaves_;
  Tiles tiles_;
};

TEST_F(TreeTest, RootsOfTheCertificateTransparencyVectors) {
  const std::string inputs[] = {"",
                                std::string("\x00", 1),
                                "\x10",
                                "\x20\x21",
                                "\x30\x31",
                                "\x40\x41\x42\x43",
                                "\x50\x51\x52\x53\x54\x55\x56\x57",
                                "\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f"};
  const std::map<uint64_t, std::string> roots = {
      {0, "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="}, {1, "bjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0="},
      {2, "+sVCA+fMaWzw38tCySodnbr3CtnmIfS9jZhmLwDjwSU="}, {3, "rra8/idLcKFPsGel5VeCZNsPqbUa9eC6FZFY8yngbnc="},
      {5, "Tju7H3tHjc/nH7YxYxUZo7yhLJrvyhYSv85ME6hiZNQ="}, {6, "duZ9rbzfHhDht03cYIq9L5jfsW+851J3tSMqEn8gh+8="},
      {7, "3bib5AOAnjJXUNPSY814kpwpQreUKjS3fhIslZSnTIw="}, {8, "XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg="}};
  for (uint64_t size = 0; size <= 8; ++size) {
    if (const auto expected = roots.find(size); expected != roots.end()) {
      const Hash root = tree_.Root();
      EXPECT_EQ(absl::Base64Escape(std::string(AsBytes(root))), expected->second) << size;
    }
    if (size < 8) tree_.Append(LeafHash(inputs[size]), [](const Tile&) {});
  }
}

TEST_F(TreeTest, EveryRootUpTo700IsTheNaiveOne) {
  for (uint64_t size = 0; size <= 700; ++size) {
    Grow(size);
    ASSERT_EQ(tree_.Root(), NaiveRoot(leaves_, 0, size)) << size;
  }
  EXPECT_EQ(tiles_.size(), 2u);
  for (uint64_t size = 0; size <= 700; ++size) {
    ASSERT_EQ(tree_.RootAt(size, Reader()).value(), NaiveRoot(leaves_, 0, size)) << size;
  }
  EXPECT_EQ(tree_.RootAt(701, Reader()).status().code(), absl::StatusCode::kOutOfRange);
}

TEST_F(TreeTest, TilesOfTheSecondLevelAndRestoredEdges) {
  for (const uint64_t size : {255ull, 256ull, 257ull, 511ull, 512ull, 65535ull, 65536ull, 65537ull, 66000ull}) {
    Grow(size);
    uint64_t read = 0;
    auto read_leaf = [&](uint64_t index) -> absl::StatusOr<Hash> {
      ++read;
      return leaves_[index];
    };
    absl::StatusOr<Tree> restored = Tree::Restore(size, Reader(), read_leaf);
    ASSERT_TRUE(restored.ok()) << restored.status();
    EXPECT_LE(read, 255u);
    EXPECT_EQ(restored->Root(), tree_.Root()) << size;
    // … and goes on as if it had never stopped.
    Tree going_on = tree_;
    for (int i = 0; i < 300; ++i) {
      const Hash leaf = LeafHash("more" + std::to_string(i));
      std::vector<std::string> here, there;
      restored->Append(leaf, [&](const Tile& t) { here.push_back(Tile::Key(t.level, t.index) + t.Bytes()); });
      going_on.Append(leaf, [&](const Tile& t) { there.push_back(Tile::Key(t.level, t.index) + t.Bytes()); });
      ASSERT_EQ(here, there);
    }
    EXPECT_EQ(restored->Root(), going_on.Root());
  }
  EXPECT_EQ(tiles_.count({1, 0}), 1u);
  EXPECT_EQ(tree_.Root(), NaiveRoot(leaves_, 0, leaves_.size()));
  for (const uint64_t size : {1ull, 300ull, 65535ull, 65536ull, 65999ull}) {
    EXPECT_EQ(tree_.RootAt(size, Reader()).value(), NaiveRoot(leaves_, 0, size)) << size;
  }
}

TEST_F(TreeTest, AMissingTileIsAnError) {
  Grow(600);
  tiles_.erase({0, 1});
  EXPECT_FALSE(tree_.RootAt(300, Reader()).ok());
  EXPECT_FALSE(Tree::Restore(600, Reader(), [&](uint64_t i) -> absl::StatusOr<Hash> { return leaves_[i]; }).ok());
  EXPECT_FALSE(Tile::Parse("short").ok());
}

}  // namespace
}  // namespace homeward::eventstore
