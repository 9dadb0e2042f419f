// The rules of both leaf versions: the worked example of docs/formats.md, and what version 2 is for: who has the header
// and the entry, but not the section, cannot find out which of a few values the section had.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "eventstore/bytes/bytes.h"
#include "eventstore/bytes/sha256.h"
#include "eventstore/record/codec.h"
#include "eventstore/record/digest.h"
#include "eventstore/record/leaf.h"
#include "eventstore/record/prepared.h"
#include "tests/eventstore/support/scene.h"

namespace homeward::eventstore {
namespace {

std::string Hex(const Hash& hash) { return ToHex(AsBytes(hash)); }

// docs/formats.md, "Example of a record"; its figures were computed apart from this program, from the page's text.
record::v1::Record ExampleRecord() {
  const std::string body("\x08\x01", 2), salt(16, '\x5a');
  record::v1::Record record;
  record.set_client("client");
  record::v1::Section* section = record.add_sections();
  section->set_field(15);
  section->set_subject("person:p1");
  section->set_body(body);
  section->set_salt(salt);
  record::v1::ServerPart* server = record.mutable_server();
  server->set_position(9);
  server->set_appended_us(0x0102030405060708);
  server->set_publisher("spiffe://homeward.example/police/pol");
  server->set_type(100);
  server->set_stream("referral_out/pol.01/r1");
  server->set_revision(3);
  server->add_subjects("person:p1");
  server->set_salt(std::string(16, '\x11'));
  record::v1::SectionCommitment* commitment = server->add_sections();
  commitment->set_field(15);
  commitment->set_subject("person:p1");
  commitment->set_length(2);
  commitment->set_commitment(std::string(AsBytes(Commitment(salt, body))));
  EventDigest event(record.client(), 1);
  event.Section(15, commitment->commitment());
  BatchDigest batch(1);
  batch.Event(event.Finish());
  server->set_batch(std::string(AsBytes(batch.Finish())));
  server->set_batch_count(1);
  server->set_order_token(7);
  server->set_agency(2);
  server->set_leaf_version(2);
  return record;
}

TEST(LeafVersionTwo, TheDocumentsExample) {
  record::v1::Record record = ExampleRecord();
  EXPECT_EQ(ToHex(record.server().sections(0).commitment()),
            "471a4df45d2c839166a29db20f2ee926d2372d89d33951f4828a85b00aa1cfbc");
  EventDigest event(record.client(), 1);
  event.Section(15, record.server().sections(0).commitment());
  EXPECT_EQ(Hex(event.Finish()), "75c95d7d54efef6a28387f0136de135f5da6566e1de46047d6396004920c8112");
  EXPECT_EQ(ToHex(record.server().batch()), "d020464ab7e93edddb56f5788f3cb7546462b5d66bf2b03d30f987ac7bd38473");
  EXPECT_EQ(Hex(LeafOf(record)), "7b01b597b84310797cf2e87db7b5b06e0ba38e60454b4984d33a78e082d6d333");
}

TEST(LeafVersionTwo, TheDocumentsExampleSigned) {
  record::v1::Record record = ExampleRecord();
  record::v1::SignedBatch batch;
  batch.set_origin("homeward.example/log");
  batch.set_unit("pol");
  batch.set_public_key(std::string(32, '\x22'));
  batch.set_sequence(1);
  batch.set_previous(std::string(32, '\0'));
  batch.set_count(1);
  batch.set_digest(record.server().batch());
  batch.set_signature(std::string(64, '\x33'));
  record.set_signed_batch(batch.SerializeAsString());
  const Hash hash = SignedBatchRecord(record.signed_batch());
  EXPECT_EQ(Hex(hash), "4d7da1bbbbc3e4c27fa4a93dac615a64f5a8a5f385faa3e33f587a517bbe8b30");
  record.mutable_server()->set_signed_batch(std::string(AsBytes(hash)));
  EXPECT_EQ(Hex(LeafOf(record)), "0d28778c3bfd8aa31fa310616e80b1da220879beb13e75fa4d656aecfda6ed2b");
  // The first event's leaf holds the SignedBatch's bytes, the others' their hash.
  record.set_signed_batch(record.signed_batch() + " ");
  EXPECT_NE(Hex(LeafOf(record)), "0d28778c3bfd8aa31fa310616e80b1da220879beb13e75fa4d656aecfda6ed2b");
  record.mutable_server()->set_batch_index(1);
  const Hash with = LeafOf(record);
  record.clear_signed_batch();
  EXPECT_EQ(LeafOf(record), with);
}

TEST(LeafVersionTwo, ALaterVersionIsNotGuessedAt) {
  record::v1::Record record = ExampleRecord();
  record.mutable_server()->set_leaf_version(3);
  EXPECT_TRUE(absl::IsFailedPrecondition(ParseRecord(Position(9), record.SerializeAsString()).status()));
}

// Tries a value with everything that header and entry hold in the place of a salt, and without one. True: something in
// them is a hash of that value, so whoever tries all values finds the one.
bool CanBeConfirmed(const std::string& client, const std::string& server, const std::string& entry,
                    const std::string& value) {
  const std::string known = client + server + entry;
  const auto occurs = [&](const Hash& hash) { return known.find(AsBytes(hash)) != std::string::npos; };
  const auto framed = [](const std::string& bytes) {
    std::string out;
    AppendBe32(static_cast<uint32_t>(bytes.size()), &out);
    return out + bytes;
  };
  Sha256 unsalted_batch;
  unsalted_batch.Be32(1).Frame(client).Be32(1).Be32(15).Frame(value);
  if (occurs(Sha256().Raw(value).Finish()) || occurs(Sha256().Frame(value).Finish()) ||
      occurs(unsalted_batch.Finish())) {
    return true;
  }
  for (size_t at = 0; at + 16 <= known.size(); ++at) {
    const std::string salt = known.substr(at, 16);
    for (const std::string& guess : {salt + value, value + salt, framed(salt) + framed(value)}) {
      if (occurs(Sha256().Raw(guess).Finish())) return true;
    }
  }
  return false;
}

// A referral whose section holds one small number.
record::v1::Record ShortSection() {
  Prepared prepared = Prepare(Batch(Make{.id = Uuid7(5)}.Sent(1, 7))).value();
  const std::string stream = OutStream(1);
  const EncodedRecord encoded = EncodeRecord(
      prepared, 0, {.position = Position(9), .appended_us = kDay0, .stream = stream, .revision = Revision(3)});
  return ParseRecord(Position(9), encoded.bytes).value();
}

// The entry's three hashes as the record has them.
std::string EntryOf(const record::v1::Record& record) {
  const bool salted = LeafVersionOf(record.server()) == 2;
  Sha256 sealed;
  for (const auto& section : record.sections()) {
    if (salted) sealed.Frame(section.salt());
    sealed.Frame(section.body());
  }
  LeafEntry entry;
  entry.version = static_cast<uint8_t>(LeafVersionOf(record.server()));
  entry.appended_us = record.server().appended_us();
  entry.revision = Revision(record.server().revision());
  entry.header = Sha256().Frame(record.client()).Frame(record.server().SerializeAsString()).Finish();
  entry.sealed = sealed.Finish();
  entry.batch_record = UnsignedBatchRecord(record.server().batch(), record.server().publisher());
  EXPECT_EQ(entry.Leaf(), LeafOf(record));
  return entry.Bytes();
}

TEST(LeafVersionTwo, HeaderAndEntryDoNotConfirmAShortValue) {
  const record::v1::Record record = ShortSection();
  ASSERT_EQ(record.sections_size(), 1);
  EXPECT_EQ(record.sections(0).salt().size(), 16u);
  EXPECT_EQ(record.server().sections(0).salt(), "");
  const std::string server = record.server().SerializeAsString();
  EXPECT_EQ(server.find(record.sections(0).salt()), std::string::npos);
  EXPECT_FALSE(CanBeConfirmed(record.client(), server, EntryOf(record), record.sections(0).body()));
}

// The same question put to what version 1 wrote, so that the answer above is worth something.
TEST(LeafVersionOne, HeaderAndEntryConfirmedAShortValue) {
  record::v1::Record record = ShortSection();
  record::v1::SectionCommitment& commitment = *record.mutable_server()->mutable_sections(0);
  commitment.set_salt(record.sections(0).salt());
  record.mutable_server()->clear_leaf_version();
  const std::string value = record.sections(0).body();
  const std::string server = record.server().SerializeAsString();
  EXPECT_TRUE(CanBeConfirmed(record.client(), server, "", value));           // by the salt in the header
  EXPECT_TRUE(CanBeConfirmed(record.client(), "", EntryOf(record), value));  // by the sealed hash
  EXPECT_FALSE(CanBeConfirmed(record.client(), server, EntryOf(record), "\x08\x63"));
}

}  // namespace
}  // namespace homeward::eventstore
