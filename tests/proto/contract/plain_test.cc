#include "proto/contract/plain.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "proto/contract/validate.h"
#include "proto/contract/wire.h"
#include "tests/proto/contract/sample.h"

namespace homeward::contract {
namespace {

constexpr Agency kPolice = Agency::AGENCY_POLICE;

bool Plain(std::string_view bytes) {
  return IsPlain(kPolice, bytes, kSampleNowUs, [](std::string_view) { return true; });
}

bool Valid(std::string_view bytes) {
  const auto event = ParseEvent(kPolice, bytes);
  if (!event.ok() || event->type == nullptr || event->envelope == nullptr) return false;
  Violations violations;
  Validate(*event, 0, kSampleNowUs, &violations);
  return violations.empty();
}

TEST(Plain, IsWhatNearlyAllEventsAre) {
  EXPECT_TRUE(Plain(SampleReferral().SerializeAsString()));
  auto event = SampleReferral();
  event.mutable_envelope()->set_source_sequence(77);
  event.mutable_envelope()->set_correlation_id("6f9619ff-8b86-4011-b42d-00c04fc964fe");
  EXPECT_TRUE(Plain(event.SerializeAsString()));
}

TEST(Plain, NothingThatIsWrongIs) {
  const std::function<void(police::v1::Event*)> spoilings[] = {
      [](auto* e) { e->clear_envelope(); },
      [](auto* e) { e->clear_referral_sent(); },
      [](auto* e) { e->mutable_envelope()->clear_unit(); },
      [](auto* e) { e->mutable_envelope()->set_unit("Police"); },
      [](auto* e) { e->mutable_envelope()->set_id("01976f3c-0000-4000-8000-000000000001"); },
      [](auto* e) { e->mutable_envelope()->mutable_time()->set_seconds(kSampleSeconds + 86400); },
      [](auto* e) { e->mutable_envelope()->mutable_time()->set_seconds(-1); },
      [](auto* e) { e->mutable_envelope()->mutable_time()->set_nanos(1'000'000'000); },
      [](auto* e) { e->mutable_envelope()->mutable_recorded_at()->set_seconds(kSampleSeconds - 3600); },
      [](auto* e) { e->mutable_envelope()->set_source("https://police.example/" + std::string(128, 'x')); },
      [](auto* e) { e->mutable_referral_sent()->clear_person_id(); },
      [](auto* e) { e->mutable_referral_sent()->set_to_unit("Somewhere"); },
      [](auto* e) { e->mutable_referral_sent()->set_kind(static_cast<shared::v1::ReferralKind>(60)); },
      [](auto* e) { e->mutable_referral_sent()->set_kind(static_cast<shared::v1::ReferralKind>(6000)); },
      [](auto* e) { e->mutable_referral_sent()->mutable_due()->set_seconds(kSampleSeconds - 60); },
      [](auto* e) { e->mutable_referral_sent()->mutable_person()->clear_service(); },
  };
  int number = 0;
  for (const auto& spoil : spoilings) {
    auto event = SampleReferral();
    spoil(&event);
    const std::string bytes = event.SerializeAsString();
    EXPECT_FALSE(Plain(bytes)) << number;
    EXPECT_FALSE(Valid(bytes)) << number;  // else it would say nothing
    ++number;
  }
}

TEST(Plain, UnknownFieldsAreNot) {
  const std::string bytes = SampleReferral().SerializeAsString();
  std::string more = bytes;
  AppendVarintField(4000, 1, &more);
  EXPECT_FALSE(Plain(more));
  auto event = SampleReferral();
  std::string payload = event.referral_sent().SerializeAsString();
  AppendLengthDelimited(63, "Nguyen", &payload);
  ASSERT_TRUE(event.mutable_referral_sent()->ParseFromString(payload));
  EXPECT_FALSE(Plain(event.SerializeAsString()));
}

TEST(Plain, TheIdsOfPersonsAreAskedFor) {
  const std::string bytes = SampleReferral().SerializeAsString();
  std::string asked;
  EXPECT_FALSE(IsPlain(kPolice, bytes, kSampleNowUs, [&asked](std::string_view id) {
    asked = id;
    return false;
  }));
  EXPECT_EQ(asked, "p00000000000000000000000000");
}

TEST(Plain, OfAnotherAgencysEventsNone) {
  const std::string bytes = SampleReferral().SerializeAsString();
  const auto yes = [](std::string_view) { return true; };
  EXPECT_FALSE(IsPlain(Agency::AGENCY_PROGRAMME, bytes, kSampleNowUs, yes));
  EXPECT_FALSE(IsPlain(Agency::AGENCY_UNSPECIFIED, bytes, kSampleNowUs, yes));
}

// Each byte changed into every other one, and each cut short: what is plain all the same is valid, and written as a
// serializer writes it.
TEST(Plain, IsNeverMoreThanValid) {
  const std::string sample = SampleReferral().SerializeAsString();
  int plain = 0;
  for (size_t at = 0; at < sample.size(); ++at) {
    EXPECT_FALSE(Plain(sample.substr(0, at)) && !Valid(sample.substr(0, at))) << at;
    for (int byte = 0; byte < 256; ++byte) {
      std::string changed = sample;
      changed[at] = static_cast<char>(byte);
      if (!Plain(changed)) continue;
      ++plain;
      EXPECT_TRUE(Valid(changed)) << at << " " << byte;
      EXPECT_EQ(ParseEvent(kPolice, changed)->message->SerializeAsString(), changed) << at << " " << byte;
    }
  }
  EXPECT_GT(plain, static_cast<int>(sample.size()));  // other digits and letters
}

}  // namespace
}  // namespace homeward::contract
