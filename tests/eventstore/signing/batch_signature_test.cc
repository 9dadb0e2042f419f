// What is signed of a batch, to the byte: the test vector of docs/formats.md, whose figures were computed apart from
// this program.
#include "eventstore/signing/batch_signature.h"

#include <gtest/gtest.h>

#include <functional>
#include <numeric>

#include "eventstore/bytes/hmac.h"
#include "eventstore/bytes/sha256.h"

namespace homeward::eventstore {
namespace {

std::string Hex(const Hash& hash) { return ToHex(AsBytes(hash)); }

SigningKey TestKey() {
  Ed25519Seed seed;
  std::iota(seed.begin(), seed.end(), uint8_t{0});
  return SigningKey::New("pol.01", KeyPurpose::kNote, seed).value();
}

const std::string kSeed(32, '\x5a');

std::vector<contract::CutBytes> TestEvents() {
  return {{"first", {{15, std::string("\x08\x01", 2)}}},
          {"second", {}},
          {"third", {{15, std::string("\x08\x02", 2)}, {16, ""}}}};
}

record::v1::SignedBatch TestBatch() {
  record::v1::SignedBatch batch;
  batch.set_origin("homeward.example/log");
  batch.set_unit("pol.01");
  batch.set_sequence(1);
  batch.set_previous(std::string(32, '\0'));
  SignBatch(TestKey(), TestEvents(), kSeed, &batch);
  return batch;
}

TEST(Hmac, Rfc4231) {
  EXPECT_EQ(Hex(HmacSha256("Jefe", "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(Hex(HmacSha256(std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First")),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(BatchSignature, TheDocumentsVector) {
  EXPECT_EQ(ToHex(SectionSalt(kSeed, 0)), "37445758195ef5b8cdbb6b4ca7777856");
  EXPECT_EQ(ToHex(SectionSalt(kSeed, 1)), "f6b5804f6604bc6318d26cbe85c6c2b1");
  EXPECT_EQ(Hex(SignedDigest(TestEvents(), kSeed)), "697084d87443a84d75e147a62aeb0337a7b3d4ef79fef8b2567b12d5d3854eff");
  const record::v1::SignedBatch batch = TestBatch();
  EXPECT_EQ(ToHex(batch.public_key()), "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8");
  EXPECT_EQ(batch.count(), 3u);
  EXPECT_EQ(ToHex(batch.signature()),
            "46603198adf2a65363c3d5eb54bf8c9408318cf50cdbeb4b502b7645866525d3"
            "e8d243265a36d8c832de8f539bb1a766836185f6fd86a6c5c686c77b913cdc08");
  EXPECT_EQ(Hex(HashOf(batch)), "71dade68d2304008d8544eea1a33890ceae0338502864f510aeb07e28166f716");
  EXPECT_EQ(ToHex(TestKey().Sign(PossessionText("pol.01", batch.public_key())).bytes),
            "733be2ae5ae5419c638775502ed7ccd55ce8bf92da5de2c1b66e26190913475e"
            "153eafebb58a8e041dc0742de31421a3c3c83e689f2d03f4bd18515e3a90bf0f");
}

TEST(BatchSignature, EveryFieldIsSigned) {
  EXPECT_TRUE(IsSignedByItsKey(TestBatch()));
  const std::vector<std::function<void(record::v1::SignedBatch*)>> changes = {
      [](auto* b) { b->set_origin("homeward.example/other"); },
      [](auto* b) { b->set_unit("pol.02"); },
      [](auto* b) { b->mutable_public_key()->front() ^= 1; },
      [](auto* b) { b->set_sequence(2); },
      [](auto* b) { b->mutable_previous()->front() = 1; },
      [](auto* b) { b->set_count(4); },
      [](auto* b) { b->mutable_digest()->back() ^= 1; },
      [](auto* b) { b->mutable_signature()->front() ^= 1; },
      [](auto* b) { b->clear_signature(); },
  };
  for (size_t i = 0; i < changes.size(); ++i) {
    record::v1::SignedBatch batch = TestBatch();
    changes[i](&batch);
    EXPECT_FALSE(IsSignedByItsKey(batch)) << "change " << i;
    EXPECT_NE(HashOf(batch), HashOf(TestBatch())) << "change " << i;
  }
}

TEST(BatchSignature, TheDigestTellsEventsAndSectionsApart) {
  const Hash digest = SignedDigest(TestEvents(), kSeed);
  EXPECT_NE(SignedDigest(TestEvents(), std::string(32, '\x5b')), digest);
  auto events = TestEvents();
  std::swap(events[0], events[1]);
  EXPECT_NE(SignedDigest(events, kSeed), digest);
  events = TestEvents();
  events[0].sections[0].body = std::string("\x08\x03", 2);
  EXPECT_NE(SignedDigest(events, kSeed), digest);
  events = TestEvents();
  events[2].sections.pop_back();
  EXPECT_NE(SignedDigest(events, kSeed), digest);
}

TEST(BatchSignature, OneSpellingIsHashed) {
  record::v1::SignedBatch batch = TestBatch();
  batch.GetReflection()->MutableUnknownFields(&batch)->AddVarint(99, 1);
  EXPECT_EQ(CanonicalBytes(batch), TestBatch().SerializeAsString());
}

}  // namespace
}  // namespace homeward::eventstore
