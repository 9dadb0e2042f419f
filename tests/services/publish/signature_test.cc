// What the way in says of signatures and of new keys, from the batch alone.
#include "services/publish/signature.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "eventstore/bytes/random.h"
#include "eventstore/bytes/sha256.h"
#include "eventstore/signing/batch_signature.h"
#include "homeward/programme/v1/programme_service.pb.h"
#include "services/publish/intake.h"
#include "tests/services/support/events.h"

namespace homeward::services {
namespace {

using contract::Agency;
using eventstore::KeyPurpose;
using eventstore::SigningKey;
using testing::NewUuid7;
using testing::Sent;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kOrigin[] = "log.example/homeward";
constexpr char kPerson[] = "p00000000000000000000000001";

SigningKey NewKey() { return SigningKey::Generate("pol.01", KeyPurpose::kNote).value(); }

class SignatureTest : public ::testing::Test {
 protected:
  police::v1::PublishRequest Signed() {
    police::v1::PublishRequest batch;
    *batch.add_events() = Sent(NewUuid7(), kPerson);
    batch.set_salt_seed(eventstore::RandomBytes(eventstore::kSaltSeedBytes));
    batch.mutable_signature()->set_origin(kOrigin);
    batch.mutable_signature()->set_unit("pol.01");
    batch.mutable_signature()->set_sequence(1);
    batch.mutable_signature()->set_previous(std::string(32, '\0'));
    const std::string bytes = batch.events(0).SerializeAsString();
    const contract::Event event = contract::ParseEvent(Agency::AGENCY_POLICE, bytes).value();
    eventstore::SignBatch(key_, {contract::Cut(bytes, *event.type).value()}, batch.salt_seed(),
                          batch.mutable_signature());
    return batch;
  }

  // "REASON field" of each violation.
  std::vector<std::string> Wrong(const google::protobuf::Message& batch, std::string origin = kOrigin,
                                 const std::string& caller = "police/pol") {
    const Intake intake([](std::string_view id) { return id == kPerson; }, std::move(origin));
    const Caller who = *ParseSpiffeId("spiffe://homeward.example/" + caller);
    const Agency agency = contract::Contract::Get().FindAgencyByRole(who.role)->agency;
    admission_ = intake.Admit(agency, who, batch.SerializeAsString(), absl::ToUnixMicros(absl::Now()));
    std::vector<std::string> wrong;
    for (const auto& v : admission_.violations) {
      wrong.push_back(v.reason + " " + v.field);
      EXPECT_FALSE(v.next_step.empty()) << v.reason;
    }
    return wrong;
  }

