// What a publisher that signs keeps and does: written down before it is sent, sent again as it was, and never two at
// once. All data is synthetic.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "eventstore/bytes/sha256.h"
#include "eventstore/signing/batch_signature.h"
#include "google/protobuf/any.pb.h"
#include "google/rpc/error_details.pb.h"
#include "homeward/police/v1/police_service.pb.h"
#include "services/cli/signing/batch_signer.h"
#include "services/cli/signing/journal.h"

namespace homeward::cli {
namespace {

using record::v1::SignedBatch;
using State = JournalBatch::State;

class SigningTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "homeward-signing-XXXXXX").string();
    directory_ = ::mkdtemp(pattern.data());
    options_.key_file = directory_ + "/pol.key";
    options_.origin = "log.example/homeward";
    const auto key = eventstore::SigningKey::Generate("pol.01", eventstore::KeyPurpose::kNote);
    ASSERT_TRUE(key->Save(options_.key_file).ok());
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }

  std::string JournalFile() const { return options_.key_file + ".journal"; }
  std::string Text() const {
    std::ostringstream text;
    text << std::ifstream(JournalFile(), std::ios::binary).rdbuf();
    return text.str();
  }
  JournalContent Content() const {
    absl::StatusOr<JournalContent> content = JournalContent::Read(JournalFile());
    EXPECT_TRUE(content.ok()) << content.status();
    return content.ok() ? *std::move(content) : JournalContent();
  }
  void Open() {
    signer_.reset();
    auto signer = BatchSigner::Open(options_, contract::Agency::AGENCY_POLICE);
    ASSERT_TRUE(signer.ok()) << signer.status();
    signer_ = *std::move(signer);
  }

  static Batch BatchOf(int n) {
    police::v1::PublishRequest request;
    auto* event = request.add_events();
    event->mutable_envelope()->set_id("019b0000-0000-7000-8000-00000000000" + std::to_string(n));
    event->mutable_referral_sent()->set_to_unit("soc.01");
    event->mutable_referral_sent()->mutable_person()->set_service(static_cast<shared::v1::ServiceCode>(1));
    Batch batch;
    batch.line = static_cast<uint64_t>(n);
    batch.events = 1;
    batch.bytes = request.SerializeAsString();
    return batch;
  }
  // Signs it; what would go over the wire.
  police::v1::PublishRequest Sign(int n) {
    Batch batch = BatchOf(n);
    const absl::Status status = signer_->Sign(&batch);
    EXPECT_TRUE(status.ok()) << status;
    police::v1::PublishRequest request;
    EXPECT_TRUE(request.ParseFromString(batch.bytes));
    EXPECT_TRUE(eventstore::IsSignedByItsKey(request.signature()));
    return request;
  }
  void Record(uint64_t position) {
    common::v1::BatchAnswer answer;
    answer.set_first_position(position);
    answer.set_count(1);
    signer_->Answered(answer);
  }
  void Refuse(const std::string& reason) {
    common::v1::BatchAnswer answer;
    answer.mutable_refusal()->set_code(9);
    google::rpc::ErrorInfo info;
    info.set_reason(reason);
    answer.mutable_refusal()->add_details()->PackFrom(info);
    signer_->Answered(answer);
  }

  std::string directory_;
  SigningOptions options_;
  std::unique_ptr<BatchSigner> signer_;
};

