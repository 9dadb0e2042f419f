// What an agency's own signed batches show of a log that lies. All data is synthetic.
#include "eventstore/archive/omission.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "eventstore/archive/bundle.h"
#include "homeward/record/v1/record.pb.h"
#include "proto/contract/text.h"
#include "tests/eventstore/archive/exported_log.h"
#include "tests/eventstore/support/signing.h"

namespace homeward::eventstore {
namespace {

// "3@7" for what is missing: sequence, acknowledged position; "=9": found there; ">4": followed by; "!": named by it.
std::string Say(const OmissionReport& report) {
  std::string out;
  for (const MissingBatch& missing : report.missing) {
    out += contract::Cat(out.empty() ? "" : " ", missing.sequence, "@", missing.position);
    if (missing.found != 0) out += contract::Cat("=", missing.found);
    if (missing.followed_by != 0) out += contract::Cat(">", missing.followed_by);
    if (missing.named_by_next) out += "!";
  }
  return out;
}

class OmissionTest : public ::testing::Test {
 protected:
  // A key, then five signed batches of two events each, with unsigned ones between: batch n is at position 3n - 1.
  void SetUp() override {
    Ask(log_.store(), Programme(Register(signer_.key, "pol.01")));
    for (uint64_t n = 1; n <= 5; ++n) {
      Proposal proposal = signer_.Sign(Batch(Make{}.Sent(n), Make{.hour = 1}.Cancelled(n)));
      const BatchSignature signature = *proposal.signature;
      const Answer answer = Ask(log_.store(), std::move(proposal));
      ASSERT_EQ(Reasons(answer), "");
      ASSERT_EQ(answer.first.value, 3 * n - 1);
      own_.push_back({signature.batch, answer.first.value});
      signer_.Recorded(signature);
      ASSERT_EQ(Reasons(Ask(log_.store(), Batch(Make{}.Sent(100 + n)))), "");
    }
    items_ = log_.Read();
    ASSERT_EQ(items_.size(), 16u);
  }

  // What a server makes of its log that signs whatever it says.
  OmissionReport Find() {
    TempDirectory directory;
    EXPECT_TRUE(WriteExport(directory.path(), items_, log_.key).ok());
    const absl::StatusOr<ExportReader> reader = ExportReader::Open(directory.path());
    EXPECT_TRUE(reader.ok()) << reader.status();
    absl::StatusOr<OmissionReport> report = FindOmissions(*reader, items_.size(), own_);
    EXPECT_TRUE(report.ok()) << report.status();
    return report.ok() ? *std::move(report) : OmissionReport();
  }

  // As if the positions had never been given away.
  void Remove(size_t position, size_t count) {
    items_.erase(items_.begin() + static_cast<long>(position) - 1,
                 items_.begin() + static_cast<long>(position + count) - 1);
    for (size_t i = position - 1; i < items_.size(); ++i) {
      record::v1::Record record;
      ASSERT_TRUE(record.ParseFromString(RecordOf(items_[i])));
      record.mutable_server()->set_position(i + 1);
      items_[i] = ItemOf(record.SerializeAsString());
    }
  }

  ExportedLog log_;
  Signer signer_{NewKey()};
  std::vector<OwnBatch> own_;
  ExportedItems items_;
};

TEST_F(OmissionTest, AnHonestLogLacksNothing) {
  const OmissionReport report = Find();
  EXPECT_EQ(Say(report), "");
  EXPECT_EQ(report.own, 5u);
  EXPECT_EQ(report.found, 5u);
}

TEST_F(OmissionTest, ABatchThatWasTakenOutIsNamed) {
  Remove(8, 2);  // batch 3
  const OmissionReport report = Find();
  EXPECT_EQ(Say(report), "3@8>4! 4@11=9>5! 5@14=12");  // and what came after it is not where it was acknowledged
  EXPECT_EQ(report.found, 2u);
}

TEST_F(OmissionTest, ABatchThatWasReplacedIsNamed) {
  items_[7] = items_[6];
  items_[8] = items_[6];
  const OmissionReport report = Find();
  EXPECT_EQ(Say(report), "3@8>4!");
  EXPECT_EQ(report.missing[0].followed_at, 11u);
  EXPECT_EQ(report.missing[0].events, 2u);
}

TEST_F(OmissionTest, HalfABatchIsNotABatch) {
  items_[8] = items_[9];
  EXPECT_EQ(Say(Find()), "3@8=8>4!");
}

TEST_F(OmissionTest, TheLastOneIsShownByItsAcknowledgement) {
  items_[13] = items_[15];
  items_[14] = items_[15];
  EXPECT_EQ(Say(Find()), "5@14");
}

TEST_F(OmissionTest, AnExportThatEndsEarlierShowsNothing) {
  items_.resize(12);
  OmissionReport report = Find();
  EXPECT_EQ(Say(report), "");
  EXPECT_EQ(report.found, 4u);
  EXPECT_EQ(report.beyond, 1u);
  items_.resize(11);  // in the middle of batch 4
  report = Find();
  EXPECT_EQ(report.found, 3u);
}

TEST_F(OmissionTest, WhatWasNeverAcknowledgedIsMissedIfTheNextNamesIt) {
  own_[2].position = 0;
  EXPECT_EQ(Say(Find()), "");
  items_[7] = items_[6];
  items_[8] = items_[6];
  EXPECT_EQ(Say(Find()), "3@0>4!");
  own_.resize(3);  // the next one is in the export alone
  EXPECT_EQ(Say(Find()), "3@0>4!");
  items_.resize(10);
  const OmissionReport report = Find();
  EXPECT_EQ(Say(report), "");
  EXPECT_EQ(report.unanswered, 1u);
}

TEST_F(OmissionTest, AGapShowsWithoutTheBatchItself) {
  own_.erase(own_.begin() + 2);
  EXPECT_EQ(Say(Find()), "");
  items_[7] = items_[6];
  items_[8] = items_[6];
  const OmissionReport report = Find();
  EXPECT_EQ(Say(report), "3@0>4");
  EXPECT_EQ(report.missing[0].events, 0u);
}

TEST_F(OmissionTest, WhatIsWithheldIsThere) {
  for (ExportedItem& item : items_) {
    item.exported.clear();
    AppendWithheld("", &item.exported);
  }
  EXPECT_EQ(Find().found, 5u);
  items_[7].entry = items_[6].entry;
  items_[8].entry = items_[6].entry;
  EXPECT_EQ(Say(Find()), "3@8>4!");  // by the agency's own next batch, whose entry is there
}

TEST_F(OmissionTest, TheSameBatchFromTwoJournalsCountsOnce) {
  own_.push_back(own_[0]);
  own_.back().position = 0;
  const OmissionReport report = Find();
  EXPECT_EQ(report.own, 5u);
  EXPECT_EQ(Say(report), "");
}

}  // namespace
}  // namespace homeward::eventstore
