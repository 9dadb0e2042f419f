// A record's bytes and its leaf, as docs/formats.md lays them out.
#include <gtest/gtest.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "eventstore/bytes/bytes.h"
#include "eventstore/bytes/sha256.h"
#include "eventstore/log_event.h"
#include "eventstore/record/codec.h"
#include "eventstore/record/leaf.h"
#include "eventstore/record/prepared.h"
#include "eventstore/record/uuid.h"
#include "eventstore/record_view.h"
#include "eventstore/tree/merkle.h"
#include "tests/eventstore/support/scene.h"

namespace homeward::eventstore {
namespace {

std::string Sha(const std::string& bytes) { return std::string(AsBytes(Sha256().Raw(bytes).Finish())); }

std::string Framed(const std::string& bytes) {
  std::string out;
  AppendBe32(static_cast<uint32_t>(bytes.size()), &out);
  return out + bytes;
}

TEST(LeafEntry, Is114BytesInThisOrder) {
  LeafEntry entry;
  entry.version = 1;
  entry.appended_us = 0x0102030405060708;
  entry.revision = Revision(0x1112131415161718);
  entry.header.fill(0xaa);
  entry.sealed.fill(0xbb);
  entry.batch_record.fill(0xcc);
  const std::string bytes = entry.Bytes();
  EXPECT_EQ(bytes.size(), 114u);
  EXPECT_EQ(ToHex(bytes.substr(0, 18)), "010101020304050607081112131415161718");
  EXPECT_EQ(bytes.substr(18), std::string(32, '\xaa') + std::string(32, '\xbb') + std::string(32, '\xcc'));
  // Computed with Python's hashlib; a change here is a change of the format.
  EXPECT_EQ(ToHex(AsBytes(entry.Leaf())), "d02f26b8b44993dcf36f5f5bc2a113de0eef3f988af7c898d1c48f682e2c83ab");
  entry.version = 2;
  EXPECT_EQ(ToHex(AsBytes(entry.Leaf())), "724437632e39f632e6af60d10aa3021ac15806db050fcaff4a939ed53359965d");
}

class RecordTest : public ::testing::Test {
 protected:
  void SetUp() override {
    Proposal proposal = Batch(Make{.id = Uuid7(5)}.Sent(1, 7));
    client_ = proposal.events[0].bytes.client;
    ASSERT_EQ(proposal.events[0].bytes.sections.size(), 1u);
    section_ = proposal.events[0].bytes.sections[0].body;
    absl::StatusOr<Prepared> prepared = Prepare(std::move(proposal));
    ASSERT_TRUE(prepared.ok()) << prepared.status();
    prepared_ = *std::move(prepared);
    encoded_ = EncodeRecord(prepared_, 0, Place());
  }

  RecordPlace Place() const {
    return {.position = Position(9),
            .appended_us = kDay0,
            .stream = stream_,
            .revision = Revision(3),
            .order_token = 2,
            .subjects = more_subjects_};
  }

