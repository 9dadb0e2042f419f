// The language itself: what parses, what does not, and what the text becomes.
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "homeward/police/v1/police_service.pb.h"
#include "proto/contract/formats.h"
#include "tests/scenarios/build_event.h"
#include "tests/scenarios/expand.h"
#include "tests/scenarios/measure.h"
#include "tests/scenarios/script.h"

namespace homeward::scenario {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr char kHead[] = "scenario X A title\nstart 2025-03-03\nunit pol.01 soc.01\n";

absl::StatusOr<Script> Parse(const std::string& body) { return ParseScript("x.scenario", absl::StrCat(kHead, body)); }

std::string Error(const std::string& body) { return std::string(Parse(body).status().message()); }

const Batch& OnlyBatch(const Script& script) { return std::get<Batch>(script.steps.at(0)); }

TEST(When, ReadsDaysDatesAndMinutes) {
  const Calendar calendar{ParseDate("2025-03-03").value(), 1.0};
  EXPECT_EQ(FormatDate(calendar.Day(*ParseWhen("@-9"))), "2025-02-22");
  EXPECT_EQ(FormatDate(calendar.Day(*ParseWhen("@2025-07-01"))), "2025-07-01");
  // Midnight in Viet Nam is 17:00 UTC of the day before.
  EXPECT_EQ(calendar.Micros(*ParseWhen("@2025-01-01.00:00"), 0) / 1'000'000, 1735664400);
  for (const char* wrong : {"9", "@", "@x", "@3.25:00", "@3.9:00", "@2025-13-01"}) {
    EXPECT_FALSE(ParseWhen(wrong).ok()) << wrong;
  }
}

TEST(When, StretchingKeepsDifferentDaysApart) {
  const Calendar calendar{0, 1.37};
  for (int day = -20; day < 400; ++day) {
    EXPECT_LT(calendar.Day({.day = day}), calendar.Day({.day = day + 1}));
  }
}

TEST(Script, ReadsABatchWithItsContinuation) {
  auto script = Parse(
      "pol.01 @-9 TipReceived tip=T1 recorded=@-8 as=e1 # a comment\n"
      "  + TipClassified \\\n  tip=T1 !ILLEGAL_STEP\n");
  ASSERT_TRUE(script.ok()) << script.status();
  const Batch& batch = OnlyBatch(*script);
  ASSERT_EQ(batch.events.size(), 2u);
  EXPECT_EQ(batch.events[0].label, "e1");
  EXPECT_EQ(batch.events[0].recorded->day, -8);
  EXPECT_EQ(batch.events[1].time.day, -9);
  EXPECT_EQ(batch.events[1].fields.at(0).path, "tip");
  EXPECT_THAT(batch.refused, ElementsAre("ILLEGAL_STEP"));
}

TEST(Script, QuotedWordsHoldBlanks) {
  auto script = Parse("pol.01 @0 TipReceived tip=T1 title=\"a # b \\\n c\" as=e1\n");
  ASSERT_TRUE(script.ok()) << script.status();
  EXPECT_EQ(OnlyBatch(*script).events[0].fields.at(1).value, "a # b   c");
  EXPECT_EQ(OnlyBatch(*script).events[0].label, "e1");
  EXPECT_THAT(Error("pol.01 @0 TipReceived tip=\"T1\n"), HasSubstr("not closed"));
}

TEST(Measure, ReadsEveryWayOfCounting) {
  const auto read = [](const char* text) {
    programme::v1::Measure measure;
    const absl::Status status = ParseMeasure(text, &measure);
    return status.ok() ? measure.ShortDebugString() : std::string(status.message());
  };
  EXPECT_EQ(read("events:review_held"), "sources { event: \"review_held\" } aggregate: AGGREGATE_EVENTS");
  EXPECT_EQ(read("baseline:communes"), "aggregate: AGGREGATE_BASELINE baseline: \"communes\"");
  EXPECT_EQ(read("sum:a[b=c|d&e=true].f"),
            "sources { event: \"a\" where { field: \"b\" values: \"c\" values: \"d\" } where { field: \"e\" values: "
            "\"true\" } value_field: \"f\" } aggregate: AGGREGATE_SUM");
  EXPECT_EQ(read("latest(area):a+b"),
            "sources { event: \"a\" } sources { event: \"b\" } aggregate: AGGREGATE_LATEST by: \"area\"");
  for (const char* wrong : {"", "a", "count:a", "distinct:a", "distinct():a", "sum(area):a.b", "sum:a[b", "sum:a[b]",
                            "sum:a[=c]", "sum:a[b=]", "sum:a[b=c]d"}) {
    programme::v1::Measure measure;
    EXPECT_FALSE(ParseMeasure(wrong, &measure).ok()) << wrong;
  }
}

TEST(Script, SaysWhereAndWhatIsWrong) {
  EXPECT_THAT(Error("pol.02 @0 TipReceived\n"), HasSubstr("x.scenario:4: 'pol.02' is neither"));
  EXPECT_THAT(Error("pol.01 TipReceived\n"), HasSubstr("needs its moment"));
  EXPECT_THAT(Error("pol.01 @0\n"), HasSubstr("needs its type"));
  EXPECT_THAT(Error("+ TipReceived\n"), HasSubstr("there is none"));
  EXPECT_THAT(Error("expect referral R1 state=sent\n"), HasSubstr("through whose eyes"));
  EXPECT_THAT(Error("repeat 1..2 every=3\n"), HasSubstr("without 'done'"));
  EXPECT_THAT(Error("pol.01 @0 TipReceived tip==T1 Tip=x\n"), HasSubstr("'Tip=x' is not field=value"));
}

TEST(Expand, RepeatsAGroupInTurns) {
  auto script =
      Parse("repeat 2..5 every=7\npol.01 @1 A x=F# due=@3\npol.01 @2.10:00 B x=F# as=b#\ndone\npol.01 @30 C\n");
  ASSERT_TRUE(script.ok()) << script.status();
  const Script expanded = Expand(*script, [](int least, int most) { return most - 2; });
  ASSERT_EQ(expanded.steps.size(), 7u);
  const EventLine& third_b = std::get<Batch>(expanded.steps[5]).events[0];
  EXPECT_EQ(third_b.type, "B");
  EXPECT_EQ(third_b.label, "b3");
  EXPECT_EQ(third_b.time.day, 16);
  EXPECT_EQ(third_b.fields[0].value, "F3");
  EXPECT_EQ(std::get<Batch>(expanded.steps[4]).events[0].fields[1].value, "@17");
  EXPECT_EQ(ExpandLeast(*script).steps.size(), 5u);
}

TEST(Symbols, SameSymbolSameIdAndNothingShared) {
  const eventstore::PersonIds ids{{}};
  const Symbols one({"J1", 1, ids, {{"01", "48"}}}), other({"J1", 2, ids, {}});
  EXPECT_EQ(one.Uuid("R1"), one.Uuid("R1"));
  EXPECT_NE(one.Uuid("R1"), other.Uuid("R1"));
  EXPECT_TRUE(contract::IsUuid(one.Uuid("R1")));
  EXPECT_TRUE(contract::IsUuid7(one.MakeEventId(1'741'000'000'000'000, "#1")));
  EXPECT_TRUE(ids.Check(eventstore::IdKind::kPerson, one.PersonId("P1")));
  EXPECT_TRUE(ids.Check(eventstore::IdKind::kServiceUser, one.ServiceId("P1")));
  EXPECT_EQ(one.Unit("soc.01.d2"), "soc.48.d2");
  EXPECT_EQ(one.Unit("gov.01"), "gov.01");
  EXPECT_EQ(one.Commune("01.00004"), "48.00004");
}

class BuildEventTest : public ::testing::Test {
 protected:
  absl::StatusOr<police::v1::Event> Build(const std::string& line) {
    auto script = Parse(absl::StrCat("pol.01 @0 TipReceived tip=T0 as=first\npol.01 @1 ", line, "\n"));
    if (!script.ok()) return script.status();
    symbols_ = Symbols({"X", 0, eventstore::PersonIds{{}}, {}});
    if (absl::Status status = NameEvents(*script, calendar_, &symbols_); !status.ok()) return status;
    const Batch& batch = std::get<Batch>(script->steps.at(1));
    auto event = BuildEvent(batch, batch.events[0], {&symbols_, calendar_});
    if (!event.ok()) return event.status();
    return static_cast<const police::v1::Event&>(**event);
  }

  Calendar calendar_{ParseDate("2025-03-03").value(), 1.0};
  Symbols symbols_{{"X", 0, eventstore::PersonIds{{}}, {}}};
};

TEST_F(BuildEventTest, FindsFieldsOfEventSectionAndEnvelope) {
  auto event = Build(
      "ReferralSent referral=R1 person=P1 to_unit=soc.01 kind=follow_up service=legal_aid urgency=urgent due=@3 "
      "basis=consent consent=K1 correlation_id=K2");
  ASSERT_TRUE(event.ok()) << event.status();
  const auto& sent = event->referral_sent();
  EXPECT_EQ(sent.referral_id(), symbols_.Uuid("R1"));
  EXPECT_EQ(sent.person_id(), symbols_.PersonId("P1"));
  EXPECT_EQ(sent.person().service(), shared::v1::SERVICE_CODE_LEGAL_AID);
  EXPECT_EQ(sent.kind(), shared::v1::REFERRAL_KIND_FOLLOW_UP);
  EXPECT_EQ(event->envelope().correlation_id(), symbols_.Uuid("K2"));
  EXPECT_EQ(event->envelope().province(), "01");
  EXPECT_GT(event->envelope().recorded_at().seconds(), event->envelope().time().seconds());
}

TEST_F(BuildEventTest, ReachesNestedSafeguardsAndEarlierEvents) {
  auto event = Build("StatementTaken person=P1 purpose=trial lawyer=true sessions_today=2 reused_statement=first");
  ASSERT_TRUE(event.ok()) << event.status();
  EXPECT_TRUE(event->statement_taken().person().safeguards().lawyer());
  EXPECT_EQ(event->statement_taken().reused_statement(), *symbols_.EventId("first"));
}

TEST_F(BuildEventTest, RefusesWhatTheContractDoesNotHave) {
  EXPECT_THAT(std::string(Build("TipReceived tip=T1 nonsense=1").status().message()), HasSubstr("'nonsense'"));
  EXPECT_THAT(std::string(Build("TipReceived tip=T1 source=gossip").status().message()), HasSubstr("denunciation"));
  EXPECT_THAT(std::string(Build("PlanApproved plan=N1").status().message()), HasSubstr("police has no event"));
  EXPECT_THAT(std::string(Build("EventRetracted event=later").status().message()), HasSubstr("no event bears"));
}

}  // namespace
}  // namespace homeward::scenario
