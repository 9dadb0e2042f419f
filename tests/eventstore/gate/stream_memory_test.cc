#include "eventstore/gate/stream_memory.h"

#include <gtest/gtest.h>

#include <string>

#include "homeward/record/v1/record.pb.h"

namespace homeward::eventstore {
namespace {

using Part = StreamMemory::Part;
using record::v1::GateState;

GateState AsState(const StreamMemory& memory) {
  std::string bytes;
  memory.AppendTo(&bytes);
  GateState state;
  EXPECT_TRUE(state.ParseFromString(bytes));
  return state;
}

GateState Sample() {
  GateState state;
  (*state.mutable_states())[""] = "with_procuracy";
  (*state.mutable_states())["request:6b0c"] = "delivered";
  (*state.mutable_before())[""] = "none";
  (*state.mutable_counts())["ProsecutionDecided"] = 300;
  (*state.mutable_slots())["drafter"] = "0b6e0c5e-0000-4000-8000-000000000001";
  (*state.mutable_slots())["left_empty"] = "";
  state.set_last_time_us(1'767'225'600'000'000);
  return state;
}

TEST(StreamMemory, SaysWhatTheStoredStateSays) {
  const GateState state = Sample();
  StreamMemory memory;
  ASSERT_TRUE(memory.Parse(state.SerializeAsString()));
  EXPECT_EQ(memory.Text(Part::kStates, ""), "with_procuracy");
  EXPECT_EQ(memory.Text(Part::kStates, "request:6b0c"), "delivered");
  EXPECT_EQ(memory.Text(Part::kStates, "request"), "");
  EXPECT_EQ(memory.Text(Part::kBefore, ""), "none");
  EXPECT_EQ(memory.Text(Part::kSlots, "drafter"), "0b6e0c5e-0000-4000-8000-000000000001");
  EXPECT_EQ(memory.Count("ProsecutionDecided"), 300u);
  EXPECT_EQ(memory.Count("CaseClosed"), 0u);
  EXPECT_EQ(memory.last_time_us(), state.last_time_us());
  EXPECT_EQ(AsState(memory).SerializeAsString().size(), state.SerializeAsString().size());
}

TEST(StreamMemory, IsWrittenAsItWasChanged) {
  StreamMemory memory;
  ASSERT_TRUE(memory.Parse(Sample().SerializeAsString()));
  memory.SetText(Part::kStates, "", "before_court");
  memory.SetText(Part::kBefore, "", std::string(memory.Text(Part::kStates, "request:6b0c")));
  memory.Erase(Part::kStates, "request:6b0c");
  memory.Erase(Part::kStates, "never there");
  memory.SetCount("ProsecutionDecided", 301);
  memory.SetCount("CaseClosed", 1);
  memory.SetText(Part::kSlots, "drafter", "");
  memory.set_last_time_us(0);
  const GateState state = AsState(memory);
  EXPECT_EQ(state.states().size(), 1u);
  EXPECT_EQ(state.states().at(""), "before_court");
  EXPECT_EQ(state.before().at(""), "delivered");
  EXPECT_EQ(state.counts().at("ProsecutionDecided"), 301u);
  EXPECT_EQ(state.counts().at("CaseClosed"), 1u);
  EXPECT_EQ(state.slots().at("drafter"), "");
  EXPECT_EQ(state.last_time_us(), 0);
}

TEST(StreamMemory, AnEmptyOneTakesNoBytes) {
  StreamMemory memory;
  ASSERT_TRUE(memory.Parse(Sample().SerializeAsString()));
  ASSERT_TRUE(memory.Parse(""));
  EXPECT_EQ(AsState(memory).ByteSizeLong(), 0u);
}

TEST(StreamMemory, WhatIsNoStateIsSaidToBeNone) {
  StreamMemory memory;
  std::string bytes = Sample().SerializeAsString();
  bytes.pop_back();
  EXPECT_FALSE(memory.Parse(bytes));
  GateState state;
  (*state.mutable_slots())["x"] = "y";
  bytes = state.SerializeAsString();
  bytes.back() = '\xff';  // no UTF-8
  EXPECT_FALSE(memory.Parse(bytes));
}

}  // namespace
}  // namespace homeward::eventstore
