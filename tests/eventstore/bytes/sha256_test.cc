#include "eventstore/bytes/sha256.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace homeward::eventstore {
namespace {

constexpr int kLengths = 300;

// n bytes, others for each n.
std::string Bytes(int n) {
  std::string bytes;
  for (int i = 0; i < n; ++i) bytes.push_back(static_cast<char>(i * 7 + n));
  return bytes;
}

std::string Hex(Hash hash) { return ToHex(AsBytes(hash)); }

// FIPS 180-4's own examples.
TEST(Sha256, HashesTheStandardsExamples) {
  EXPECT_EQ(Hex(Sha256().Finish()), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(Hex(Sha256().Raw("abc").Finish()), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(Hex(Sha256().Raw("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq").Finish()),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(Hex(Sha256().Raw(std::string(1'000'000, 'a')).Finish()),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

// SHA-256 over the hashes of 0, 1, … 300 bytes, as another program computed it.
TEST(Sha256, HashesEveryLength) {
  Sha256 all;
  for (int n = 0; n <= kLengths; ++n) all.Raw(Sha256().Raw(Bytes(n)).Finish());
  EXPECT_EQ(Hex(all.Finish()), "60d63ff40b5558727a9b786ac0be9300f7ca58fd9ddd3b2f3681b369018a87dc");
}

TEST(Sha256, IsTheSameInWhateverPiecesTheBytesCome) {
  for (int n = 0; n <= kLengths; ++n) {
    const std::string bytes = Bytes(n);
    const Hash whole = Sha256().Raw(bytes).Finish();
    for (const size_t piece : {1, 3, 31, 63, 64, 65, 128}) {
      Sha256 pieces;
      for (size_t at = 0; at < bytes.size(); at += piece) pieces.Raw(std::string_view(bytes).substr(at, piece)).Raw("");
      ASSERT_EQ(Hex(pieces.Finish()), Hex(whole)) << n << " bytes in pieces of " << piece;
    }
  }
}

TEST(Sha256, ACopyGoesOnFromWhereTheOriginalStood) {
  for (int n = 0; n <= kLengths; ++n) {
    const std::string bytes = Bytes(n);
    const Sha256 begun = Sha256().Raw(bytes);
    Sha256 one = begun, other = begun;
    EXPECT_EQ(one.Be32(1).Byte(2).Finish(), Sha256().Raw(bytes).Raw({"\0\0\0\1\2", 5}).Finish());
    EXPECT_EQ(other.Frame("x").Finish(), Sha256().Raw(bytes).Raw({"\0\0\0\1x", 5}).Finish());
  }
}

}  // namespace
}  // namespace homeward::eventstore
