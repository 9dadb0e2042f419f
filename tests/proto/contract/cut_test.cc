#include "proto/contract/cut.h"

#include <gtest/gtest.h>

#include "proto/contract/wire.h"
#include "tests/proto/contract/sample.h"

namespace homeward::contract {
namespace {

const EventType& Sent() { return *Contract::Get().FindEvent("ReferralSent"); }

TEST(Cut, TakesThePersonSectionOutAndPutsItBack) {
  const police::v1::Event event = SampleReferral();
  auto cut = Cut(event.SerializeAsString(), Sent());
  ASSERT_TRUE(cut.ok()) << cut.status();
  ASSERT_EQ(cut->sections.size(), 1u);
  EXPECT_EQ(cut->sections[0].field, 15u);
  EXPECT_EQ(cut->sections[0].body, event.referral_sent().person().SerializeAsString());

  police::v1::Event client;
  ASSERT_TRUE(client.ParseFromString(cut->client));
  EXPECT_FALSE(client.referral_sent().has_person());
  EXPECT_EQ(client.referral_sent().to_unit(), "soc.01");

  auto joined = Join(cut->client, cut->sections, Sent());
  ASSERT_TRUE(joined.ok()) << joined.status();
  police::v1::Event again;
  ASSERT_TRUE(again.ParseFromString(*joined));
  EXPECT_EQ(again.SerializeAsString(), event.SerializeAsString());
}

// An encoder may order fields as it likes; what is not a section stays byte for byte.
TEST(Cut, KeepsAnUnusualFieldOrderVerbatim) {
  const police::v1::Event event = SampleReferral();
  police::v1::Event only_envelope;
  *only_envelope.mutable_envelope() = event.envelope();
  police::v1::Event only_payload;
  *only_payload.mutable_referral_sent() = event.referral_sent();
  only_payload.mutable_referral_sent()->clear_person();
  const std::string bytes = only_payload.SerializeAsString() + only_envelope.SerializeAsString();
  auto cut = Cut(bytes, Sent());
  ASSERT_TRUE(cut.ok());
  EXPECT_EQ(cut->client, bytes);
  EXPECT_TRUE(cut->sections.empty());
}

TEST(Cut, RefusesEveryTruncation) {
  const std::string bytes = SampleReferral().SerializeAsString();
  int refused = 0;
  for (size_t size = 1; size < bytes.size(); ++size) refused += !Cut(bytes.substr(0, size), Sent()).ok();
  // A prefix that ends between two top-level fields is itself well-formed: with two of them, exactly one cut is.
  EXPECT_EQ(refused, static_cast<int>(bytes.size()) - 2);
}

TEST(Wire, WalksVarintsUpToTheirLimit) {
  std::string bytes;
  AppendVarint(1 << 3, &bytes);
  AppendVarint(~0ull, &bytes);
  WireWalk walk(bytes);
  WireField field;
  EXPECT_TRUE(walk.Next(&field));
  EXPECT_EQ(field.number, 1u);
  EXPECT_FALSE(walk.Next(&field));
  EXPECT_TRUE(walk.ok());
}

TEST(Wire, RefusesGroupsAndFieldZero) {
  for (const std::string& bytes : {std::string("\x0b"), std::string("\x00\x00", 2)}) {
    WireWalk walk(bytes);
    WireField field;
    EXPECT_FALSE(walk.Next(&field));
    EXPECT_FALSE(walk.ok());
  }
}

}  // namespace
}  // namespace homeward::contract
