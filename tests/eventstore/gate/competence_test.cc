// Units that were dissolved, or lost a competence, publish nothing new on persons.
#include "eventstore/gate/competence.h"

#include <gtest/gtest.h>

#include "homeward/labour/v1/labour_service.pb.h"
#include "homeward/programme/v1/programme_service.pb.h"
#include "tests/eventstore/support/scene.h"

namespace homeward::eventstore {
namespace {

programme::v1::Event Begin(const std::string& id) {
  programme::v1::Event event;
  *event.mutable_envelope() = *Make{.unit = "gov.01", .id = id}.Sent(1).event.envelope;
  return event;
}

Proposal Governance(const programme::v1::Event& event) {
  Proposal proposal = Batch(FromMessage(contract::Agency::AGENCY_PROGRAMME, event));
  proposal.agency = contract::Agency::AGENCY_PROGRAMME;
  return proposal;
}

Proposal Dissolved(const std::string& unit, const std::string& date, const std::string& id = "",
                   const std::string& corrects = "") {
  programme::v1::Event event = Begin(id);
  event.mutable_envelope()->set_corrects(corrects);
  event.mutable_admin_unit_dissolved()->set_unit(unit);
  event.mutable_admin_unit_dissolved()->set_effective_from(date);
  return Governance(event);
}

Proposal Moved(programme::v1::Competence competence, const std::string& from, const std::string& to,
               const std::string& date) {
  programme::v1::Event event = Begin("");
  event.mutable_competence_transferred()->set_competence(competence);
  event.mutable_competence_transferred()->set_from_unit(from);
  event.mutable_competence_transferred()->set_to_unit(to);
  event.mutable_competence_transferred()->set_effective_from(date);
  return Governance(event);
}

class CompetenceTest : public ::testing::Test {
 protected:
  std::string Try(Proposal proposal) { return Reasons(Ask(*store_, std::move(proposal))); }

