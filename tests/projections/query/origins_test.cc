// Where values come from: differences between two positions, explanations, and how far events are named.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto/contract/text.h"
#include "tests/projections/support/referrals.h"
#include "tests/projections/support/world.h"

namespace homeward::projections {
namespace {

using contract::Cat;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

const Viewer kPolice = As(Role::kPolice, "pol.01");
const Viewer kAuditor = {Role::kAuditor, "", "aud.1", "aud.1", pb::PURPOSE_AUDIT};
const Said kRescued = {"pol.01", 0, "victim_rescued {person_id: $P}"};

std::string Named(const pb::EventMention& event) {
  return event.withheld() ? Cat(event.position(), " withheld") : Cat(event.position(), " ", event.type());
}

pb::ExplainedValue Why(World& world, const std::string& subject, const std::string& field, const Viewer& viewer) {
  world.Settle();
  pb::ExplainRequest request;
  request.set_subject(subject);
  request.add_fields(field);
  const auto response = world.views().Explain(request, viewer);
  EXPECT_TRUE(response.ok()) << response.status();
  EXPECT_TRUE(response.ok() && response->values_size() == 1) << field;
  return response.ok() && response->values_size() > 0 ? response->values(0) : pb::ExplainedValue();
}

std::vector<std::string> Origins(const pb::ExplainedValue& value) {
  std::vector<std::string> names;
  for (const auto& origin : value.origins()) names.push_back(Cat(origin.necessary() ? "" : "~", Named(origin.event())));
  return names;
}

std::vector<std::string> Steps(const pb::ExplainedValue& value) {
  std::vector<std::string> steps;
  for (const auto& step : value.steps()) steps.push_back(Cat(Named(step.event()), ": ", step.value()));
  return steps;
}

const std::string kReferral = Cat("referral:", Uuid(1));

TEST(Explain, AStateComesFromItsHalves) {
  World world;
  world.Record(kRescued);
  world.Record(Sent(1));
  world.Record(Sent(2));
  world.Record(Accepted(1));
  const pb::ExplainedValue state = Why(world, kReferral, "state", kLabour);
  EXPECT_EQ(state.value(), "accepted");
  EXPECT_EQ(state.label().en(), "accepted");
  EXPECT_THAT(Origins(state), ElementsAre("2 ReferralSent", "4 ReferralAccepted"));
  EXPECT_THAT(Steps(state), ElementsAre("2 ReferralSent: sent", "4 ReferralAccepted: accepted"));
  EXPECT_FALSE(state.depends_on_date());
  EXPECT_TRUE(Why(world, kReferral, "age_seconds", kLabour).depends_on_date());
  EXPECT_THAT(Origins(Why(world, kReferral, "person", kLabour)), ElementsAre("~2 ReferralSent"))
      << "the answer says it as well";
}

TEST(Explain, ACorrectionAndWhatItCorrectsAreBothTold) {
  World world;
  world.Record(Sent(1));
  Said corrected = Sent(1, 1.5);
  corrected.text.replace(corrected.text.find("URGENCY_URGENT"), 14, "URGENCY_ROUTINE");
  ASSERT_NE(corrected.text, Sent(1, 1.5).text);
  corrected.corrects = 1;
  world.Record(Sent(2));
  world.Record(corrected);
  EXPECT_THAT(Steps(Why(world, kReferral, "urgency", kLabour)),
              ElementsAre("1 ReferralSent: urgent", "3 ReferralSent: routine"));
  EXPECT_THAT(Origins(Why(world, kReferral, "urgency", kLabour)), ElementsAre("3 ReferralSent"));
}

TEST(Explain, OneOfSeveralThatSayTheSameIsNotNecessary) {
  World world;
  world.Record(kRescued);
  world.Record({"bdr.24", 1, "victim_received {person_id: $P}"});
  const pb::ExplainedValue contact = Why(world, Cat("person:", kPerson), "tracks[contact].state", kAuditor);
  EXPECT_NE(contact.value(), "");
  EXPECT_THAT(Origins(contact), ElementsAre("~1 VictimRescued"));
}

TEST(Explain, WhatIsNotThereHasItsReasonsToo) {
  World world;
  world.Record(Sent(1));
  world.Record({"pol.01", 4, Cat("referral_cancelled {referral_id: '", Uuid(1), "' person_id: $P}")});
  const pb::ExplainedValue owed = Why(world, kReferral, "owed", kLabour);
  EXPECT_EQ(owed.value(), "");
  EXPECT_THAT(Origins(owed), ElementsAre("2 ReferralCancelled"));
  EXPECT_EQ(owed.steps_size(), 2);
}

TEST(Explain, SupposingOpensNothingThatIsClosed) {
  World world;
  world.Record(Sent(1));
  world.Record({"pol.01", 4,
                Cat("referral_entered_in_error {referral_id: '", Uuid(1),
                    "' person_id: $P kind: REFERRAL_ERROR_KIND_WRONG_PERSON}")});
  const pb::ExplainedValue need = Why(world, kReferral, "need", kLabour);
  EXPECT_EQ(need.value(), "");
  EXPECT_THAT(Steps(need), IsEmpty()) << "nor does looking back";
  EXPECT_THAT(Steps(Why(world, kReferral, "need", kAuditor)), ElementsAre("1 ReferralSent: medical"));
}

TEST(Explain, NamesNoEventThatTheReaderMayNotKnowOf) {
  World world;
  world.Record({"bdr.24", 0, "victim_received {person_id: $P}"});
  world.Record({"bdr.24", 0.5,
                Cat("consent_recorded {consent_id: '", Uuid(9),
                    "' person_id: $P person {given_by: GIVEN_BY_SELF recipients: "
                    "'soc.01' purposes: CONSENT_PURPOSE_SUPPORT}}")});
  Said sent = Sent(1);
  sent.text.replace(sent.text.find("BASIS_LEGAL_DUTY"), 16, "BASIS_CONSENT");
  world.Record(sent);
  const auto mentioned = [&](const Viewer& viewer) {
    std::vector<std::string> all;
    world.Settle();
    pb::ExplainRequest request;
    request.set_subject(kReferral);
    for (const char* field : {"state", "verdicts", "overlays", "owed", "changed_at"}) request.add_fields(field);
    const auto response = world.views().Explain(request, viewer);
    EXPECT_TRUE(response.ok()) << response.status();
    for (const auto& value : response->values()) {
      for (const auto& origin : value.origins()) all.push_back(Named(origin.event()));
      for (const auto& step : value.steps()) all.push_back(Named(step.event()));
    }
    return all;
  };
  world.Record({"bdr.24", 2, Cat("consent_withdrawn {consent_id: '", Uuid(9), "' person_id: $P}")});
  EXPECT_THAT(mentioned(kAuditor), Not(Contains(::testing::HasSubstr("withheld"))));
  // A unit that only receives the referral, and whose consent is gone, reads the person's timeline no more.
  for (const std::string& name : mentioned(kLabour))
    EXPECT_THAT(name, Not(::testing::HasSubstr("VictimReceived"))) << name;
}

TEST(Explain, RefusesWhatItDoesNotKnow) {
  World world;
  world.Record(Sent(1));
  world.Settle();
  pb::ExplainRequest request;
  request.set_subject(kReferral);
  request.add_fields("staet");
  EXPECT_TRUE(absl::IsInvalidArgument(world.views().Explain(request, kLabour).status()));
  request.clear_fields();
  EXPECT_TRUE(absl::IsNotFound(world.views().Explain(request, As(Role::kLabour, "soc.02")).status()));
  request.set_subject("unit:soc.01");
  EXPECT_TRUE(absl::IsNotFound(world.views().Explain(request, kAuditor).status()));
  request.set_subject(kReferral);
  request.mutable_known_at()->set_position(1);
  EXPECT_EQ(world.views().Explain(request, kLabour)->values(0).path(), "state");
}

pb::ListDifferencesResponse Diff(World& world, uint64_t from, uint64_t to, const Viewer& viewer,
                                 const std::string& subject = "") {
  world.Settle();
  pb::ListDifferencesRequest request;
  request.mutable_from()->set_position(from);
  request.mutable_to()->set_position(to);
  request.set_subject(subject);
  const auto response = world.views().ListDifferences(request, viewer);
  EXPECT_TRUE(response.ok()) << response.status();
  return response.ok() ? *response : pb::ListDifferencesResponse();
}

std::vector<std::string> Rows(const pb::ListDifferencesResponse& response) {
  std::vector<std::string> rows;
  for (const auto& row : response.differences()) {
    std::string text =
        Cat(row.view(), " ", row.subject().substr(row.subject().size() - 3), " ", static_cast<int>(row.change()));
    for (const auto& event : row.events()) text += Cat(" ", Named(event));
    rows.push_back(text);
  }
  return rows;
}

TEST(Diff, TellsWhatAppearedAndChangedAndByWhichEvents) {
  World world;
  world.Record(Sent(1));      // 1
  world.Record(Sent(2));      // 2
  world.Record(Accepted(1));  // 3
  world.Record(Sent(3));      // 4
  world.Record(Accepted(3));  // 5
  EXPECT_THAT(Rows(Diff(world, 2, 5, kLabour)),
              ElementsAre("referrals 001 2 3 ReferralAccepted", "referrals 003 1 4 ReferralSent 5 ReferralAccepted",
                          "victims 001 2 3 ReferralAccepted 4 ReferralSent 5 ReferralAccepted"));
  EXPECT_THAT(Rows(Diff(world, 5, 5, kLabour)), IsEmpty());
  EXPECT_THAT(Rows(Diff(world, 0, 5, As(Role::kLabour, "soc.02"))), IsEmpty());
  const pb::ListDifferencesResponse one = Diff(world, 0, 5, kLabour, kReferral);
  ASSERT_EQ(one.differences_size(), 1);
  EXPECT_EQ(one.differences(0).change(), pb::CHANGE_APPEARED);
  EXPECT_EQ(one.position(), 5u);
  bool told = false;
  const pb::ListDifferencesResponse between = Diff(world, 1, 5, kLabour, kReferral);
  ASSERT_EQ(between.differences_size(), 1);
  for (const auto& field : between.differences(0).fields()) {
    if (field.path() != "state") continue;
    told = true;
    EXPECT_EQ(field.before(), "sent");
    EXPECT_EQ(field.after(), "accepted");
    EXPECT_EQ(field.after_label().en(), "accepted");
    EXPECT_THAT(field.changed_by(), ElementsAre(0));
  }
  EXPECT_TRUE(told);
}

TEST(Diff, WhatWasTakenBackIsGone) {
  World world;
  world.Record(Sent(1));
  world.Record(
      {"pol.01", 2, Cat("event_retracted {event_id: '", IdOfEvent(1), "' reason: CORRECTION_REASON_WRONG_PERSON}")});
  EXPECT_THAT(Rows(Diff(world, 1, 2, kAuditor)), Contains("referrals 001 3 2 EventRetracted"));
  EXPECT_THAT(Rows(Diff(world, 1, 2, kLabour)), IsEmpty()) << "it is not theirs to read any more";
}

TEST(Diff, PagesHoldEveryRowOnce) {
  World world;
  for (int n = 1; n <= 25; ++n) world.Record(Sent(n));
  world.Settle();
  pb::ListDifferencesRequest request;
  request.mutable_from()->set_position(0);
  request.add_views("referrals");
  request.set_page_size(10);
  std::vector<std::string> subjects;
  do {
    auto page = world.views().ListDifferences(request, kLabour);
    ASSERT_TRUE(page.ok()) << page.status();
    EXPECT_LE(page->differences_size(), 10);
    for (const auto& row : page->differences()) subjects.push_back(row.subject());
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  EXPECT_EQ(subjects.size(), 25u);
  EXPECT_TRUE(std::is_sorted(subjects.begin(), subjects.end()));
  request.set_unit("soc.02");
  EXPECT_EQ(world.views().ListDifferences(request, kLabour)->differences_size(), 0);
  request.add_views("nothing");
  EXPECT_TRUE(absl::IsInvalidArgument(world.views().ListDifferences(request, kLabour).status()));
  request.clear_views();
  request.mutable_from()->set_position(9);
  request.mutable_to()->set_position(3);
  EXPECT_TRUE(absl::IsInvalidArgument(world.views().ListDifferences(request, kLabour).status())) << "backwards";
  request.clear_from();
  EXPECT_TRUE(absl::IsInvalidArgument(world.views().ListDifferences(request, kLabour).status()));
}

}  // namespace
}  // namespace homeward::projections
