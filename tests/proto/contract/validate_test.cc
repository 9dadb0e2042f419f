#include "proto/contract/validate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/proto/contract/sample.h"

namespace homeward::contract {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

std::vector<std::string> Reasons(const police::v1::Event& event) {
  Violations violations;
  Validate(Wrap(event), 3, kSampleNowUs, &violations);
  std::vector<std::string> reasons;
  for (const auto& v : violations) {
    EXPECT_EQ(v.event_index, 3);
    EXPECT_FALSE(v.field.empty() || v.message.empty() || v.next_step.empty()) << v.reason;
    reasons.push_back(v.reason + " " + v.field);
  }
  return reasons;
}

TEST(Validate, AcceptsAValidEvent) { EXPECT_THAT(Reasons(SampleReferral()), IsEmpty()); }

TEST(Validate, NamesEveryViolationAtOnce) {
  auto event = SampleReferral();
  event.mutable_envelope()->clear_unit();
  event.mutable_referral_sent()->clear_person_id();
  event.mutable_referral_sent()->set_to_unit("Somewhere");
  EXPECT_THAT(Reasons(event),
              UnorderedElementsAre("FIELD_REQUIRED envelope.unit", "FIELD_REQUIRED referral_sent.person_id",
                                   "FIELD_FORMAT referral_sent.to_unit"));
}

TEST(Validate, RefusesAnUnknownFieldAnywhere) {
  auto event = SampleReferral();
  auto* person = event.mutable_referral_sent()->mutable_person();
  person->GetReflection()->MutableUnknownFields(person)->AddLengthDelimited(99, "a name");
  EXPECT_THAT(Reasons(event), ElementsAre("UNKNOWN_FIELD referral_sent.person"));
}

TEST(Validate, RefusesAnUnknownEnumValue) {
  auto event = SampleReferral();
  event.mutable_referral_sent()->set_basis(static_cast<shared::v1::Basis>(77));
  EXPECT_THAT(Reasons(event), ElementsAre("UNKNOWN_ENUM_VALUE referral_sent.basis"));
}

TEST(Validate, RefusesTheFutureButForgivesAClockThatRunsAhead) {
  auto event = SampleReferral();
  event.mutable_envelope()->mutable_recorded_at()->set_seconds(kSampleNowUs / 1'000'000 + 60);
  EXPECT_THAT(Reasons(event), IsEmpty());
  event.mutable_envelope()->mutable_recorded_at()->set_seconds(kSampleNowUs / 1'000'000 + 3600);
  EXPECT_THAT(Reasons(event), ElementsAre("TIME_IN_FUTURE envelope.time"));
}

TEST(Validate, RefusesARecordOlderThanWhatItRecords) {
  auto event = SampleReferral();
  event.mutable_envelope()->mutable_recorded_at()->set_seconds(kSampleSeconds - 3600);
  EXPECT_THAT(Reasons(event), ElementsAre("RECORDED_BEFORE_TIME envelope.recorded_at"));
}

TEST(Validate, RefusesAnAnswerDueBeforeTheQuestion) {
  auto event = SampleReferral();
  event.mutable_referral_sent()->mutable_due()->set_seconds(kSampleSeconds - 1);
  EXPECT_THAT(Reasons(event), ElementsAre("FIELD_RANGE referral_sent.due"));
}

TEST(Validate, WantsAUuidOfVersionSeven) {
  auto event = SampleReferral();
  event.mutable_envelope()->set_id("6f9619ff-8b86-4011-b42d-00c04fc964ff");
  EXPECT_THAT(Reasons(event), ElementsAre("ID_NOT_UUID7 envelope.id"));
}

TEST(Validate, SaysWhatIsMissingFromAnEmptyEvent) {
  EXPECT_THAT(Reasons(police::v1::Event()),
              UnorderedElementsAre("FIELD_REQUIRED envelope", "EVENT_MISSING event"));
}

}  // namespace
}  // namespace homeward::contract