  TempDirectory directory_;
  std::unique_ptr<Store> store_ = OpenStore(directory_.path());
};

// kDay0 is 2026-01-01 07:00 at UTC+7: 2026-01-02 begins 17 hours later.
TEST_F(CompetenceTest, ADissolvedUnitRecordsOnlyWhatHappenedBefore) {
  ASSERT_EQ(Try(Batch(Make{.hour = 1}.Sent(1))), "");
  ASSERT_EQ(Try(Dissolved("pol.01", "2026-01-02")), "");
  for (const bool reopened : {false, true}) {
    if (reopened) {
      store_.reset();
      store_ = OpenStore(directory_.path());
    }
    const uint64_t n = reopened ? 20 : 10;
    EXPECT_EQ(Try(Batch(Make{.hour = 17}.Sent(n))), "COMPETENCE_NOT_HELD@0");
    EXPECT_EQ(Try(Batch(Make{.hour = 16}.Sent(n))), "");
    EXPECT_EQ(Try(Batch(Make{.unit = "pol.02", .hour = 17}.Sent(n))), "");
    EXPECT_EQ(Try(Batch(Make{.hour = 17}.Cancelled(n))), "");  // names no person: an open end may be tied up
  }
}

TEST_F(CompetenceTest, ACompetenceThatMovedIsHeldByTheOtherUnit) {
  ASSERT_EQ(Try(Moved(programme::v1::COMPETENCE_INVESTIGATION, "pol.01", "pol.02", "2026-01-02")), "");
  EXPECT_EQ(Try(Batch(Make{.hour = 17}.Sent(1))), "COMPETENCE_NOT_HELD@0");
  EXPECT_EQ(Try(Batch(Make{.unit = "pol.02", .hour = 17}.Sent(1))), "");
  ASSERT_EQ(Try(Moved(programme::v1::COMPETENCE_INVESTIGATION, "pol.02", "pol.01", "2026-01-03")), "");
  EXPECT_EQ(Try(Batch(Make{.hour = 41}.Sent(1))), "");
  EXPECT_EQ(Try(Batch(Make{.hour = 40}.Sent(2))), "COMPETENCE_NOT_HELD@0");
}

TEST_F(CompetenceTest, ACompetenceOfAnotherAgencyChangesNothing) {
  ASSERT_EQ(Try(Moved(programme::v1::COMPETENCE_VICTIM_SUPPORT, "pol.01", "pol.02", "2026-01-02")), "");
  EXPECT_EQ(Try(Batch(Make{.hour = 17}.Sent(1))), "");
}

TEST_F(CompetenceTest, ACorrectedDateCountsAtOnce) {
  ASSERT_EQ(Try(Dissolved("pol.01", "2026-01-02", Uuid7(1))), "");
  ASSERT_EQ(Try(Dissolved("pol.01", "2026-01-03", Uuid7(2), Uuid7(1))), "");
  EXPECT_EQ(Try(Batch(Make{.hour = 17}.Sent(1))), "");
  EXPECT_EQ(Try(Batch(Make{.hour = 41}.Sent(2))), "COMPETENCE_NOT_HELD@0");
  programme::v1::Event retracted = Begin("");
  retracted.mutable_event_retracted()->set_event_id(Uuid7(2));
  ASSERT_EQ(Try(Governance(retracted)), "");
  EXPECT_EQ(Try(Batch(Make{.hour = 17}.Sent(3))), "COMPETENCE_NOT_HELD@0");
}

// What counts at a place needs the competence for prevention, whichever agency's unit it is.
Proposal Inspected(uint64_t n, int hour) {
  labour::v1::Event event;
  *event.mutable_envelope() = *Make{.unit = "soc.01", .hour = hour}.Sent(n).event.envelope;
  event.mutable_inspection_conducted()->set_inspection_id(Uuid7(n));
  Proposal proposal = Batch(FromMessage(contract::Agency::AGENCY_LABOUR, event));
  proposal.agency = contract::Agency::AGENCY_LABOUR;
  return proposal;
}

TEST_F(CompetenceTest, ADissolvedUnitCountsOnlyWhatHappenedBefore) {
  ASSERT_EQ(Try(Dissolved("soc.01", "2026-01-02")), "");
  EXPECT_EQ(Try(Inspected(1, 17)), "COMPETENCE_NOT_HELD@0");
  EXPECT_EQ(Try(Inspected(1, 16)), "");
}

TEST_F(CompetenceTest, AUnitThatWasSplitCountsNothingMore) {
  programme::v1::Event event = Begin("");
  event.mutable_admin_unit_split()->set_unit("soc.01");
  event.mutable_admin_unit_split()->set_successor_unit("soc.02");
  event.mutable_admin_unit_split()->add_other_units("soc.03");
  event.mutable_admin_unit_split()->set_effective_from("2026-01-02");
  ASSERT_EQ(Try(Governance(event)), "");
  EXPECT_EQ(Try(Inspected(1, 17)), "COMPETENCE_NOT_HELD@0");
  EXPECT_EQ(Try(Inspected(1, 16)), "");
}

TEST_F(CompetenceTest, CompetenceForPreventionMovesByItself) {
  ASSERT_EQ(Try(Moved(programme::v1::COMPETENCE_VICTIM_SUPPORT, "soc.01", "soc.02", "2026-01-02")), "");
  EXPECT_EQ(Try(Inspected(1, 17)), "");
  ASSERT_EQ(Try(Moved(programme::v1::COMPETENCE_PREVENTION, "soc.01", "soc.02", "2026-01-02")), "");
  EXPECT_EQ(Try(Inspected(2, 17)), "COMPETENCE_NOT_HELD@0");
  ASSERT_EQ(Try(Moved(programme::v1::COMPETENCE_PREVENTION, "pol.01", "soc.02", "2026-01-02")), "");
  EXPECT_EQ(Try(Batch(Make{.hour = 17}.Sent(3))), "") << "on a person, by another agency's competence";
}

TEST(GovernanceStreams, AreThoseOfTheContract) {
  EXPECT_TRUE(IsGovernanceStream("admin_unit/gov.01/pol.01"));
  EXPECT_FALSE(IsGovernanceStream("referral_out/pol.01/x"));
  EXPECT_TRUE(IsGovernanceStream("programme_plan/gov.01/s0"));
  EXPECT_FALSE(IsGovernanceStream("plan/soc.01/x")) << "one person's support plan";
  EXPECT_FALSE(IsGovernanceStream(""));
}

}  // namespace
}  // namespace homeward::eventstore
