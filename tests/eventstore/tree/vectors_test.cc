// The vectors of vectors/*.jsonl: each must get the answer that it wants.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "eventstore/tree/proof.h"

namespace homeward::eventstore {
namespace {

// One line of a file: flat, each key once, strings without escapes.
class Vector {
 public:
  explicit Vector(std::string line) : line_(std::move(line)) {}

  std::string Raw(const std::string& key) const {
    const size_t at = line_.find("\"" + key + "\": ");
    EXPECT_NE(at, std::string::npos) << key << " in " << line_;
    const size_t begin = at + key.size() + 4;
    const char close = line_[begin] == '[' ? ']' : line_[begin] == '"' ? '"' : ',';
    size_t end = line_.find(close, begin + 1);
    if (end == std::string::npos) end = line_.size() - 1;
    return line_.substr(begin, end - begin + (close == ',' ? 0 : 1));
  }
  uint64_t Number(const std::string& key) const { return std::strtoull(Raw(key).c_str(), nullptr, 10); }
  std::string Bytes(const std::string& key) const { return Decode(Raw(key)); }
  std::vector<std::string> List(const std::string& key) const {
    std::vector<std::string> items;
    const std::string raw = Raw(key);
    for (size_t open = raw.find('"'); open != std::string::npos; open = raw.find('"', open)) {
      const size_t close = raw.find('"', open + 1);
      items.push_back(Decode(raw.substr(open, close - open + 1)));
      open = close + 1;
    }
    return items;
  }
  bool wants_refusal() const { return line_.find("\"wantErr\": true") != std::string::npos; }
  const std::string& line() const { return line_; }

 private:
  static std::string Decode(const std::string& quoted) {
    std::string bytes;
    EXPECT_TRUE(absl::Base64Unescape(quoted.substr(1, quoted.size() - 2), &bytes)) << quoted;
    return bytes;
  }

  std::string line_;
};

std::vector<Vector> Read(const std::string& name) {
  std::ifstream file(std::string(HOMEWARD_SOURCE_DIR) + "/tests/eventstore/tree/vectors/" + name);
  std::vector<Vector> vectors;
  for (std::string line; std::getline(file, line);) vectors.emplace_back(line);
  return vectors;
}

TEST(Rfc6962Vectors, Inclusion) {
  const std::vector<Vector> vectors = Read("inclusion.jsonl");
  ASSERT_EQ(vectors.size(), 98u);
  int accepted = 0;
  for (const Vector& vector : vectors) {
    absl::StatusOr<Proof> proof = ParseProof(vector.List("proof"));
    absl::Status status = proof.status();
    if (proof.ok()) {
      status = VerifyInclusion(vector.Number("leafIdx"), vector.Number("treeSize"), vector.Bytes("leafHash"), *proof,
                               vector.Bytes("root"));
    }
    EXPECT_EQ(status.ok(), !vector.wants_refusal()) << vector.line() << '\n' << status;
    accepted += status.ok();
  }
  EXPECT_EQ(accepted, 6);
}

TEST(Rfc6962Vectors, Consistency) {
  const std::vector<Vector> vectors = Read("consistency.jsonl");
  ASSERT_EQ(vectors.size(), 98u);
  int accepted = 0;
  for (const Vector& vector : vectors) {
    absl::StatusOr<Proof> proof = ParseProof(vector.List("proof"));
    absl::Status status = proof.status();
    if (proof.ok()) {
      status = VerifyConsistency(vector.Number("size1"), vector.Number("size2"), vector.Bytes("root1"),
                                 vector.Bytes("root2"), *proof);
    }
    EXPECT_EQ(status.ok(), !vector.wants_refusal()) << vector.line() << '\n' << status;
    accepted += status.ok();
  }
  EXPECT_EQ(accepted, 6);
}

}  // namespace
}  // namespace homeward::eventstore