TEST_F(SigningTest, OneFollowsTheOther) {
  Open();
  const SignedBatch first = Sign(1).signature();
  EXPECT_EQ(first.unit(), "pol.01");
  EXPECT_EQ(first.origin(), "log.example/homeward");
  EXPECT_EQ(first.sequence(), 1u);
  EXPECT_EQ(first.previous(), std::string(32, '\0'));
  Record(10);
  const SignedBatch second = Sign(2).signature();
  EXPECT_EQ(second.sequence(), 2u);
  EXPECT_EQ(second.previous(), eventstore::AsBytes(eventstore::HashOf(first)));
  Refuse("ILLEGAL_STEP");
  EXPECT_EQ(Sign(3).signature().sequence(), 2u);  // a refused batch uses none
  Record(11);
  ASSERT_EQ(Content().batches.size(), 3u);
  EXPECT_EQ(Content().batches[0].position, 10u);
  EXPECT_EQ(Content().batches[1].state, State::kRefused);
  EXPECT_EQ(Content().batches[2].state, State::kRecorded);
  struct stat facts {};
  ASSERT_EQ(::stat(JournalFile().c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777, 0600u);
}

TEST_F(SigningTest, IsWrittenDownBeforeItIsSentAndSentAgainAsItWas) {
  Open();
  const std::string first = Sign(1).SerializeAsString();
  Record(10);
  const police::v1::PublishRequest sent = Sign(2);
  EXPECT_EQ(Content().batches[1].state, State::kSent);
  // The process dies here. The log may have the batch or not: the same bytes settle it.
  Open();
  EXPECT_EQ(Sign(1).SerializeAsString(), first);
  Record(10);
  EXPECT_EQ(Sign(2).SerializeAsString(), sent.SerializeAsString());
  Record(11);
  EXPECT_EQ(Content().batches.size(), 2u);
  EXPECT_EQ(Content().batches[1].state, State::kRecorded);
  EXPECT_EQ(Sign(3).signature().sequence(), 3u);
}

TEST_F(SigningTest, ReconcilesWithTheLog) {
  Open();
  EXPECT_TRUE(signer_->Reconcile(std::nullopt, 0).ok());
  const SignedBatch first = Sign(1).signature();
  Record(10);
  const SignedBatch second = Sign(2).signature();
  Open();  // died; the log had recorded the second
  ASSERT_TRUE(signer_->Reconcile(second, 11).ok());
  EXPECT_EQ(Content().batches[1].position, 11u);
  const SignedBatch third = Sign(3).signature();
  EXPECT_EQ(third.sequence(), 3u);
  Open();  // died; the log does not have the third, and another batch comes first now
  ASSERT_TRUE(signer_->Reconcile(second, 11).ok());
  EXPECT_EQ(Sign(4).signature().sequence(), 3u);
  Record(12);

  // Somebody else has signed, or the journal is an old copy.
  SignedBatch foreign = third;
  foreign.set_sequence(9);
  EXPECT_TRUE(absl::IsAborted(signer_->Reconcile(foreign, 20)));
  // The log has gone back behind what it acknowledged.
  EXPECT_TRUE(absl::IsDataLoss(signer_->Reconcile(second, 11)));
  EXPECT_TRUE(absl::IsDataLoss(signer_->Reconcile(std::nullopt, 0)));
}

TEST_F(SigningTest, AFreshJournalGoesOnWhereTheLogIs) {
  Open();
  const SignedBatch first = Sign(1).signature();
  Record(10);
  signer_.reset();
  std::filesystem::remove(JournalFile());
  Open();
  ASSERT_TRUE(signer_->Reconcile(first, 10).ok());
  Open();
  ASSERT_TRUE(signer_->Reconcile(first, 10).ok());
  const SignedBatch second = Sign(2).signature();
  EXPECT_EQ(second.sequence(), 2u);
  EXPECT_EQ(second.previous(), eventstore::AsBytes(eventstore::HashOf(first)));
}

TEST_F(SigningTest, WhatIsOnlyValidatedIsNotWrittenDown) {
  options_.validate_only = true;
  Open();
  EXPECT_EQ(Sign(1).signature().sequence(), 1u);
  Record(0);
  EXPECT_EQ(Sign(2).signature().sequence(), 1u);
  Record(0);
  EXPECT_TRUE(Content().batches.empty());
}

TEST_F(SigningTest, ChangedBytesAreSignedAnew) {
  Open();
  Sign(1);
  Refuse("ILLEGAL_STEP");
  Batch changed = BatchOf(1);
  police::v1::PublishRequest request;
  request.ParseFromString(changed.bytes);
  request.mutable_events(0)->mutable_referral_sent()->set_to_unit("soc.02");
  changed.bytes = request.SerializeAsString();
  ASSERT_TRUE(signer_->Sign(&changed).ok());
  ASSERT_TRUE(request.ParseFromString(changed.bytes));
  EXPECT_EQ(request.signature().sequence(), 1u);
}

TEST_F(SigningTest, ATornLineIsCutOff) {
  Open();
  Sign(1);
  Record(10);
  signer_.reset();
  std::ofstream(JournalFile(), std::ios::app) << "signed 019b0000-00";
  Open();
  EXPECT_EQ(Sign(2).signature().sequence(), 2u);
  EXPECT_EQ(Content().batches.size(), 2u);
}

TEST_F(SigningTest, ADamagedJournalIsRefusedNamingTheLine) {
  Open();
  Sign(1);
  Record(10);
  signer_.reset();
  std::string text = Text();
  text.replace(text.find("recorded 1"), 10, "recorded 7");
  std::ofstream(JournalFile(), std::ios::binary | std::ios::trunc) << text;
  const absl::Status status = BatchSigner::Open(options_, contract::Agency::AGENCY_POLICE).status();
  EXPECT_TRUE(absl::IsDataLoss(status));
  EXPECT_NE(status.message().find("line 3"), absl::string_view::npos) << status;
}

TEST_F(SigningTest, OneProcessSignsWithAJournal) {
  Open();
  EXPECT_TRUE(absl::IsFailedPrecondition(BatchSigner::Open(options_, contract::Agency::AGENCY_POLICE).status()));
}

TEST_F(SigningTest, AKeyThatIsNoUnitsSignsNoBatches) {
  options_.key_file = directory_ + "/log.key";
  ASSERT_TRUE(eventstore::SigningKey::Generate("log.example/homeward", eventstore::KeyPurpose::kNote)
                  ->Save(options_.key_file)
                  .ok());
  EXPECT_TRUE(absl::IsInvalidArgument(BatchSigner::Open(options_, contract::Agency::AGENCY_POLICE).status()));
}

}  // namespace
}  // namespace homeward::cli