  const std::string stream_ = OutStream(1);
  std::vector<std::string> more_subjects_;
  std::string client_, section_;
  Prepared prepared_;
  EncodedRecord encoded_;
};

TEST_F(RecordTest, KeepsTheClientPartVerbatimAndTheSectionApart) {
  const absl::StatusOr<record::v1::Record> record = ParseRecord(Position(9), encoded_.bytes);
  ASSERT_TRUE(record.ok()) << record.status();
  EXPECT_EQ(record->client(), client_);
  EXPECT_EQ(record->client().find(section_), std::string::npos);
  ASSERT_EQ(record->sections_size(), 1);
  EXPECT_EQ(record->sections(0).body(), section_);
  EXPECT_EQ(record->sections(0).cipher(), record::v1::CIPHER_UNSPECIFIED);
  EXPECT_EQ(record->sections(0).subject(), "person:" + PersonId(7));
  EXPECT_EQ(record->SerializeAsString(), encoded_.bytes);
  const record::v1::SectionCommitment& commitment = record->server().sections(0);
  EXPECT_EQ(commitment.length(), section_.size());
  EXPECT_EQ(commitment.commitment(), Sha(record->sections(0).salt() + section_));
}

TEST_F(RecordTest, TheLeafCanBeRecomputedFromTheBytesAlone) {
  const record::v1::Record record = ParseRecord(Position(9), encoded_.bytes).value();
  EXPECT_EQ(LeafOf(record), encoded_.leaf);
  const std::string server = record.server().SerializeAsString();
  const std::string& salt = record.sections(0).salt();
  std::string event = Framed(client_), batch;
  AppendBe32(1, &event);
  AppendBe32(15, &event);  // number of ReferralSent.person
  event += Sha(salt + section_);
  AppendBe32(1, &batch);
  batch += Sha(event);
  EXPECT_EQ(record.server().batch(), Sha(batch));
  std::string entry("\x02\x01", 2);
  AppendBe64(kDay0, &entry);
  AppendBe64(3, &entry);
  entry += Sha(Framed(client_) + Framed(server)) + Sha(Framed(salt) + Framed(section_)) +
           Sha(record.server().batch() + record.server().publisher());
  EXPECT_EQ(std::string(AsBytes(encoded_.leaf)), Sha(std::string(1, '\0') + entry));
}

TEST_F(RecordTest, ComesBackAsTheEventThatWasSent) {
  const LogEvent event(ParseRecord(Position(9), encoded_.bytes).value());
  ASSERT_TRUE(event.Parse().ok()) << event.Parse();
  EXPECT_EQ(event.event().message->SerializeAsString(),
            prepared_.proposal.events[0].event.message->SerializeAsString());
}

TEST_F(RecordTest, SaysWhatTheCommitterAddsWhereASerializerWould) {
  more_subjects_ = {"referral:" + std::string(36, '1'), "case:2"};
  const record::v1::Record before = ParseRecord(Position(9), encoded_.bytes).value();
  const EncodedRecord encoded = EncodeRecord(prepared_, 0, Place());
  const record::v1::Record record = ParseRecord(Position(9), encoded.bytes).value();
  EXPECT_EQ(record.SerializeAsString(), encoded.bytes);
  EXPECT_EQ(LeafOf(record), encoded.leaf);
  EXPECT_EQ(record.server().stream(), stream_);
  EXPECT_EQ(record.server().revision(), 3u);
  EXPECT_EQ(record.server().appended_us(), kDay0);
  EXPECT_EQ(record.server().order_token(), 2u);
  const auto& subjects = record.server().subjects();
  ASSERT_EQ(subjects.size(), before.server().subjects_size() + 2);
  EXPECT_TRUE(std::equal(more_subjects_.begin(), more_subjects_.end(), subjects.end() - 2));
  const std::vector<std::string_view> own = SubjectsOf(prepared_, 0);
  EXPECT_TRUE(std::equal(own.begin(), own.end(), before.server().subjects().begin()));
}

TEST_F(RecordTest, IsTheSameJustWrittenAndStored) {
  RecordView view;
  ASSERT_TRUE(ViewRecord(encoded_.bytes, &view));
  const LogEvent written(view, contract::Event());
  const LogEvent stored(ParseRecord(Position(9), encoded_.bytes).value());
  EXPECT_EQ(written.server().SerializeAsString(), stored.server().SerializeAsString());
  for (const LogEvent* event : {&written, &stored}) {
    EXPECT_EQ(event->position, Position(9));
    EXPECT_EQ(event->appended_us, kDay0);
    EXPECT_EQ(event->stream(), stream_);
    EXPECT_EQ(event->revision(), Revision(3));
    EXPECT_EQ(event->type(), stored.server().type());
    EXPECT_EQ(event->agency(), contract::Agency::AGENCY_POLICE);
    EXPECT_TRUE(std::equal(event->subjects().begin(), event->subjects().end(), stored.server().subjects().begin(),
                           stored.server().subjects().end()));
    EXPECT_EQ(event->view().client, client_);
    ASSERT_EQ(event->view().sections.size(), 1u);
    EXPECT_EQ(event->view().sections[0].body, section_);
    ASSERT_TRUE(event->Parse().ok()) << event->Parse();
    EXPECT_EQ(event->event().message->SerializeAsString(),
              prepared_.proposal.events[0].event.message->SerializeAsString());
  }
}

TEST_F(RecordTest, IsNotTakenForAnother) {
  EXPECT_TRUE(absl::IsDataLoss(ParseRecord(Position(8), encoded_.bytes).status()));
  EXPECT_TRUE(absl::IsDataLoss(ParseRecord(Position(9), "garbage").status()));
  EXPECT_TRUE(SameBytes(ParseRecord(Position(9), encoded_.bytes).value(), prepared_.proposal.events[0]));
  EXPECT_FALSE(SameBytes(ParseRecord(Position(9), encoded_.bytes).value(), Make{.id = Uuid7(5)}.Sent(1, 8)));
}

TEST_F(RecordTest, SaltsDifferEachTime) {
  const Prepared again = Prepare(Batch(Make{.id = Uuid7(5)}.Sent(1, 7))).value();
  const record::v1::Record one = ParseRecord(Position(9), encoded_.bytes).value();
  const record::v1::Record other = ParseRecord(Position(9), EncodeRecord(again, 0, Place()).bytes).value();
  EXPECT_NE(other.server().salt(), one.server().salt());
  EXPECT_NE(other.sections(0).salt(), one.sections(0).salt());
  EXPECT_NE(again.batch, prepared_.batch);  // so it tells nobody that two batches are the same
}

TEST(EventIds, BetweenTextAndBytes) {
  const std::string text = "019b0000-1234-7000-8abc-0123456789ff";
  ASSERT_TRUE(ParseEventId(text).has_value());
  EXPECT_EQ(FormatEventId(*ParseEventId(text)), text);
  EXPECT_FALSE(ParseEventId("019B0000-1234-7000-8abc-0123456789ff").has_value());
  EXPECT_FALSE(ParseEventId("019b00001234-7000-8abc-0123456789ff0").has_value());
  EXPECT_FALSE(ParseEventId("").has_value());
}

}  // namespace
}  // namespace homeward::eventstore