  const SigningKey key_ = NewKey();
  Admission admission_;
};

TEST_F(SignatureTest, GoesWithTheProposal) {
  const police::v1::PublishRequest batch = Signed();
  ASSERT_THAT(Wrong(batch), IsEmpty());
  ASSERT_TRUE(admission_.proposal.signature.has_value());
  EXPECT_EQ(admission_.proposal.signature->batch.SerializeAsString(), batch.signature().SerializeAsString());
  EXPECT_EQ(admission_.proposal.signature->salt_seed, batch.salt_seed());
  std::vector<contract::CutBytes> events = {admission_.proposal.events[0].bytes};
  EXPECT_EQ(eventstore::AsBytes(eventstore::SignedDigest(events, batch.salt_seed())), batch.signature().digest());
}

TEST_F(SignatureTest, AnUnsignedBatchHasNone) {
  police::v1::PublishRequest batch = Signed();
  batch.clear_signature();
  EXPECT_THAT(Wrong(batch), ElementsAre("SIGNATURE_INVALID salt_seed"));
  batch.clear_salt_seed();
  EXPECT_THAT(Wrong(batch), IsEmpty());
  EXPECT_FALSE(admission_.proposal.signature.has_value());
}

TEST_F(SignatureTest, IsForThisLog) {
  EXPECT_THAT(Wrong(Signed(), "log.example/other"), ElementsAre("SIGNATURE_ORIGIN signature.origin"));
  EXPECT_THAT(Wrong(Signed(), ""), ElementsAre("SIGNATURE_ORIGIN signature.origin"));
}

TEST_F(SignatureTest, EachWrongFieldIsNamed) {
  using Batch = record::v1::SignedBatch;
  const std::vector<std::pair<std::string, std::function<void(Batch*)>>> changes = {
      {"signature.unit", [](Batch* b) { b->set_unit("Police"); }},
      {"signature.sequence", [](Batch* b) { b->set_sequence(0); }},
      {"signature.previous", [](Batch* b) { b->set_previous("short"); }},
      {"signature.count", [](Batch* b) { b->set_count(2); }},
      {"signature.signature", [](Batch* b) { b->mutable_digest()->front() ^= 1; }},
      {"signature.signature", [](Batch* b) { b->set_sequence(2); }},
      {"signature.signature", [](Batch* b) { b->mutable_signature()->front() ^= 1; }},
      {"signature.signature", [](Batch* b) { b->set_public_key(NewKey().verifier_key().public_key); }},
      {"signature.signature", [](Batch* b) { b->set_public_key("short"); }},
      {"signature", [](Batch* b) { b->GetReflection()->MutableUnknownFields(b)->AddVarint(99, 1); }},
  };
  for (const auto& [field, change] : changes) {
    police::v1::PublishRequest batch = Signed();
    change(batch.mutable_signature());
    EXPECT_THAT(Wrong(batch), ElementsAre("SIGNATURE_INVALID " + field)) << field;
  }
  police::v1::PublishRequest batch = Signed();
  batch.set_salt_seed("short");
  EXPECT_THAT(Wrong(batch), ElementsAre("SIGNATURE_INVALID salt_seed"));
}

// A point of small order: one signature fits every message under it. OpenSSL verifies it; we must not.
TEST_F(SignatureTest, AKeyOfSmallOrderSignsNothing) {
  police::v1::PublishRequest batch = Signed();
  std::string identity(32, '\0');
  identity[0] = 1;
  batch.mutable_signature()->set_public_key(identity);
  batch.mutable_signature()->set_signature(identity + std::string(32, '\0'));
  EXPECT_THAT(Wrong(batch), ElementsAre("SIGNATURE_INVALID signature.signature"));
}

programme::v1::PublishRequest Registration(const std::string& unit, const std::string& public_key,
                                           const std::string& possession) {
  programme::v1::PublishRequest batch;
  *batch.add_events()->mutable_envelope() = Sent(NewUuid7(), kPerson).envelope();
  batch.mutable_events(0)->mutable_envelope()->set_unit("gov.01");
  auto* registered = batch.mutable_events(0)->mutable_signing_key_registered();
  registered->set_unit(unit);
  registered->set_public_key(eventstore::ToHex(public_key));
  registered->set_possession(eventstore::ToHex(possession));
  return batch;
}

TEST_F(SignatureTest, AKeyIsRegisteredByWhoHoldsIt) {
  const std::string& key = key_.verifier_key().public_key;
  const std::string proof = key_.Sign(eventstore::PossessionText("pol.01", key)).bytes;
  const std::string programme = "programme/gov";
  EXPECT_THAT(Wrong(Registration("pol.01", key, proof), kOrigin, programme), IsEmpty());
  // A proof for another unit, by another key, of another key.
  const auto refused = ElementsAre("KEY_POSSESSION possession");
  EXPECT_THAT(Wrong(Registration("pol.02", key, proof), kOrigin, programme), refused);
  EXPECT_THAT(Wrong(Registration("pol.01", key, NewKey().Sign(eventstore::PossessionText("pol.01", key)).bytes),
                    kOrigin, programme),
              refused);
  EXPECT_THAT(Wrong(Registration("pol.01", NewKey().verifier_key().public_key, proof), kOrigin, programme), refused);
}

TEST_F(SignatureTest, WeakAndDoublySpeltKeysAreNotRegistered) {
  std::string small_order(32, '\0');
  small_order[0] = 1;
  std::string non_canonical(32, '\xff');  // p + 18 with the sign bit: another spelling of 18
  for (const std::string& key : {small_order, non_canonical, std::string(32, '\0')}) {
    EXPECT_THAT(Wrong(Registration("pol.01", key, std::string(64, '\0')), kOrigin, "programme/gov"),
                ElementsAre("KEY_NOT_ALLOWED public_key"));
  }
}

}  // namespace
}  // namespace homeward::services
