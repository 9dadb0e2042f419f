// Signed batches through the log: who may sign where in it, what follows what, and that a restart remembers. All data
// is synthetic.
#include <gtest/gtest.h>

#include <optional>

#include "eventstore/bytes/random.h"
#include "eventstore/bytes/sha256.h"
#include "eventstore/record/digest.h"
#include "eventstore/signing/batch_signature.h"
#include "tests/eventstore/support/fault_env.h"
#include "tests/eventstore/support/scene.h"
#include "tests/eventstore/support/signing.h"

namespace homeward::eventstore {
namespace {

class SigningLog : public ::testing::Test {
 protected:
  void SetUp() override { store_ = OpenStore(directory_.path()); }
  void Reopen() {
    store_.reset();
    store_ = OpenStore(directory_.path());
  }
  std::string Say(Proposal proposal) { return Reasons(Ask(*store_, std::move(proposal))); }
  // Signs and sends; the signer goes on if it was recorded.
  std::string Send(Signer* signer, Proposal proposal) {
    Proposal sent = signer->Sign(std::move(proposal));
    const BatchSignature signature = *sent.signature;
    const Answer answer = Ask(*store_, std::move(sent));
    if (answer.ok() && !answer.duplicate) signer->Recorded(signature);
    return Reasons(answer);
  }

