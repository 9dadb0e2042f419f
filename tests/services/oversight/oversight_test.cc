// What is overdue over a real connection: told when its day has passed, though nothing is recorded.
#include <gmock/gmock.h>
#include <google/protobuf/util/time_util.h>
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>

#include "homeward/oversight/v1/oversight.grpc.pb.h"
#include "homeward/police/v1/police_service.grpc.pb.h"
#include "tests/services/support/deployment.h"
#include "tests/services/support/events.h"

namespace homeward::services {
namespace {

namespace pb = oversight::v1;
using google::protobuf::util::TimeUtil;
using testing::Deployment;
using testing::NewUuid7;
using testing::ReasonOf;

constexpr int kDueSeconds = 4;  // from the sending

class OversightTest : public ::testing::Test {
 protected:
  OversightTest()
      : police_(police::v1::Police::NewStub(deployment_.Connect("police", "pol"))),
        labour_(pb::Oversight::NewStub(deployment_.Connect("labour", "soc"))) {
    testing::CallContext context;
    police::v1::MintPersonIdsResponse minted;
    EXPECT_TRUE(police_->MintPersonIds(&context, {}, &minted).ok());
    person_ = minted.ids(0);
  }

  // pol.01 asks soc.01 for an answer in a few seconds; returns the position.
  uint64_t Refer(const std::string& referral) {
    testing::CallContext context;
    police::v1::PublishBatchRequest request;
    *request.add_events() = testing::Sent(referral, person_);
    *request.mutable_events(0)->mutable_referral_sent()->mutable_due() =
        TimeUtil::GetCurrentTime() + TimeUtil::SecondsToDuration(kDueSeconds);
    police::v1::PublishBatchResponse response;
    const grpc::Status status = police_->PublishBatch(&context, request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response.first_position();
  }

  static coordination::v1::ReadContext For(uint64_t min_position) {
    coordination::v1::ReadContext context;
    context.set_purpose(coordination::v1::PURPOSE_REFERRAL);
    context.set_min_position(min_position);
    context.set_unit("soc.01");
    return context;
  }

  Deployment deployment_;
  std::unique_ptr<police::v1::Police::Stub> police_;
  std::unique_ptr<pb::Oversight::Stub> labour_;
  std::string person_;
};

TEST_F(OversightTest, AWatchTellsWhatADayMakesLateAndEndsWithTheServer) {
  const std::string referral = NewUuid7();
  const uint64_t position = Refer(referral);
  testing::CallContext context;
  pb::WatchDeadlinesRequest request;
  *request.mutable_context() = For(position);
  const auto stream = labour_->WatchDeadlines(&context, request);
  pb::WatchDeadlinesResponse response;
  ASSERT_TRUE(stream->Read(&response));
  ASSERT_TRUE(response.has_caught_up()) << "nothing is late yet: " << response.ShortDebugString();
  ASSERT_TRUE(stream->Read(&response)) << "woken by the clock alone";
  ASSERT_TRUE(response.has_overdue()) << response.ShortDebugString();
  EXPECT_EQ(response.overdue().subject(), "referral:" + referral);
  EXPECT_EQ(response.overdue().deadline().rule_code(), "referral_answer");
  EXPECT_EQ(response.overdue().unit(), "soc.01");
  EXPECT_EQ(response.position(), position) << "nothing was recorded meanwhile";
  EXPECT_GE(TimeUtil::TimestampToMilliseconds(response.as_at()),
            TimeUtil::TimestampToMilliseconds(response.overdue().deadline().due()));

  testing::CallContext list_context;
  pb::ListDeadlinesRequest list;
  *list.mutable_context() = For(position);
  pb::ListDeadlinesResponse listed;
  ASSERT_TRUE(labour_->ListDeadlines(&list_context, list, &listed).ok());
  ASSERT_EQ(listed.clocks_size(), 1);
  EXPECT_EQ(listed.clocks(0).subject(), "referral:" + referral);
  EXPECT_EQ(listed.clocks(0).deadline().state().code(), "missed");

  deployment_.server().Shutdown();
  while (stream->Read(&response)) {
  }
  const grpc::Status status = stream->Finish();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(ReasonOf(status), "SERVER_STOPPING");
}

TEST_F(OversightTest, AServerGoesDownWhileAWatchRests) {
  Refer(NewUuid7());
  testing::CallContext context;
  pb::WatchDeadlinesRequest request;
  *request.mutable_context() = For(0);
  const auto stream = labour_->WatchDeadlines(&context, request);
  pb::WatchDeadlinesResponse response;
  ASSERT_TRUE(stream->Read(&response));
  deployment_.server().Shutdown();  // before the alarm rings
  while (stream->Read(&response)) {
  }
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
}

TEST_F(OversightTest, ConcernsAreAskedAndRecorded) {
  const uint64_t position = Refer(NewUuid7());
  testing::CallContext context;
  pb::ListConcernsRequest request;
  *request.mutable_context() = For(position);
  pb::ListConcernsResponse response;
  const grpc::Status status = labour_->ListConcerns(&context, request, &response);
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_GE(response.position(), position);
  request.add_kinds("no_such_question");
  testing::CallContext again;
  EXPECT_EQ(ReasonOf(labour_->ListConcerns(&again, request, &response)), "FILTER_UNKNOWN");
}

}  // namespace
}  // namespace homeward::services
