// Publishing over a real connection: stream and unary call, refusals, the same again, the server's end.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <thread>

#include "homeward/labour/v1/labour_service.grpc.pb.h"
#include "homeward/police/v1/police_service.grpc.pb.h"
#include "services/limits.h"
#include "tests/services/support/deployment.h"
#include "tests/services/support/events.h"

namespace homeward::services {
namespace {

using police::v1::Police;
using police::v1::PublishRequest;
using police::v1::PublishResponse;
using testing::Cancelled;
using testing::Deployment;
using testing::NewUuid7;
using testing::ReasonOf;
using testing::Sent;

class PublishTest : public ::testing::Test {
 protected:
  PublishTest() : police_(Police::NewStub(deployment_.Connect("police", "pol"))), person_(Mint()) {}

  std::string Mint() {
    testing::CallContext context;
    police::v1::MintPersonIdsRequest request;
    police::v1::MintPersonIdsResponse response;
    const grpc::Status status = police_->MintPersonIds(&context, request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response.ids_size() == 1 ? response.ids(0) : "";
  }

  grpc::Status Send(const police::v1::PublishBatchRequest& request, police::v1::PublishBatchResponse* response) {
    testing::CallContext context;
    return police_->PublishBatch(&context, request, response);
  }

  Deployment deployment_;
  std::unique_ptr<Police::Stub> police_;
  std::string person_;
};

TEST_F(PublishTest, AnswersEachBatchInOrderAndGoesOnAfterARefusal) {
  testing::CallContext context;
  const auto stream = police_->Publish(&context);
  const std::string referral = NewUuid7();
  PublishRequest batches[3];
  *batches[0].add_events() = Sent(referral, person_);
  *batches[1].add_events() = Sent(NewUuid7(), "p00000000000000000000000001");  // nobody minted it
  *batches[2].add_events() = Cancelled(referral);
  for (int i = 0; i < 3; ++i) {
    batches[i].set_tag(static_cast<uint64_t>(i) + 1);
    ASSERT_TRUE(stream->Write(batches[i]));
  }
  stream->WritesDone();
  PublishResponse answers[3];
  for (PublishResponse& answer : answers) ASSERT_TRUE(stream->Read(&answer));
  PublishResponse none;
  EXPECT_FALSE(stream->Read(&none));
  EXPECT_TRUE(stream->Finish().ok());

  for (int i = 0; i < 3; ++i) EXPECT_EQ(answers[i].tag(), static_cast<uint64_t>(i) + 1);
  EXPECT_EQ(answers[0].first_position(), 1u);
  ASSERT_EQ(answers[0].revisions_size(), 1);
  EXPECT_EQ(answers[0].revisions(0).stream(), "referral_out/pol.01/" + referral);
  EXPECT_EQ(ReasonOf(answers[1].refusal()), "PERSON_ID_NOT_MINTED");
  EXPECT_EQ(answers[1].first_position(), 0u);
  EXPECT_FALSE(answers[2].has_refusal()) << answers[2].refusal().ShortDebugString();
  EXPECT_EQ(answers[2].first_position(), 2u);
}

TEST_F(PublishTest, TheGateRefusesAnIllegalStep) {
  testing::CallContext context;
  const auto stream = police_->Publish(&context);
  PublishRequest batch;
  *batch.add_events() = Cancelled(NewUuid7());  // never sent
  ASSERT_TRUE(stream->Write(batch));
  PublishResponse answer;
  ASSERT_TRUE(stream->Read(&answer));
  EXPECT_EQ(ReasonOf(answer.refusal()), "ILLEGAL_STEP");
  stream->WritesDone();
  EXPECT_TRUE(stream->Finish().ok());
}

TEST_F(PublishTest, TheSameBatchAgainIsTheFirstAnswerAgain) {
  police::v1::PublishBatchRequest request;
  *request.add_events() = Sent(NewUuid7(), person_);
  police::v1::PublishBatchResponse first, second;
  ASSERT_TRUE(Send(request, &first).ok());
  deployment_.Restart();
  police_ = Police::NewStub(deployment_.Connect("police", "pol"));
  ASSERT_TRUE(Send(request, &second).ok());
  EXPECT_FALSE(first.duplicate());
  EXPECT_TRUE(second.duplicate());
  EXPECT_EQ(second.first_position(), first.first_position());
  EXPECT_EQ(second.count(), 1u);
}

TEST_F(PublishTest, ValidateOnlyRecordsNothing) {
  police::v1::PublishBatchRequest request;
  *request.add_events() = Sent(NewUuid7(), person_);
  request.set_validate_only(true);
  police::v1::PublishBatchResponse answer;
  ASSERT_TRUE(Send(request, &answer).ok());
  EXPECT_EQ(answer.first_position(), 0u);
  request.set_validate_only(false);
  ASSERT_TRUE(Send(request, &answer).ok());
  EXPECT_EQ(answer.first_position(), 1u);
  EXPECT_FALSE(answer.duplicate());
}

TEST_F(PublishTest, AUnaryRefusalCarriesItsDetails) {
  police::v1::PublishBatchRequest request;
  *request.add_events() = Sent(NewUuid7(), person_, "soc.01");
  police::v1::PublishBatchResponse answer;
  const grpc::Status status = Send(request, &answer);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::PERMISSION_DENIED);
  EXPECT_EQ(ReasonOf(status), "WRONG_UNIT");
}

TEST_F(PublishTest, ManyViolationsStillFitTheTrailers) {
  police::v1::PublishBatchRequest request;
  for (int i = 0; i < 500; ++i) *request.add_events() = Sent("no uuid", "p1", "soc.01");
  police::v1::PublishBatchResponse answer;
  const grpc::Status status = Send(request, &answer);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT) << status.error_message();
  EXPECT_NE(ReasonOf(status), "");
}

TEST_F(PublishTest, AnotherAgencysServiceIsClosed) {
  const auto labour = labour::v1::Labour::NewStub(deployment_.Connect("police", "pol"));
  testing::CallContext unary_context;
  labour::v1::PublishBatchRequest request;
  labour::v1::PublishBatchResponse response;
  const grpc::Status unary = labour->PublishBatch(&unary_context, request, &response);
  EXPECT_EQ(unary.error_code(), grpc::StatusCode::PERMISSION_DENIED);
  EXPECT_EQ(ReasonOf(unary), "WRONG_PUBLISHER");
  testing::CallContext stream_context;
  const auto stream = labour->Publish(&stream_context);
  labour::v1::PublishResponse answer;
  EXPECT_FALSE(stream->Read(&answer));
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::PERMISSION_DENIED);
}

