// A record taken apart in its bytes says what its message says, and is refused in every form but its own.
#include "eventstore/record/record_parts.h"

#include <gtest/gtest.h>

#include <string>

#include "eventstore/bytes/sha256.h"
#include "eventstore/record/codec.h"
#include "eventstore/record/digest.h"
#include "eventstore/record/prepared.h"
#include "tests/eventstore/support/scene.h"

namespace homeward::eventstore {
namespace {

std::string Encoded() {
  Prepared prepared = *Prepare(Batch(Make{.id = Uuid7(5)}.Sent(1, 7)));
  const std::string stream = OutStream(1);
  return EncodeRecord(prepared, 0,
                      {.position = Position(300),
                       .appended_us = kDay0,
                       .stream = stream,
                       .revision = Revision(3),
                       .order_token = 2})
      .bytes;
}

record::v1::Record Message(const std::string& bytes) {
  record::v1::Record record;
  EXPECT_TRUE(record.ParseFromString(bytes));
  return record;
}

TEST(RecordParts, SayWhatTheMessageSays) {
  const std::string bytes = Encoded();
  const record::v1::Record record = Message(bytes);
  RecordParts parts;
  for (int again = 0; again < 2; ++again) {
    ASSERT_TRUE(SplitRecord(bytes, &parts));
    EXPECT_EQ(parts.client, record.client());
    EXPECT_EQ(parts.server, record.server().SerializeAsString());
    EXPECT_EQ(parts.position, 300u);
    EXPECT_EQ(parts.appended_us, kDay0);
    EXPECT_EQ(parts.revision, 3u);
    EXPECT_EQ(parts.stream, OutStream(1));
    EXPECT_EQ(parts.publisher, record.server().publisher());
    EXPECT_EQ(parts.type, record.server().type());
    EXPECT_EQ(parts.agency, record.server().agency());
    EXPECT_EQ(parts.batch, record.server().batch());
    EXPECT_EQ(parts.batch_count, 1u);
    EXPECT_EQ(parts.leaf_version, 2u);
    ASSERT_EQ(parts.sections.size(), 1u);
    ASSERT_EQ(parts.commitments.size(), 1u);
    EXPECT_EQ(parts.sections[0].body, record.sections(0).body());
    EXPECT_EQ(parts.commitments[0].commitment, record.server().sections(0).commitment());
    EXPECT_EQ(EntryOf(parts).Leaf(), LeafOf(record));
    EnvelopeParts envelope;
    ASSERT_TRUE(SplitEnvelope(parts, &envelope));
    EXPECT_EQ(envelope.id, Uuid7(5));
    EXPECT_EQ(envelope.unit, "pol.01");
    BatchDigest digest(1);
    digest.Event(EventDigestOf(parts));
    EXPECT_EQ(AsBytes(digest.Finish()), parts.batch);
  }
}

TEST(RecordParts, TheLeafIsTheMessagesInEveryVersion) {
  record::v1::Record record = Message(Encoded());
  const auto same = [](const record::v1::Record& message) {
    const std::string bytes = message.SerializeAsString();
    RecordParts parts;
    return SplitRecord(bytes, &parts) && EntryOf(parts).Leaf() == LeafOf(message);
  };
  EXPECT_TRUE(same(record));
  record.set_signed_batch("synthetic");
  record.mutable_server()->set_signed_batch(std::string(AsBytes(SignedBatchRecord("synthetic"))));
  EXPECT_TRUE(same(record));
  record.clear_signed_batch();
  record.mutable_server()->set_batch_index(4);
  EXPECT_TRUE(same(record));
  record.mutable_server()->clear_signed_batch();
  record.mutable_server()->clear_leaf_version();
  record.mutable_sections(0)->clear_salt();
  EXPECT_TRUE(same(record));
  record.clear_sections();
  EXPECT_TRUE(same(record));
}

TEST(RecordParts, AnyOtherFormIsRefused) {
  const std::string bytes = Encoded();
  const record::v1::Record record = Message(bytes);
  RecordParts parts;
  EXPECT_FALSE(SplitRecord("", &parts));
  EXPECT_FALSE(SplitRecord(bytes + std::string("\x28\x01", 2), &parts)) << "an unknown field";
  EXPECT_FALSE(SplitRecord(bytes + bytes, &parts)) << "everything twice";
  EXPECT_FALSE(SplitRecord(bytes.substr(0, bytes.size() - 1), &parts));
  for (size_t cut = 1; cut < bytes.size(); ++cut) EXPECT_FALSE(SplitRecord(bytes.substr(cut), &parts)) << cut;

  record::v1::Record other = record;
  other.mutable_sections(0)->GetReflection()->MutableUnknownFields(other.mutable_sections(0))->AddVarint(7, 1);
  EXPECT_FALSE(SplitRecord(other.SerializeAsString(), &parts)) << "an unknown field in a section";
  // A length in two bytes where one does.
  const std::string section = record.sections(0).SerializeAsString();
  const size_t at = bytes.find(section) - 1;
  ASSERT_EQ(static_cast<uint8_t>(bytes[at]), section.size());
  std::string longer = bytes;
  longer[at] = static_cast<char>(longer[at] | 0x80);
  longer.insert(at + 1, 1, '\0');
  EXPECT_TRUE(Message(longer).SerializeAsString() == bytes) << "the control: a parser reads the same";
  EXPECT_FALSE(SplitRecord(longer, &parts));
}

TEST(LeafEntry, IsReadAsItIsWritten) {
  const std::string bytes = Encoded();
  RecordParts parts;
  ASSERT_TRUE(SplitRecord(bytes, &parts));
  const std::string entry = EntryOf(parts).Bytes();
  LeafEntry read;
  ASSERT_TRUE(LeafEntry::Parse(entry, &read));
  EXPECT_EQ(read.Bytes(), entry);
  EXPECT_FALSE(LeafEntry::Parse(entry + "x", &read));
  EXPECT_FALSE(LeafEntry::Parse(entry.substr(1), &read));
  for (const char version : {'\0', '\3'}) EXPECT_FALSE(LeafEntry::Parse(version + entry.substr(1), &read));
  for (const char kind : {'\0', '\5'}) {
    std::string other = entry;
    other[1] = kind;
    EXPECT_FALSE(LeafEntry::Parse(other, &read));
  }
}

}  // namespace
}  // namespace homeward::eventstore
