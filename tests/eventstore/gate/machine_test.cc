// One event against what its stream remembers: alternatives, instances, limits, memories.
#include "eventstore/gate/machine.h"

#include <gtest/gtest.h>

#include "homeward/labour/v1/labour_service.pb.h"
#include "homeward/prosecution/v1/prosecution_service.pb.h"
#include "tests/eventstore/support/scene.h"

namespace homeward::eventstore {
namespace {

class MachineTest : public ::testing::Test {
 protected:
  // "REASON REASON" or empty; the state moves on.
  template <typename Message>
  std::string Apply(Message message) {
    *message.mutable_envelope() = *Make{}.Sent(1).event.envelope;
    const contract::Event event = contract::WrapEvent(std::make_unique<Message>(std::move(message)));
    contract::Violations violations;
    ApplyEvent(event, 0, &state_, &violations);
    std::string out;
    for (const contract::Violation& v : violations) out += (out.empty() ? "" : " ") + v.reason;
    return out;
  }
  std::string Decide(prosecution::v1::ProsecutionDecision decision) {
    prosecution::v1::Event event;
    event.mutable_prosecution_decided()->set_decision(decision);
    return Apply(event);
  }
  std::string Pay(uint64_t person, bool order) {
    prosecution::v1::Event event;
    if (order) event.mutable_compensation_ordered()->set_person_id(PersonId(person));
    if (!order) event.mutable_compensation_paid()->set_person_id(PersonId(person));
    return Apply(event);
  }
  std::string ReturnFile(prosecution::v1::CourtReturnBy by) {
    SetMain("before_court");
    prosecution::v1::Event event;
    event.mutable_court_returned_file()->set_by(by);
    return Apply(event);
  }
  std::string Main() const {
    const std::string_view state = state_.Text(StreamMemory::Part::kStates, "");
    return state.empty() ? kNoState : std::string(state);
  }
  void SetMain(std::string_view state) { state_.SetText(StreamMemory::Part::kStates, "", state); }

  StreamMemory state_;
};

TEST_F(MachineTest, TakesTheAlternativeThatTheValueNames) {
  SetMain("with_procuracy");
  EXPECT_EQ(Decide(prosecution::v1::PROSECUTION_DECISION_RETURN), "");
  EXPECT_EQ(Main(), "returned");
  EXPECT_EQ(Decide(prosecution::v1::PROSECUTION_DECISION_INDICT), "ILLEGAL_STEP");
  EXPECT_EQ(Main(), "returned");  // what is not allowed moves nothing
}

TEST_F(MachineTest, CountsEachValueUpToItsLimit) {
  for (const char* expected : {"", "", "LIMIT_REACHED"}) {
    SetMain("with_procuracy");
    EXPECT_EQ(Decide(prosecution::v1::PROSECUTION_DECISION_RETURN), expected);
  }
  SetMain("with_procuracy");
  EXPECT_EQ(Decide(prosecution::v1::PROSECUTION_DECISION_INDICT), "");
  EXPECT_EQ(ReturnFile(prosecution::v1::COURT_RETURN_BY_JUDGE), "");
  EXPECT_EQ(ReturnFile(prosecution::v1::COURT_RETURN_BY_PANEL), "");
  EXPECT_EQ(ReturnFile(prosecution::v1::COURT_RETURN_BY_JUDGE), "LIMIT_REACHED");
}

TEST_F(MachineTest, RunsOnceForEachInstance) {
  EXPECT_EQ(Pay(1, /*order=*/false), "ILLEGAL_STEP");
  EXPECT_EQ(Pay(1, /*order=*/true), "");
  EXPECT_EQ(Pay(2, /*order=*/false), "ILLEGAL_STEP");  // ordered for the other person only
  EXPECT_EQ(Pay(1, /*order=*/false), "");
  EXPECT_EQ(Main(), kNoState);  // the main machine stands aside
}

TEST_F(MachineTest, WhoDraftsDoesNotApprove) {
  auto draft = [&](const std::string& actor) {
    labour::v1::Event event;
    event.mutable_plan_drafted()->set_drafted_by(actor);
    return Apply(event);
  };
  auto approve = [&](const std::string& actor) {
    labour::v1::Event event;
    event.mutable_plan_approved()->set_approved_by(actor);
    return Apply(event);
  };
  EXPECT_EQ(draft(Uuid7(1)), "");
  EXPECT_EQ(draft(Uuid7(2)), "");  // the later draft is the one that counts
  EXPECT_EQ(approve(Uuid7(2)), "SAME_ACTOR");
  StreamMemory fresh = state_;
  fresh.SetText(StreamMemory::Part::kStates, "", "drafted");
  state_ = fresh;
  EXPECT_EQ(approve(Uuid7(1)), "");
}

TEST_F(MachineTest, TellsAllThatIsWrongWithOneEvent) {
  state_.SetCount("ProsecutionDecided=decision:PROSECUTION_DECISION_RETURN", 2);
  EXPECT_EQ(Decide(prosecution::v1::PROSECUTION_DECISION_RETURN), "ILLEGAL_STEP LIMIT_REACHED");
}

TEST(EventText, ReachesIntoEnvelopeAndSections) {
  const ProposedEvent sent = Make{.unit = "pol.07"}.Sent(1, 5);
  EXPECT_EQ(EventText(sent.event, "person_id"), PersonId(5));
  EXPECT_EQ(EventText(sent.event, "envelope.unit"), "pol.07");
  EXPECT_NE(EventText(sent.event, "person.service"), "");
  EXPECT_EQ(EventText(sent.event, "person.nothing"), "");
  EXPECT_EQ(EventText(sent.event, "nothing.at.all"), "");
}

}  // namespace
}  // namespace homeward::eventstore
