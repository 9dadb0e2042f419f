// What docs/refusals.md says of bad input, over a real connection: status, reason, field, next step; nothing recorded.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>

#include "google/protobuf/util/time_util.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "homeward/audit/v1/audit.grpc.pb.h"
#include "homeward/coordination/v1/coordination.grpc.pb.h"
#include "homeward/police/v1/police_service.grpc.pb.h"
#include "services/errors/errors.h"
#include "services/limits.h"
#include "services/workers/open_streams.h"
#include "tests/services/support/deployment.h"
#include "tests/services/support/events.h"

namespace homeward::services {
namespace {

namespace pb = coordination::v1;
using google::protobuf::util::TimeUtil;
using police::v1::Police;
using police::v1::PublishBatchRequest;
using testing::Deployment;
using testing::NewUuid7;
using testing::Sent;

struct Told {
  grpc::StatusCode code = grpc::StatusCode::OK;
  std::string reason, field, next_step;
};

Told TellOf(const grpc::Status& status) {
  Told told{status.error_code(), "", "", ""};
  google::rpc::Status details;
  google::rpc::ErrorInfo info;
  if (!details.ParseFromString(status.error_details())) return told;
  for (const auto& detail : details.details()) {
    if (!detail.UnpackTo(&info)) continue;
    told.reason = info.reason();
    const auto& metadata = info.metadata();
    if (const auto found = metadata.find("field"); found != metadata.end()) told.field = found->second;
    if (const auto found = metadata.find("next_step"); found != metadata.end()) told.next_step = found->second;
    break;
  }
  return told;
}

class Refusals : public ::testing::Test {
 protected:
  Refusals() : police_(Police::NewStub(deployment_.Connect("police", "pol"))) {
    testing::CallContext context;
    police::v1::MintPersonIdsResponse minted;
    EXPECT_TRUE(police_->MintPersonIds(&context, {}, &minted).ok());
    person_ = minted.ids(0);
  }

  grpc::Status Send(const PublishBatchRequest& request, police::v1::PublishBatchResponse* response = nullptr) {
    testing::CallContext context;
    police::v1::PublishBatchResponse unused;
    return police_->PublishBatch(&context, request, response == nullptr ? &unused : response);
  }

  PublishBatchRequest Good() const {
    PublishBatchRequest request;
    *request.add_events() = Sent(NewUuid7(), person_);
    return request;
  }

  // The good batch so changed is refused as said; then the good one is the next that is recorded.
  void Expect(const std::function<void(PublishBatchRequest*)>& change, grpc::StatusCode code, const std::string& reason,
              const std::string& field) {
    const PublishBatchRequest good = Good();
    PublishBatchRequest bad = good;
    change(&bad);
    const Told told = TellOf(Send(bad));
    EXPECT_EQ(told.code, code) << reason;
    EXPECT_EQ(told.reason, reason);
    EXPECT_EQ(told.field, field) << reason;
    EXPECT_NE(told.next_step, "") << reason;
    police::v1::PublishBatchResponse answer;
    const grpc::Status status = Send(good, &answer);
    ASSERT_TRUE(status.ok()) << status.error_message();
    EXPECT_FALSE(answer.duplicate()) << reason;
    EXPECT_EQ(answer.first_position(), ++recorded_) << reason;
  }

  void Refused(const grpc::Status& status, grpc::StatusCode code, const std::string& reason) {
    const Told told = TellOf(status);
    EXPECT_EQ(told.code, code) << reason << ": " << status.error_message();
    EXPECT_EQ(told.reason, reason);
    EXPECT_NE(told.next_step, "") << reason;
  }

  static pb::ReadContext For(pb::Purpose purpose) {
    pb::ReadContext context;
    context.set_purpose(purpose);
    return context;
  }

