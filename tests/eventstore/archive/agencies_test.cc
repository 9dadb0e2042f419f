// Agencies' signatures in an export: good ones, and those that an operator with the log's own key would like to pass.
#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "eventstore/archive/bundle.h"
#include "eventstore/archive/verifier.h"
#include "eventstore/bytes/sha256.h"
#include "eventstore/record/digest.h"
#include "homeward/record/v1/record.pb.h"
#include "proto/contract/text.h"
#include "tests/eventstore/archive/exported_log.h"
#include "tests/eventstore/support/signing.h"

namespace homeward::eventstore {
namespace {

class AgenciesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    signer_.origin = kOrigin;
    Ask(log_.store(), Programme(Register(signer_.key, "pol.01")));  // position 1
    for (uint64_t n = 1; n <= 3; ++n) Publish(n);  // positions 2, 4, 6: signed; 3, 5, 7 the second event
    items_ = log_.Read();
    ASSERT_EQ(items_.size(), 7u);
  }
  void Publish(uint64_t n) {
    Proposal proposal = signer_.Sign(Batch(Make{}.Sent(n), Make{.hour = 1}.Cancelled(n)));
    const BatchSignature signature = *proposal.signature;
    ASSERT_EQ(Reasons(Ask(log_.store(), std::move(proposal))), "");
    signer_.Recorded(signature);
  }
  VerifyReport Verify() {
    const TempDirectory directory;
    EXPECT_EQ(WriteExport(directory / "export", items_, log_.key), absl::OkStatus());
    return *VerifyExport(directory / "export", log_.options);
  }
  record::v1::Record Message(size_t index) {
    record::v1::Record record;
    EXPECT_TRUE(record.ParseFromString(RecordOf(items_[index])));
    return record;
  }
  // The signed batch of two events that begins at `index`, changed, and all hashes over it made anew.
  void Forge(size_t index, const std::function<void(record::v1::SignedBatch*)>& forge,
             const SigningKey* key = nullptr) {
    record::v1::Record first = Message(index), second = Message(index + 1);
    record::v1::SignedBatch batch;
    ASSERT_TRUE(batch.ParseFromString(first.signed_batch()));
    forge(&batch);
    if (key != nullptr) {
      batch.set_public_key(key->verifier_key().public_key);
      record::v1::SignedBatch text = batch;
      text.clear_signature();
      batch.set_signature(key->Sign("homeward/batch/v1\n" + CanonicalBytes(text)).bytes);
    }
    const std::string hash(AsBytes(HashOf(batch)));
    first.set_signed_batch(CanonicalBytes(batch));
    first.mutable_server()->set_signed_batch(hash);
    second.mutable_server()->set_signed_batch(hash);
    items_[index] = ItemOf(first.SerializeAsString());
    items_[index + 1] = ItemOf(second.SerializeAsString());
  }

  ExportedLog log_;
  Signer signer_{NewKey()};
  ExportedItems items_;
};

TEST_F(AgenciesTest, GoodOnesAreChecked) {
  const VerifyReport report = Verify();
  EXPECT_TRUE(report.ok());
  EXPECT_EQ(Say(report.agencies), "ok");
  EXPECT_EQ(report.agencies.checked, 3u);
}

TEST_F(AgenciesTest, KeysAreValidByPosition) {
  const Signer before = signer_;
  signer_.key = NewKey();
  ASSERT_EQ(Reasons(Ask(log_.store(), Programme(Register(signer_.key, "pol.01", KeyHex(before.key))))), "");
  Publish(4);
  items_ = log_.Read();
  EXPECT_EQ(Say(Verify().agencies), "ok");
  // The batch of the new key, signed by the old one.
  Forge(
      8, [](record::v1::SignedBatch*) {}, &before.key);
  EXPECT_EQ(Say(Verify().agencies), "9: the batch is signed by a key that was revoked at position 8");
}

TEST_F(AgenciesTest, TheOperatorCannotSignForThem) {
  const SigningKey own = NewKey();
  Forge(
      3, [](record::v1::SignedBatch*) {}, &own);
  const VerifyReport report = Verify();
  EXPECT_EQ(Say(report.tree), "ok");
  EXPECT_EQ(Say(report.records), "ok");
  EXPECT_EQ(Say(report.agencies), "4: the batch is signed by a key that is not registered for unit pol.01");
  // … and the next batch, which is genuine, names the one that was exchanged.
  EXPECT_EQ(report.agencies.faults.at(1).position, 6u);
}

TEST_F(AgenciesTest, ASignatureIsOverJustThisBatch) {
  const ExportedItems genuine = items_;
  const struct {
    std::function<void(record::v1::SignedBatch*)> forge;
    std::string said;
  } cases[] = {
      {[](auto* b) { b->mutable_signature()->front() ^= 1; },
       "the signature in the name of unit pol.01 is not its own"},
      {[](auto* b) { b->set_origin("elsewhere.example"); }, "the batch was signed for another log, elsewhere.example"},
      {[](auto* b) { b->set_count(3); }, "the signature is over another batch"},
      {[](auto* b) { b->mutable_digest()->front() ^= 1; }, "the signature is over another batch"},
      {[](auto* b) { b->set_unit("pol.02"); }, "the signature in the name of unit pol.02 is not its own"},
      {[](auto* b) { b->set_sequence(9); }, "the signature in the name of unit pol.01 is not its own"},
  };
  for (const auto& forged : cases) {
    items_ = genuine;
    Forge(5, forged.forge);
    EXPECT_EQ(Say(Verify().agencies), "6: " + forged.said);
  }
}

TEST_F(AgenciesTest, ABatchLeftOutShowsInTheNext) {
  const std::vector<std::string> after = {RecordOf(items_[5]), RecordOf(items_[6])};
  items_.resize(3);
  for (const std::string& bytes : after) {  // moved up two positions, everything made anew but what the agency signed
    record::v1::Record record;
    ASSERT_TRUE(record.ParseFromString(bytes));
    record.mutable_server()->set_position(record.server().position() - 2);
    items_.push_back(ItemOf(record.SerializeAsString()));
  }
  const VerifyReport report = Verify();
  EXPECT_EQ(Say(report.records), "ok");
  EXPECT_EQ(Say(report.order), "ok");
  EXPECT_EQ(Say(report.agencies), "4: the unit's signed batch 3 follows its batch 1");
}

TEST_F(AgenciesTest, WhoHadToSignAndDidNot) {
  ASSERT_EQ(Reasons(Ask(log_.store(), Programme(Policy("pol", true)))), "");
  Publish(4);
  items_ = log_.Read();
  EXPECT_EQ(Say(Verify().agencies), "ok");
  for (const size_t index : {8u, 9u}) {  // the signature taken off
    record::v1::Record record = Message(index);
    record.clear_signed_batch();
    record.mutable_server()->clear_signed_batch();
    items_[index] = ItemOf(record.SerializeAsString());
  }
  const VerifyReport report = Verify();
  EXPECT_EQ(Say(report.records), "ok");
  EXPECT_EQ(Say(report.agencies), "9: unit pol.01 had to sign here, and did not");
}

TEST_F(AgenciesTest, WhatIsWithheldBreaksNoSequence) {
  for (const size_t index : {3u, 4u}) {
    items_[index].exported.clear();
    AppendWithheld("", &items_[index].exported);
  }
  const VerifyReport report = Verify();
  EXPECT_EQ(Say(report.agencies), "ok");
  EXPECT_EQ(report.agencies.checked, 2u);
  EXPECT_EQ(report.agencies.skipped, 2u);
}

}  // namespace
}  // namespace homeward::eventstore