TEST_F(PublishTest, ASystemFindsWhereItStopped) {
  police::v1::PublishBatchRequest request;
  *request.add_events() = Sent(NewUuid7(), person_);
  request.mutable_events(0)->mutable_envelope()->set_source_sequence(41);
  police::v1::PublishBatchResponse answer;
  ASSERT_TRUE(Send(request, &answer).ok());
  police::v1::LastSourceSequenceRequest last;
  last.set_source("test://police");
  police::v1::LastSourceSequenceResponse mark;
  testing::CallContext context;
  ASSERT_TRUE(police_->LastSourceSequence(&context, last, &mark).ok());
  EXPECT_EQ(mark.source_sequence(), 41u);
  EXPECT_EQ(mark.position(), 1u);
  // Of another unit's system it learns nothing.
  const auto elsewhere = Police::NewStub(deployment_.Connect("police", "pol.02"));
  testing::CallContext other;
  ASSERT_TRUE(elsewhere->LastSourceSequence(&other, last, &mark).ok());
  EXPECT_EQ(mark.source_sequence(), 0u);
}

TEST_F(PublishTest, ManyBatchesInFlightAreAllAnswered) {
  constexpr int kBatches = 500;  // far beyond kPublishInFlightMax
  static_assert(kBatches > kPublishInFlightMax);
  testing::CallContext context;
  const auto stream = police_->Publish(&context);
  std::thread writer([&] {
    for (int i = 0; i < kBatches; ++i) {
      PublishRequest batch;
      batch.set_tag(static_cast<uint64_t>(i));
      *batch.add_events() = Sent(NewUuid7(), person_);
      if (!stream->Write(batch)) break;
    }
    stream->WritesDone();
  });
  int answered = 0;
  for (PublishResponse answer; stream->Read(&answer); ++answered) {
    EXPECT_EQ(answer.tag(), static_cast<uint64_t>(answered));
    EXPECT_FALSE(answer.has_refusal());
  }
  writer.join();
  EXPECT_TRUE(stream->Finish().ok());
  EXPECT_EQ(answered, kBatches);
}

TEST_F(PublishTest, ShutdownAnswersWhatWasTakenThenSaysSo) {
  testing::CallContext context;
  const auto stream = police_->Publish(&context);
  PublishRequest batch;
  *batch.add_events() = Sent(NewUuid7(), person_);
  ASSERT_TRUE(stream->Write(batch));
  PublishResponse answer;
  ASSERT_TRUE(stream->Read(&answer));
  const auto began = std::chrono::steady_clock::now();
  deployment_.server().Shutdown();
  EXPECT_FALSE(stream->Read(&answer));
  const grpc::Status status = stream->Finish();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(ReasonOf(status), "SERVER_STOPPING");
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(2));  // an idle stream needs no grace
}

TEST_F(PublishTest, ACancelledStreamLeavesNothingBehind) {
  {
    testing::CallContext context;
    const auto stream = police_->Publish(&context);
    PublishRequest batch;
    *batch.add_events() = Sent(NewUuid7(), person_);
    ASSERT_TRUE(stream->Write(batch));
    context.TryCancel();
    PublishResponse answer;
    while (stream->Read(&answer)) {
    }
    EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::CANCELLED);
  }
  police::v1::PublishBatchRequest request;
  *request.add_events() = Sent(NewUuid7(), person_);
  police::v1::PublishBatchResponse answer;
  EXPECT_TRUE(Send(request, &answer).ok());
}

}  // namespace
}  // namespace homeward::services
