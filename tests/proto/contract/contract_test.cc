#include "proto/contract/contract.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "homeward/shared/v1/referral.pb.h"
#include "proto/contract/schema_check.h"
#include "tests/proto/contract/sample.h"

namespace homeward::contract {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(Contract, LoadsWithoutContradiction) {
  auto contract = Contract::Load();
  ASSERT_TRUE(contract.ok()) << contract.status();
  EXPECT_GE((*contract)->events().size(), 100u);
}

TEST(Contract, FindsAnEventByNumberNameAndDescriptor) {
  const Contract& contract = Contract::Get();
  const EventType* sent = contract.FindEvent("ReferralSent");
  ASSERT_NE(sent, nullptr);
  EXPECT_EQ(sent, contract.FindEvent(sent->number));
  EXPECT_EQ(sent, contract.FindEvent("homeward.shared.v1.ReferralSent"));
  EXPECT_EQ(sent, contract.FindEvent(shared::v1::ReferralSent::descriptor()));
  EXPECT_EQ(contract.FindEvent("PersonRegistered"), nullptr);
}

TEST(Contract, KnowsWhoPublishes) {
  const EventType* instituted = Contract::Get().FindEvent("CaseInstituted");
  ASSERT_NE(instituted, nullptr);
  EXPECT_TRUE(instituted->PublishedBy(Agency::AGENCY_POLICE));
  EXPECT_FALSE(instituted->PublishedBy(Agency::AGENCY_LABOUR));
}

TEST(Contract, FindsAnAgencyByUnit) {
  const AgencyContract* labour = Contract::Get().FindAgencyByUnit("soc.01.d2");
  ASSERT_NE(labour, nullptr);
  EXPECT_EQ(labour->role, "labour");
  EXPECT_EQ(Contract::Get().FindAgencyByUnit("society.01"), nullptr);
}

// The safeguard against a register of people: no event has a place for a name, a document, an address, a story.
TEST(Contract, HasNoFieldForANameDocumentAddressStoryOrPhotograph) {
  for (const auto& type : Contract::Get().events()) {
    std::vector<const google::protobuf::Descriptor*> open{type->descriptor};
    while (!open.empty()) {
      const auto* message = open.back();
      open.pop_back();
      for (int i = 0; i < message->field_count(); ++i) {
        const auto* field = message->field(i);
        for (const char* word : {"name", "address", "narrative", "photo", "passport", "phone", "birth", "note", "text"})
          EXPECT_EQ(field->name().find(word), std::string::npos) << field->full_name();
        if (field->message_type() != nullptr && field->message_type()->file()->package() != "google.protobuf")
          open.push_back(field->message_type());
      }
    }
  }
}

TEST(Event, TellsStreamAndSubjects) {
  const Event event = Wrap(SampleReferral());
  ASSERT_NE(event.type, nullptr);
  EXPECT_EQ(event.stream(), "referral_out/pol.01/6f9619ff-8b86-4011-b42d-00c04fc964ff");
  EXPECT_THAT(event.subjects(), ElementsAre("referral:6f9619ff-8b86-4011-b42d-00c04fc964ff",
                                            "person:p00000000000000000000000000", "unit:soc.01"));
  ASSERT_NE(event.As<shared::v1::ReferralSent>(), nullptr);
  EXPECT_EQ(event.As<shared::v1::ReferralReceived>(), nullptr);
}

TEST(Event, RefusesBytesThatAreNoMessage) {
  EXPECT_EQ(ParseEvent(Agency::AGENCY_POLICE, "\x0a\xff\xff").status().code(), absl::StatusCode::kInvalidArgument);
}

TEST(Event, ReadsFieldsAsText) {
  const Event event = Wrap(SampleReferral());
  EXPECT_EQ(FieldText(*event.payload, "basis"), "BASIS_CONSENT");
  EXPECT_EQ(FieldText(*event.payload, "to_unit"), "soc.01");
  EXPECT_EQ(FieldText(*event.payload, "no_such_field"), "");
}

}  // namespace
}  // namespace homeward::contract
