// The way in refuses what it must, says why, and says all of it at once.
#include "services/publish/intake.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "absl/time/clock.h"
#include "services/limits.h"
#include "tests/services/support/events.h"

namespace homeward::services {
namespace {

using contract::Agency;
using testing::Cancelled;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::NewUuid7;
using testing::Sent;

constexpr char kPerson[] = "p00000000000000000000000001";
constexpr char kStranger[] = "p00000000000000000000000002";

class IntakeTest : public ::testing::Test {
 protected:
  Admission Admit(const std::string& bytes, const Caller& caller, Agency agency = Agency::AGENCY_POLICE) {
    return intake_.Admit(agency, caller, bytes, absl::ToUnixMicros(absl::Now()));
  }
  Admission Admit(const police::v1::PublishRequest& batch) { return Admit(batch.SerializeAsString(), police_); }

  static std::vector<std::string> Reasons(const Admission& admission) {
    std::vector<std::string> reasons;
    for (const auto& violation : admission.violations) reasons.push_back(violation.reason);
    return reasons;
  }

  const Intake intake_{[](std::string_view id) { return id == kPerson; }};
  const Caller police_ = *ParseSpiffeId("spiffe://homeward.example/police/pol");
};

TEST_F(IntakeTest, AdmitsAndKeepsTheBytes) {
  police::v1::PublishRequest batch;
  *batch.add_events() = Sent(NewUuid7(), kPerson);
  batch.set_tag(7);
  batch.add_expected()->set_stream("referral_out/pol.01/x");
  const Admission admission = Admit(batch);
  ASSERT_THAT(Reasons(admission), IsEmpty());
  EXPECT_EQ(admission.tag, 7u);
  ASSERT_EQ(admission.proposal.events.size(), 1u);
  EXPECT_EQ(admission.proposal.publisher, police_.spiffe_id);
  EXPECT_EQ(admission.proposal.expected.size(), 1u);
  const auto& event = admission.proposal.events[0];
  ASSERT_EQ(event.bytes.sections.size(), 1u);
  const auto joined = contract::Join(event.bytes.client, event.bytes.sections, *event.event.type);
  ASSERT_TRUE(joined.ok()) << joined.status();
  EXPECT_EQ(*joined, batch.events(0).SerializeAsString());
}

TEST_F(IntakeTest, RefusesAnotherAgencysCertificate) {
  police::v1::PublishRequest batch;
  *batch.add_events() = Sent(NewUuid7(), kPerson);
  const Caller labour = *ParseSpiffeId("spiffe://homeward.example/labour/soc");
  EXPECT_THAT(Reasons(Admit(batch.SerializeAsString(), labour)), ElementsAre("WRONG_PUBLISHER"));
}

TEST_F(IntakeTest, RefusesAUnitOutsideTheCertificate) {
  police::v1::PublishRequest batch;
  *batch.add_events() = Sent(NewUuid7(), kPerson, "pol.02");
  const Caller hanoi = *ParseSpiffeId("spiffe://homeward.example/police/pol.01");
  EXPECT_THAT(Reasons(Admit(batch.SerializeAsString(), hanoi)), ElementsAre("WRONG_UNIT"));
  batch.mutable_events(0)->mutable_envelope()->set_unit("pol.01.d2");
  EXPECT_THAT(Reasons(Admit(batch.SerializeAsString(), hanoi)), IsEmpty());
}

TEST_F(IntakeTest, RefusesAnIdThatNobodyMinted) {
  police::v1::PublishRequest batch;
  *batch.add_events() = Sent(NewUuid7(), kStranger);
  const Admission admission = Admit(batch);
  ASSERT_THAT(Reasons(admission), ElementsAre("PERSON_ID_NOT_MINTED"));
  EXPECT_EQ(admission.violations[0].field, "person_id");
}

TEST_F(IntakeTest, NamesEveryViolationWithItsEvent) {
  police::v1::PublishRequest batch;
  *batch.add_events() = Sent(NewUuid7(), kPerson);
  *batch.add_events() = Sent(NewUuid7(), kStranger, "soc.01");
  *batch.add_events() = Cancelled(NewUuid7());
  batch.mutable_events(2)->mutable_referral_cancelled()->clear_reason();
  const Admission admission = Admit(batch);
  EXPECT_THAT(Reasons(admission), ElementsAre("WRONG_UNIT", "PERSON_ID_NOT_MINTED", "FIELD_REQUIRED"));
  EXPECT_EQ(admission.violations[0].event_index, 1);
  EXPECT_EQ(admission.violations[2].event_index, 2);
  for (const auto& violation : admission.violations) EXPECT_FALSE(violation.next_step.empty()) << violation.reason;
}

TEST_F(IntakeTest, RefusesAnEmptyBatch) {
  EXPECT_THAT(Reasons(Admit(police::v1::PublishRequest())), ElementsAre("BATCH_EMPTY"));
}

TEST_F(IntakeTest, RefusesTooManyEvents) {
  police::v1::PublishRequest batch;
  for (int i = 0; i <= kBatchEventsMax; ++i) *batch.add_events() = Cancelled(NewUuid7());
  EXPECT_THAT(Reasons(Admit(batch)), ElementsAre("BATCH_TOO_LARGE"));
}

TEST_F(IntakeTest, RefusesTooManyBytes) {
  EXPECT_THAT(Reasons(Admit(std::string(kBatchBytesMax + 1, '\0'), police_)), ElementsAre("BATCH_TOO_LARGE"));
}

TEST_F(IntakeTest, RefusesALargeEvent) {
  police::v1::PublishRequest batch;
  *batch.add_events() = Cancelled(std::string(kEventBytesMax, 'x'));
  EXPECT_THAT(Reasons(Admit(batch)), ElementsAre("EVENT_TOO_LARGE"));
}

TEST_F(IntakeTest, RefusesWhatIsNoMessage) {
  EXPECT_THAT(Reasons(Admit("\xff\xff", police_)), ElementsAre("SCHEMA_INVALID"));
  std::string batch_of_garbage("\x0a\x02\xff\xff", 4);
  EXPECT_THAT(Reasons(Admit(batch_of_garbage, police_)), ElementsAre("SCHEMA_INVALID"));
}

TEST_F(IntakeTest, RefusesAnEventWithoutPayloadOrEnvelope) {
  police::v1::PublishRequest batch;
  *batch.add_events()->mutable_envelope() = Cancelled(NewUuid7()).envelope();
  batch.add_events()->mutable_referral_cancelled()->set_referral_id(NewUuid7());
  const auto reasons = Reasons(Admit(batch));
  EXPECT_THAT(reasons, ::testing::Contains("EVENT_MISSING"));
  EXPECT_THAT(reasons, ::testing::Contains("FIELD_REQUIRED"));
}

TEST_F(IntakeTest, RefusesAFieldOfTheBatchThatItDoesNotKnow) {
  police::v1::PublishRequest batch;
  *batch.add_events() = Sent(NewUuid7(), kPerson);
  batch.GetReflection()->MutableUnknownFields(&batch)->AddVarint(99, 1);
  EXPECT_THAT(Reasons(Admit(batch)), ElementsAre("UNKNOWN_FIELD"));
}

TEST(SpiffeId, BindsUnitToRole) {
  EXPECT_TRUE(ParseSpiffeId("spiffe://homeward.example/auditor/aud.1").ok());
  EXPECT_TRUE(ParseSpiffeId("spiffe://homeward.example/commune/com.01.00004").ok());
  for (const char* id : {"", "spiffe://homeward.example/police", "spiffe://homeward.example/police/soc.01",
                         "spiffe://elsewhere.example/police/pol", "spiffe://homeward.example/minister/pol",
                         "spiffe://homeward.example/police/", "spiffe://homeward.example/police/police",
                         "spiffe://homeward.example/police/pol.01/x"}) {
    EXPECT_FALSE(ParseSpiffeId(id).ok()) << id;
  }
}

}  // namespace
}  // namespace homeward::services