  template <typename Request, typename Response>
  grpc::Status Ask(const std::string& role, const std::string& unit, pb::Purpose purpose,
                   grpc::Status (pb::Coordination::Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                   Request request) {
    const auto stub = pb::Coordination::NewStub(deployment_.Connect(role, unit));
    *request.mutable_context() = For(purpose);
    testing::CallContext context;
    Response response;
    return (stub.get()->*method)(&context, request, &response);
  }

  grpc::Status Replay(const std::function<void(audit::v1::ReplayRequest*)>& change) {
    const auto stub = audit::v1::Audit::NewStub(deployment_.Connect("auditor", "aud"));
    audit::v1::ReplayRequest request;
    *request.mutable_context() = For(pb::PURPOSE_AUDIT);
    change(&request);
    testing::CallContext context;
    const auto reader = stub->Replay(&context, request);
    audit::v1::ReplayResponse response;
    while (reader->Read(&response)) {
    }
    return reader->Finish();
  }

  Deployment deployment_;
  std::unique_ptr<Police::Stub> police_;
  std::string person_;
  uint64_t recorded_ = 0;
};

TEST_F(Refusals, OfAnEventByItsForm) {
  using grpc::StatusCode;
  const auto event = [](PublishBatchRequest* batch) { return batch->mutable_events(0); };
  Expect([&](auto* b) { event(b)->GetReflection()->MutableUnknownFields(event(b))->AddVarint(19'000, 1); },
         StatusCode::INVALID_ARGUMENT, "UNKNOWN_FIELD", "event");
  Expect([&](auto* b) { event(b)->mutable_referral_sent()->clear_person_id(); }, StatusCode::INVALID_ARGUMENT,
         "FIELD_REQUIRED", "referral_sent.person_id");
  Expect([&](auto* b) { event(b)->mutable_envelope()->set_source(std::string(129, 'a')); },
         StatusCode::INVALID_ARGUMENT, "FIELD_LENGTH", "envelope.source");
  Expect([&](auto* b) { event(b)->mutable_referral_sent()->set_referral_id("She was found at the border."); },
         StatusCode::INVALID_ARGUMENT, "FIELD_FORMAT", "referral_sent.referral_id");
  Expect(
      [&](auto* b) {
        *event(b)->mutable_envelope()->mutable_time() = TimeUtil::GetCurrentTime() + TimeUtil::HoursToDuration(2);
        *event(b)->mutable_envelope()->mutable_recorded_at() = event(b)->envelope().time();
      },
      StatusCode::INVALID_ARGUMENT, "TIME_IN_FUTURE", "envelope.time");
  Expect([&](auto* b) { event(b)->mutable_envelope()->set_id("00000000-0000-4000-8000-000000000001"); },
         StatusCode::INVALID_ARGUMENT, "ID_NOT_UUID7", "envelope.id");
  Expect([&](auto* b) { event(b)->mutable_envelope()->set_unit("soc.01"); }, StatusCode::PERMISSION_DENIED,
         "WRONG_UNIT", "envelope.unit");
}

TEST_F(Refusals, OfABatchByWhatTheLogHas) {
  using grpc::StatusCode;
  const PublishBatchRequest known = Good();
  ASSERT_TRUE(Send(known).ok());
  ++recorded_;
  const std::string known_id = known.events(0).envelope().id();
  Expect([&](auto* b) { b->mutable_events(0)->mutable_envelope()->set_id(known_id); }, StatusCode::ALREADY_EXISTS,
         "ID_REUSED", "envelope.id");
  Expect([&](auto* b) { *b->add_events() = known.events(0); }, StatusCode::FAILED_PRECONDITION, "BATCH_PARTLY_KNOWN",
         "");
  Expect([&](auto* b) { *b->mutable_events(0) = testing::Cancelled(NewUuid7()); }, StatusCode::FAILED_PRECONDITION,
         "ILLEGAL_STEP", "");
  Expect(
      [&](auto* b) {
        auto* expected = b->add_expected();
        expected->set_stream("referral_out/pol.01/" + known.events(0).referral_sent().referral_id());
        expected->set_revision(7);
      },
      StatusCode::ABORTED, "REVISION_CONFLICT", "expected[0]");
  Expect([&](auto* b) { b->clear_events(); }, StatusCode::INVALID_ARGUMENT, "BATCH_EMPTY", "");
}

TEST_F(Refusals, OfAMessageBeyondTheTransportsLimit) {
  PublishBatchRequest huge = Good();
  huge.mutable_events(0)->mutable_envelope()->set_source(std::string(kMessageBytesMax, 'a'));
  EXPECT_EQ(Send(huge).error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  police::v1::PublishBatchResponse answer;
  EXPECT_TRUE(Send(Good(), &answer).ok());
  EXPECT_EQ(answer.first_position(), 1u);
}

TEST_F(Refusals, OfAQuestionByItsForm) {
  using grpc::StatusCode;
  using Stub = pb::Coordination::Stub;
  pb::ListReferralsRequest referrals;
  referrals.mutable_filter()->add_states("snet");
  Refused(Ask("police", "pol.01", pb::PURPOSE_REFERRAL, &Stub::ListReferrals, referrals), StatusCode::INVALID_ARGUMENT,
          "FILTER_UNKNOWN");
  referrals.clear_filter();
  referrals.set_page_token("abcdef");
  Refused(Ask("police", "pol.01", pb::PURPOSE_REFERRAL, &Stub::ListReferrals, referrals), StatusCode::INVALID_ARGUMENT,
          "PAGE_TOKEN_INVALID");
  pb::ListDifferencesRequest differences;
  Refused(Ask("police", "pol.01", pb::PURPOSE_REFERRAL, &Stub::ListDifferences, differences),
          StatusCode::INVALID_ARGUMENT, "RANGE_MISSING");
  differences.add_views("weather");
  Refused(Ask("police", "pol.01", pb::PURPOSE_REFERRAL, &Stub::ListDifferences, differences),
          StatusCode::INVALID_ARGUMENT, "VIEW_UNKNOWN");
}

TEST_F(Refusals, OfAQuestionThatIsNotOnesOwn) {
  using grpc::StatusCode;
  using Stub = pb::Coordination::Stub;
  pb::ListCasesRequest cases;
  cases.set_unit("pol.02");
  Refused(Ask("police", "pol.01", pb::PURPOSE_INVESTIGATION, &Stub::ListCases, cases), StatusCode::PERMISSION_DENIED,
          "UNIT_NOT_OWN");
  pb::ListReferralsRequest referrals;
  referrals.mutable_filter()->set_unit("pol.02");
  Refused(Ask("coordinator", "crd.01", pb::PURPOSE_SUPERVISION, &Stub::ListReferrals, referrals),
          StatusCode::PERMISSION_DENIED, "UNIT_OUTSIDE_PROVINCE");
}

TEST_F(Refusals, OfAReplay) {
  using grpc::StatusCode;
  Refused(Replay([](auto* r) {
            for (int i = 0; i <= kReplayFilterMax; ++i) r->add_types("VictimRescued");
          }),
          StatusCode::INVALID_ARGUMENT, "FILTER_TOO_LARGE");
  Refused(Replay([](auto* r) { r->set_incarnation("00"); }), StatusCode::ABORTED, "INCARNATION_CHANGED");
  Refused(Replay([](auto* r) { r->set_from_position(1000); }), StatusCode::OUT_OF_RANGE, "POSITION_BEYOND_HEAD");
  Refused(Replay([](auto* r) {
            r->set_from_position(2);
            r->set_to_position(1);
          }),
          StatusCode::OUT_OF_RANGE, "POSITION_BEYOND_HEAD");
}

TEST_F(Refusals, OfACosignatureThatIsNone) {
  const auto stub = audit::v1::Audit::NewStub(deployment_.Connect("auditor", "aud"));
  audit::v1::AddCosignatureRequest request;
  request.set_note("no note");
  audit::v1::AddCosignatureResponse response;
  testing::CallContext context;
  Refused(stub->AddCosignature(&context, request, &response), grpc::StatusCode::INVALID_ARGUMENT, "NOTE_MALFORMED");
}

TEST(RefusalsOfAFullDisk, NothingIsTakenAndNothingShownThatCannotBeRecorded) {
  Deployment deployment([](Config* config) { config->set_min_free_bytes(uint64_t{1} << 60); });
  const auto police = Police::NewStub(deployment.Connect("police", "pol"));
  police::v1::MintPersonIdsResponse minted;
  {
    testing::CallContext context;
    ASSERT_TRUE(police->MintPersonIds(&context, {}, &minted).ok());
  }
  PublishBatchRequest request;
  *request.add_events() = Sent(NewUuid7(), minted.ids(0));
  police::v1::PublishBatchResponse answer;
  testing::CallContext publishing;
  EXPECT_EQ(TellOf(police->PublishBatch(&publishing, request, &answer)).reason, "DISK_NEARLY_FULL");

  pb::ListReferralsRequest question;
  question.mutable_context()->set_purpose(pb::PURPOSE_REFERRAL);
  pb::ListReferralsResponse rows;
  testing::CallContext asking;
  const auto coordination = pb::Coordination::NewStub(deployment.Connect("police", "pol"));
  const Told told = TellOf(coordination->ListReferrals(&asking, question, &rows));
  EXPECT_EQ(told.code, grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(told.reason, "ACCESS_LOG_UNAVAILABLE");
  EXPECT_NE(told.next_step, "");
}

TEST(RefusalsOfStreams, BeyondWhatTheServerFollows) {
  OpenStreams streams;
  for (int i = 0; i < kWatchersMax; ++i) {
    ASSERT_TRUE(streams.Add(StreamKind::kSubscription, std::to_string(i), [] {}).ok());
  }
  const absl::Status refused = streams.Add(StreamKind::kSubscription, "one more", [] {}).status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(services::ReasonOf(refused), "TOO_MANY_SUBSCRIPTIONS");
  EXPECT_TRUE(streams.Add(StreamKind::kPublish, "one more", [] {}).ok());  // publishing goes on
}

}  // namespace
}  // namespace homeward::services
