// A fact as bytes that a list keeps.
#include "projections/projector/kept_fact.h"

#include <gtest/gtest.h>

#include "tests/projections/support/facts.h"

namespace homeward::projections {
namespace {

TEST(KeptFact, IsTheFactWithoutWhatNoListReads) {
  const Fact fact =
      Say({{"com.01.00004", 1, "support_agency_notified {person_id: $P to_unit: 'soc.01.d3'}", -1, 0, 9}}).front();
  const std::string client = fact.event->message->SerializeAsString();
  eventstore::RecordView record;
  record.client = client;
  record.position = Position(42);
  record.appended_us = 77;
  record.agency = fact.agency;
  record.stream = fact.stream;
  record.revision = eventstore::Revision(3);
  std::string bytes;
  AppendKeptFact(record, &bytes);
  EXPECT_EQ(PositionOfKept(bytes), Position(42));

  google::protobuf::Arena arena;
  const auto read = ReadKeptFact(bytes, &arena);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->position, Position(42));
  EXPECT_EQ(read->appended_us, 77);
  EXPECT_EQ(read->revision, 3);
  EXPECT_EQ(read->stream, fact.stream);
  EXPECT_EQ(read->agency, fact.agency);
  EXPECT_EQ(read->time_us, fact.time_us);
  EXPECT_EQ(read->recorded_us, fact.recorded_us);
  EXPECT_EQ(read->id(), fact.id());
  EXPECT_EQ(read->unit(), "com.01.00004");
  EXPECT_EQ(read->corrects(), fact.corrects());
  EXPECT_EQ(read->key, fact.key);
  EXPECT_EQ(read->Text("to_unit"), "soc.01.d3");
  EXPECT_EQ(read->Subjects(), fact.Subjects());
  EXPECT_FALSE(fact.event->envelope->source().empty());
  EXPECT_TRUE(read->event->envelope->source().empty());
}

TEST(KeptFact, OtherBytesAreRefused) {
  google::protobuf::Arena arena;
  for (const std::string& bytes : {std::string(), std::string(8, '\0'), std::string(33, '\0'), std::string(80, '\xff')})
    EXPECT_TRUE(absl::IsDataLoss(ReadKeptFact(bytes, &arena).status())) << bytes.size();
}

}  // namespace
}  // namespace homeward::projections