  TempDirectory directory_;
  std::unique_ptr<Store> store_;
  Signer signer_{NewKey()};
};

TEST_F(SigningLog, ASignedBatchIsStoredWithItsSignature) {
  ASSERT_EQ(Say(Programme(Register(signer_.key, "pol.01"))), "");
  ASSERT_EQ(Send(&signer_, Batch(Make{}.Sent(2, 7), Make{.hour = 1}.Cancelled(2))), "");
  const LogEventPtr head = store_->Read(Position(2)).value(), tail = store_->Read(Position(3)).value();
  EXPECT_FALSE(head->signed_batch().empty());
  EXPECT_TRUE(tail->signed_batch().empty());
  EXPECT_EQ(head->server().signed_batch(), AsBytes(SignedBatchRecord(head->signed_batch())));
  EXPECT_EQ(tail->server().signed_batch(), head->server().signed_batch());
  record::v1::SignedBatch stored;
  ASSERT_TRUE(stored.ParseFromString(head->signed_batch()));
  EXPECT_EQ(stored.digest(), head->server().batch());
  EXPECT_TRUE(IsSignedByItsKey(stored));
  const auto last = store_->LastSignedBatch("pol.01").value();
  EXPECT_EQ(last.position, Position(2));
  EXPECT_EQ(last.batch.sequence(), 1u);
  EXPECT_EQ(store_->LastSignedBatch("pol.02").value().position, Position(0));
  Reopen();  // recomputes the leaves, also the one that has the hash alone
  ASSERT_NE(store_, nullptr);
}

TEST_F(SigningLog, AKeyThatNobodyRegisteredIsRefused) {
  EXPECT_EQ(Send(&signer_, Batch(Make{}.Sent(1))), "KEY_UNKNOWN@-1");
  ASSERT_EQ(Say(Programme(Register(signer_.key, "pol.02"))), "");
  EXPECT_EQ(Send(&signer_, Batch(Make{}.Sent(1))), "KEY_UNKNOWN@-1");  // it is another unit's
}

TEST_F(SigningLog, AKeySignsForItsUnitAndThoseBelow) {
  signer_.unit = "pol.01";
  ASSERT_EQ(Say(Programme(Register(signer_.key, "pol.01"))), "");
  EXPECT_EQ(Send(&signer_, Batch(Make{.unit = "pol.01.d2"}.Sent(1))), "");
  EXPECT_EQ(Send(&signer_, Batch(Make{}.Sent(2), Make{.unit = "pol.02"}.Sent(3))), "KEY_UNIT@1");
  EXPECT_EQ(Send(&signer_, Batch(Make{}.Sent(2))), "");
}

TEST_F(SigningLog, OneFollowsTheOther) {
  ASSERT_EQ(Say(Programme(Register(signer_.key, "pol.01"))), "");
  ASSERT_EQ(Send(&signer_, Batch(Make{}.Sent(1))), "");
  const Signer after_one = signer_;
  ASSERT_EQ(Send(&signer_, Batch(Make{}.Sent(2))), "");
  for (const bool reopened : {false, true}) {
    if (reopened) Reopen();
    Signer stale = after_one;
    EXPECT_EQ(Send(&stale, Batch(Make{}.Sent(3))), "SIGNATURE_SEQUENCE@-1");
    Signer ahead = signer_;
    ++ahead.sequence;
    EXPECT_EQ(Send(&ahead, Batch(Make{}.Sent(3))), "SIGNATURE_SEQUENCE@-1");
    Signer forked = signer_;
    forked.previous = after_one.previous;
    EXPECT_EQ(Send(&forked, Batch(Make{}.Sent(3))), "SIGNATURE_PREVIOUS@-1");
  }
  EXPECT_EQ(Send(&signer_, Batch(Make{}.Sent(3))), "");
  EXPECT_EQ(signer_.sequence, 4u);
}

TEST_F(SigningLog, ASignatureOverOtherBytesIsRefused) {
  ASSERT_EQ(Say(Programme(Register(signer_.key, "pol.01"))), "");
  Proposal other = signer_.Sign(Batch(Make{.id = Uuid7(1)}.Sent(1, 7)));
  other.events = Batch(Make{.id = Uuid7(1)}.Sent(1, 8)).events;
  EXPECT_EQ(Say(std::move(other)), "SIGNATURE_INVALID@-1");
  Proposal seed = signer_.Sign(Batch(Make{.id = Uuid7(1)}.Sent(1, 7)));
  seed.signature->salt_seed = RandomBytes(kSaltSeedBytes);
  EXPECT_EQ(Say(std::move(seed)), "SIGNATURE_INVALID@-1");
  EXPECT_EQ(store_->head().position, Position(1));
}

TEST_F(SigningLog, ARefusedBatchUsesNoSequence) {
  ASSERT_EQ(Say(Programme(Register(signer_.key, "pol.01"))), "");
  EXPECT_EQ(Send(&signer_, Batch(Make{}.Cancelled(1))), "ILLEGAL_STEP@0");
  Proposal asked = signer_.Sign(Batch(Make{}.Sent(1)));
  asked.validate_only = true;
  EXPECT_EQ(Say(std::move(asked)), "");
  EXPECT_EQ(Send(&signer_, Batch(Make{}.Sent(1))), "");
}

TEST_F(SigningLog, RotatedAndRevoked) {
  Signer next{NewKey()};
  ASSERT_EQ(Say(Programme(Register(signer_.key, "pol.01"))), "");
  ASSERT_EQ(Send(&signer_, Batch(Make{.id = Uuid7(1)}.Sent(1))), "");
  ASSERT_EQ(Say(Programme(Register(next.key, "pol.01", KeyHex(signer_.key)))), "");
  // The old key signs no more, what it signed stays; the new one goes on where it stopped.
  EXPECT_EQ(Send(&signer_, Batch(Make{}.Sent(2))), "KEY_REVOKED@-1");
  next.sequence = signer_.sequence;
  next.previous = signer_.previous;
  EXPECT_EQ(Send(&next, Batch(Make{}.Sent(2))), "");
  EXPECT_TRUE(IsSignedByItsKey(store_->LastSignedBatch("pol.01")->batch));

  ASSERT_EQ(Say(Programme(Revoke(next.key))), "");
  for (const bool reopened : {false, true}) {
    if (reopened) Reopen();
    EXPECT_EQ(Send(&next, Batch(Make{}.Sent(3))), "KEY_REVOKED@-1");
    EXPECT_EQ(Say(Programme(Register(next.key, "pol.01"))), "KEY_KNOWN@0 ILLEGAL_STEP@0");
    EXPECT_EQ(Say(Programme(Revoke(next.key))), "ILLEGAL_STEP@0");
    EXPECT_EQ(Say(Programme(Register(NewKey(), "pol.01", KeyHex(next.key)))), "KEY_UNKNOWN@0");
  }
}

TEST_F(SigningLog, AnOldBatchOfARevokedKeyStillGetsItsAnswer) {
  ASSERT_EQ(Say(Programme(Register(signer_.key, "pol.01"))), "");
  const Signer before = signer_;
  ASSERT_EQ(Send(&signer_, Batch(Make{.id = Uuid7(1)}.Sent(1))), "");
  ASSERT_EQ(Say(Programme(Revoke(signer_.key))), "");
  for (const bool reopened : {false, true}) {
    if (reopened) Reopen();
    const Answer again = Ask(*store_, before.Sign(Batch(Make{.id = Uuid7(1)}.Sent(1))));
    EXPECT_EQ(Reasons(again), "");
    EXPECT_TRUE(again.duplicate);
    EXPECT_EQ(again.first, Position(2));
    EXPECT_TRUE(Ask(*store_, Batch(Make{.id = Uuid7(1)}.Sent(1))).duplicate);  // unsigned: the same batch
    // Signed anew it is not what the log holds.
    Signer anew = signer_;
    EXPECT_EQ(Send(&anew, Batch(Make{.id = Uuid7(1)}.Sent(1))), "BATCH_SIGNED_OTHERWISE@-1");
  }
}

TEST_F(SigningLog, WhatWasRecordedUnsignedIsNotSignedAfterwards) {
  ASSERT_EQ(Say(Programme(Register(signer_.key, "pol.01"))), "");
  ASSERT_EQ(Say(Batch(Make{.id = Uuid7(1)}.Sent(1))), "");
  EXPECT_EQ(Send(&signer_, Batch(Make{.id = Uuid7(1)}.Sent(1))), "BATCH_SIGNED_OTHERWISE@-1");
  EXPECT_EQ(signer_.sequence, 1u);
  EXPECT_EQ(Send(&signer_, Batch(Make{}.Sent(2))), "");
}

TEST_F(SigningLog, RequiredByPolicyOfTheNearestUnit) {
  ASSERT_EQ(Say(Batch(Make{}.Sent(1))), "");
  ASSERT_EQ(Say(Programme(Policy("pol", true), Policy("pol.02", false))), "");
  for (const bool reopened : {false, true}) {
    if (reopened) Reopen();
    EXPECT_EQ(Say(Batch(Make{}.Sent(2))), "SIGNATURE_REQUIRED@0");
    EXPECT_EQ(Say(Batch(Make{.unit = "pol.02.d1"}.Sent(reopened ? 3 : 4))), "");
  }
  ASSERT_EQ(Say(Programme(Register(signer_.key, "pol.01"))), "");
  EXPECT_EQ(Send(&signer_, Batch(Make{}.Sent(2))), "");
  ASSERT_EQ(Say(Programme(Policy("pol", false))), "");
  EXPECT_EQ(Say(Batch(Make{}.Sent(5))), "");
  EXPECT_EQ(Say(Programme(Policy("gov", true))), "POLICY_UNIT@0");
}

TEST_F(SigningLog, KeysAreNeitherCorrectedNorRetracted) {
  ProposedEvent registered = Register(signer_.key, "pol.01");
  const std::string id = registered.event.envelope->id();
  ASSERT_EQ(Say(Programme(std::move(registered))), "");
  EXPECT_EQ(Say(Programme(RetractedByProgramme(id))), "NOT_CORRECTABLE@0");
  EXPECT_EQ(Send(&signer_, Batch(Make{}.Sent(1))), "");
}

// The power goes after the batch was signed and sent, and nobody knows whether it was recorded: the same signed batch
// is sent again, and is there once.
TEST(SignedBatches, SentAgainAfterAPowerCutAreRecordedOnce) {
  auto files = std::make_shared<FaultFileSystem>();
  auto env = MakeFaultEnv(files);
  for (const uint64_t torn_bytes : {uint64_t{0}, uint64_t{1} << 30}) {  // lost, or on the disk all the same
    TempDirectory directory;
    StoreOptions options;
    options.env = env.get();
    auto store = OpenStore(directory.path(), options);
    Signer signer{NewKey()};
    ASSERT_EQ(Reasons(Ask(*store, Programme(Register(signer.key, "pol.01")))), "");
    ASSERT_EQ(Reasons(Ask(*store, signer.Sign(Batch(Make{.id = Uuid7(1)}.Sent(1))))), "");
    signer.Recorded(*signer.Sign(Batch(Make{.id = Uuid7(1)}.Sent(1))).signature);
    files->FailSyncs();
    EXPECT_EQ(Reasons(Ask(*store, signer.Sign(Batch(Make{.id = Uuid7(2)}.Sent(2))))), "OUTCOME_UNKNOWN@-1");
    store.reset();
    files->CutPower();
    files->LoseUnsynced(torn_bytes);
    store = OpenStore(directory.path(), options);
    ASSERT_NE(store, nullptr);
    const bool was_there = store->head().position == Position(3);
    const Answer again = Ask(*store, signer.Sign(Batch(Make{.id = Uuid7(2)}.Sent(2))));
    EXPECT_EQ(Reasons(again), "");
    EXPECT_EQ(again.duplicate, was_there);
    EXPECT_EQ(again.first, Position(3));
    signer.Recorded(*signer.Sign(Batch(Make{.id = Uuid7(2)}.Sent(2))).signature);
    EXPECT_EQ(signer.sequence, 3u);
    EXPECT_EQ(store->LastSignedBatch("pol.01")->batch.sequence(), 2u);
    EXPECT_EQ(Reasons(Ask(*store, signer.Sign(Batch(Make{.id = Uuid7(3)}.Sent(3))))), "");
  }
}

// The same over windows on the disk: the last signed batch is found wherever its row lies.
TEST(SignedBatches, AreRememberedAcrossWindows) {
  TempDirectory directory;
  StoreOptions options;
  options.window_events = 4;
  Signer signer{NewKey()};
  for (uint64_t n = 1; n <= 24; ++n) {
    auto store = OpenStore(directory.path(), options);
    ASSERT_NE(store, nullptr);
    if (n == 1) {
      ASSERT_EQ(Reasons(Ask(*store, Programme(Register(signer.key, "pol.01")))), "");
    }
    for (int i = 0; i < 2; ++i) {
      Proposal proposal = i == 0 ? signer.Sign(Batch(Make{}.Sent(n))) : Batch(Make{}.Sent(100 + n));
      const std::optional<BatchSignature> signature = proposal.signature;
      ASSERT_EQ(Reasons(Ask(*store, std::move(proposal))), "") << n;
      if (signature) signer.Recorded(*signature);
    }
    EXPECT_EQ(store->LastSignedBatch("pol.01")->batch.sequence(), n);
  }
}

}  // namespace
}  // namespace homeward::eventstore
