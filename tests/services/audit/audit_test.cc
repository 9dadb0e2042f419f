// The log to its readers: the author's own, the auditor's masked whole, gaps for the rest, and every look on record.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "homeward/audit/v1/audit.grpc.pb.h"
#include "homeward/coordination/v1/coordination.grpc.pb.h"
#include "homeward/labour/v1/labour_service.grpc.pb.h"
#include "homeward/police/v1/police_service.grpc.pb.h"
#include "projections/facts/dates.h"
#include "tests/services/support/deployment.h"
#include "tests/services/support/events.h"

namespace homeward::services {
namespace {

namespace pb = audit::v1;
using ::testing::Contains;
using testing::Deployment;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::NewUuid7;
using testing::ReasonOf;

class AuditTest : public ::testing::Test {
 protected:
  AuditTest()
      : police_(police::v1::Police::NewStub(deployment_.Connect("police", "pol"))),
        labour_(labour::v1::Labour::NewStub(deployment_.Connect("labour", "soc"))) {
    testing::CallContext context;
    police::v1::MintPersonIdsRequest mint;
    police::v1::MintPersonIdsResponse minted;
    EXPECT_TRUE(police_->MintPersonIds(&context, mint, &minted).ok());
    person_ = minted.ids(0);
  }

  void Send(const police::v1::Event& event) {
    testing::CallContext context;
    police::v1::PublishBatchRequest request;
    *request.add_events() = event;
    police::v1::PublishBatchResponse response;
    const grpc::Status status = police_->PublishBatch(&context, request, &response);
    ASSERT_TRUE(status.ok()) << status.error_message();
  }
  void Send(const labour::v1::Event& event) {
    testing::CallContext context;
    labour::v1::PublishBatchRequest request;
    *request.add_events() = event;
    labour::v1::PublishBatchResponse response;
    const grpc::Status status = labour_->PublishBatch(&context, request, &response);
    ASSERT_TRUE(status.ok()) << status.error_message();
  }

  // pol.01 sends two referrals, soc.01 answers the first: positions 1, 3 are the police's, 2 is labour's.
  void PublishThree() {
    const std::string referral = NewUuid7();
    Send(testing::Sent(referral, person_));
    Send(testing::Received(referral, person_));
    Send(testing::Sent(NewUuid7(), person_));
  }

  std::unique_ptr<pb::Audit::Stub> As(const std::string& role, const std::string& unit) {
    return pb::Audit::NewStub(deployment_.Connect(role, unit));
  }

  static pb::ReplayRequest Whole() {
    pb::ReplayRequest request;
    request.mutable_context()->set_purpose(coordination::v1::PURPOSE_AUDIT);
    return request;
  }

  static std::string Short(const pb::ReplayItem& item) {
    switch (item.item_case()) {
      case pb::ReplayItem::kEvent:
        return "event " + std::to_string(item.event().position());
      case pb::ReplayItem::kCaughtUp:
        return "caught_up " + std::to_string(item.caught_up().position());
      case pb::ReplayItem::kCheckpoint:
        return "checkpoint " + std::to_string(item.checkpoint().position());
      case pb::ReplayItem::kGap:
        return "gap " + std::to_string(item.gap().from_position()) + "-" + std::to_string(item.gap().to_position());
      default:
        return "fell_behind";
    }
  }

  std::vector<pb::ReplayItem> Replay(pb::Audit::Stub& audit, const pb::ReplayRequest& request, grpc::Status* status) {
    testing::CallContext context;
    const auto stream = audit.Replay(&context, request);
    std::vector<pb::ReplayItem> items;
    for (pb::ReplayResponse response; stream->Read(&response);) {
      for (const auto& item : response.items()) items.push_back(item);
    }
    *status = stream->Finish();
    return items;
  }
  std::vector<std::string> ReplayShort(const std::string& role, const std::string& unit,
                                       const pb::ReplayRequest& request) {
    grpc::Status status;
    std::vector<std::string> lines;
    for (const auto& item : Replay(*As(role, unit), request, &status)) lines.push_back(Short(item));
    EXPECT_TRUE(status.ok()) << status.error_message();
    return lines;
  }

  Deployment deployment_;
  std::unique_ptr<police::v1::Police::Stub> police_;
  std::unique_ptr<labour::v1::Labour::Stub> labour_;
  std::string person_;
};

TEST_F(AuditTest, AnEmptyLogIsCaughtUpAtOnce) {
  EXPECT_THAT(ReplayShort("auditor", "aud", Whole()), ElementsAre("caught_up 0"));
}

TEST_F(AuditTest, TheAuditorGetsEverythingMasked) {
  PublishThree();
  EXPECT_THAT(ReplayShort("auditor", "aud", Whole()), ElementsAre("event 1", "event 2", "event 3", "caught_up 3"));
  grpc::Status status;
  const auto items = Replay(*As("auditor", "aud"), Whole(), &status);
  const auto& recorded = items.at(0).event();
  shared::v1::ReferralSent sent;
  ASSERT_TRUE(sent.ParseFromString(recorded.event()));
  EXPECT_EQ(sent.to_unit(), "soc.01");
  EXPECT_EQ(sent.person().service(), shared::v1::SERVICE_CODE_ESSENTIALS) << "an auditor reads it in a referral too";
  EXPECT_EQ(recorded.province(), "");
  EXPECT_THAT(recorded.masked(), ElementsAre("province"));
  EXPECT_EQ(recorded.type(), "homeward.shared.v1.ReferralSent");
  EXPECT_EQ(recorded.revision(), 1u);
  EXPECT_THAT(recorded.subjects(), Contains("person:" + person_));
}

TEST_F(AuditTest, AnAgencyGetsItsOwnAndTypedGaps) {
  PublishThree();
  EXPECT_THAT(ReplayShort("police", "pol", Whole()), ElementsAre("event 1", "gap 2-2", "event 3", "caught_up 3"));
  EXPECT_THAT(ReplayShort("labour", "soc", Whole()), ElementsAre("gap 1-1", "event 2", "gap 3-3", "caught_up 3"));
  EXPECT_THAT(ReplayShort("police", "pol.02", Whole()), ElementsAre("gap 1-3", "caught_up 3"));
  grpc::Status status;
  const auto items = Replay(*As("police", "pol"), Whole(), &status);
  shared::v1::ReferralSent sent;
  ASSERT_TRUE(sent.ParseFromString(items.at(0).event().event()));
  EXPECT_EQ(sent.person().service(), shared::v1::SERVICE_CODE_ESSENTIALS);
  EXPECT_THAT(items.at(0).event().masked(), IsEmpty());
}

TEST_F(AuditTest, AGapDoesNotTellWhatAFilterWouldHaveMatched) {
  PublishThree();
  pb::ReplayRequest known = Whole(), unknown = Whole();
  known.add_subjects("person:" + person_);
  unknown.add_subjects("person:p00000000000000000000000009");
  EXPECT_EQ(ReplayShort("police", "pol.02", known), ReplayShort("police", "pol.02", unknown));
}

// More than one look at the log takes; the police's are all but the last, which is labour's.
TEST_F(AuditTest, ALongLogIsReadToItsEndWhoeverReadsAndWhateverIsAsked) {
  constexpr int kEvents = 4'500, kBatch = 250;
  const std::string referral = NewUuid7();
  for (int sent = 0; sent < kEvents; sent += kBatch) {
    police::v1::PublishBatchRequest request;
    for (int i = 0; i < kBatch; ++i) {
      *request.add_events() = testing::Sent(sent + i == 0 ? referral : NewUuid7(), person_);
    }
    testing::CallContext context;
    police::v1::PublishBatchResponse response;
    ASSERT_TRUE(police_->PublishBatch(&context, request, &response).ok());
  }
  Send(testing::Received(referral, person_));

  pb::ReplayRequest request = Whole();
  const auto everything = ReplayShort("auditor", "aud", request);
  ASSERT_EQ(everything.size(), 4'502u);
  EXPECT_EQ(everything[4'500], "event 4501");
  const auto own = ReplayShort("police", "pol", request);
  ASSERT_EQ(own.size(), 4'502u);
  EXPECT_EQ(own[4'499], "event 4500");
  EXPECT_EQ(own[4'500], "gap 4501-4501");
  EXPECT_EQ(ReplayShort("labour", "soc", request).back(), "caught_up 4501");
  EXPECT_THAT(ReplayShort("labour", "soc", request), Contains("event 4501"));

  request.add_types("ReferralReceived");
  EXPECT_THAT(ReplayShort("auditor", "aud", request),
              ElementsAre("checkpoint 1000", "checkpoint 2000", "checkpoint 3000", "checkpoint 4000", "event 4501",
                          "caught_up 4501"));
  EXPECT_THAT(ReplayShort("police", "pol", request), ElementsAre("gap 4501-4501", "caught_up 4501"));
  request.add_subjects("person:" + person_);
  EXPECT_THAT(ReplayShort("labour", "soc", request), Contains("event 4501"));
  EXPECT_EQ(ReplayShort("auditor", "aud", request).back(), "caught_up 4501");
  EXPECT_THAT(ReplayShort("auditor", "aud", request), Contains("event 4501"));
}

TEST_F(AuditTest, RangesAndFilters) {
  PublishThree();
  pb::ReplayRequest request = Whole();
  request.set_from_position(2);
  request.set_to_position(2);
  EXPECT_THAT(ReplayShort("auditor", "aud", request), ElementsAre("event 2", "checkpoint 2"));
  request = Whole();
  request.add_types("ReferralReceived");
  EXPECT_THAT(ReplayShort("auditor", "aud", request), Contains("event 2"));
  EXPECT_THAT(ReplayShort("auditor", "aud", request), ::testing::Not(Contains("event 1")));
  request = Whole();
  request.add_publishers(options::v1::AGENCY_LABOUR);
  EXPECT_THAT(ReplayShort("auditor", "aud", request), Contains("event 2"));
  grpc::Status status;
  request.add_types("NoSuchEvent");
  Replay(*As("auditor", "aud"), request, &status);
  EXPECT_EQ(ReasonOf(status), "UNKNOWN_EVENT_TYPE");
  request = Whole();
  request.set_from_position(5);
  Replay(*As("auditor", "aud"), request, &status);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::OUT_OF_RANGE);
  request = Whole();
  request.set_incarnation("00");
  Replay(*As("auditor", "aud"), request, &status);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::ABORTED);
}

TEST_F(AuditTest, FollowsLiveUntilTheServerStops) {
  pb::ReplayRequest request = Whole();
  request.set_follow(true);
  const auto audit = As("auditor", "aud");
  testing::CallContext context;
  const auto stream = audit->Replay(&context, request);
  pb::ReplayResponse response;
  ASSERT_TRUE(stream->Read(&response));
  EXPECT_EQ(Short(response.items(0)), "caught_up 0");
  Send(testing::Sent(NewUuid7(), person_));
  ASSERT_TRUE(stream->Read(&response));
  EXPECT_EQ(Short(response.items(0)), "event 1");
  deployment_.server().Shutdown();
  while (stream->Read(&response)) {
  }
  const grpc::Status status = stream->Finish();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(ReasonOf(status), "SERVER_STOPPING");
}

TEST_F(AuditTest, ThePurposeIsRequiredAndEveryLookIsOnRecord) {
  PublishThree();
  grpc::Status status;
  Replay(*As("police", "pol"), pb::ReplayRequest(), &status);
  EXPECT_EQ(ReasonOf(status), "PURPOSE_REQUIRED");
  ReplayShort("police", "pol", Whole());
  pb::ReplayRequest outside = Whole();
  outside.mutable_context()->set_unit("pol.01");
  Replay(*As("police", "pol.02"), outside, &status);
  EXPECT_EQ(ReasonOf(status), "UNIT_OUTSIDE_CERTIFICATE");

  pb::ListAccessRequest request;
  request.mutable_context()->set_purpose(coordination::v1::PURPOSE_AUDIT);
  pb::ListAccessResponse response;
  testing::CallContext denied_context, context;
  EXPECT_EQ(As("police", "pol")->ListAccess(&denied_context, request, &response).error_code(),
            grpc::StatusCode::PERMISSION_DENIED);
  ASSERT_TRUE(As("auditor", "aud")->ListAccess(&context, request, &response).ok());
  std::vector<std::string> entries;
  for (const auto& entry : response.entries()) {
    entries.push_back(entry.unit() + " " + entry.method() + (entry.granted() ? " granted " : " refused ") +
                      entry.basis());
  }
  EXPECT_THAT(entries, ElementsAre("pol Replay refused purpose_missing", "pol Replay granted as_asked",
                                   "pol.01 Replay refused unit_outside_certificate",
                                   "pol ListAccess refused role_not_permitted"));
}

// What the timeline hides from an auditor the replay hides too, and the other way round.
TEST_F(AuditTest, TheReplayAndTheTimelineAgree) {
  const police::v1::Event rescued = testing::Rescued(person_);
  police::v1::Event corrected = testing::Rescued(person_), retracted = testing::Rescued(person_);
  corrected.mutable_envelope()->set_corrects(rescued.envelope().id());
  corrected.mutable_envelope()->set_correction_reason(common::v1::CORRECTION_REASON_NEW_FINDING);
  retracted.mutable_event_retracted()->set_event_id(corrected.envelope().id());
  retracted.mutable_event_retracted()->set_reason(common::v1::CORRECTION_REASON_NEW_FINDING);
  Send(rescued);
  Send(corrected);
  Send(testing::Sent(NewUuid7(), person_));
  Send(retracted);
  grpc::Status status;
  std::map<uint64_t, common::v1::RecordedEvent> recorded;
  for (const auto& item : Replay(*As("auditor", "aud"), Whole(), &status)) {
    if (item.has_event()) recorded[item.event().position()] = item.event();
  }
  for (const auto& [position, event] : recorded) {
    EXPECT_EQ(event.SerializeAsString().find(rescued.envelope().id()), std::string::npos) << position;
    EXPECT_EQ(event.SerializeAsString().find(corrected.envelope().id()), std::string::npos) << position;
  }
  shared::v1::EventRetracted withdrawal;
  ASSERT_TRUE(withdrawal.ParseFromString(recorded.at(4).event()));
  EXPECT_EQ(withdrawal.event_id(), recorded.at(2).id());

  testing::CallContext context;
  coordination::v1::GetVictimTimelineRequest request;
  *request.mutable_context() = Whole().context();
  request.mutable_context()->set_min_position(4);
  request.set_person(person_);
  coordination::v1::GetVictimTimelineResponse response;
  const auto views = coordination::v1::Coordination::NewStub(deployment_.Connect("auditor", "aud"));
  ASSERT_TRUE(views->GetVictimTimeline(&context, request, &response).ok());
  int entries = 0, placed = 0;
  for (const auto& lane : response.timeline().lanes()) {
    for (const auto& entry : lane.entries()) {
      const auto& event = recorded.at(entry.position());
      const auto masked = [&](const std::string& name) {
        return std::find(event.masked().begin(), event.masked().end(), name) != event.masked().end();
      };
      EXPECT_EQ(event.id(), entry.event_id());
      EXPECT_EQ(event.corrects(), entry.replaces());
      EXPECT_EQ(event.province(), entry.province());
      EXPECT_EQ(masked("time"), !entry.when().has_time());
      EXPECT_EQ(event.recorded_us() == 0, !entry.has_recorded_at());
      EXPECT_EQ(event.appended_us() == 0, !entry.has_appended_at());
      for (const std::string& name : entry.masked()) EXPECT_TRUE(masked(name) || masked("person." + name)) << name;
      EXPECT_EQ(event.masked_size() - 1 - (masked("time") ? 4 : 0), entry.masked_size()) << "but for the attributes";
      ++entries;
      if (!masked("time")) continue;
      ++placed;
      EXPECT_EQ(projections::WeekText(event.time_us()), entry.when().week());
      EXPECT_EQ(projections::WeekStart(event.time_us()), event.time_us());
    }
  }
  EXPECT_EQ(entries, 3);
  EXPECT_EQ(placed, 2);
}

TEST_F(AuditTest, FiltersAndStreamsAreOnRecordOnlyAsIds) {
  PublishThree();
  pb::ReplayRequest named = Whole(), known = Whole();
  named.add_subjects("person:Synthetic Name");
  known.add_subjects("person:" + person_);
  ReplayShort("auditor", "aud", named);
  ReplayShort("auditor", "aud", known);
  testing::CallContext stream_context, context;
  pb::GetStreamRequest stream;
  *stream.mutable_context() = known.context();
  stream.set_stream("person/pol.01/Synthetic Name");
  pb::GetStreamResponse info;
  EXPECT_EQ(As("police", "pol")->GetStream(&stream_context, stream, &info).error_code(), grpc::StatusCode::NOT_FOUND);
  pb::ListAccessRequest request;
  *request.mutable_context() = known.context();
  pb::ListAccessResponse response;
  ASSERT_TRUE(As("auditor", "aud")->ListAccess(&context, request, &response).ok());
  std::vector<std::string> subjects;
  for (const auto& entry : response.entries()) subjects.push_back(entry.subject());
  EXPECT_THAT(subjects, ElementsAre("person:?", "person:" + person_, "stream:?"));
}

TEST_F(AuditTest, HeadAndStreams) {
  PublishThree();
  testing::CallContext head_context, own_context, other_context, digest_context, types_context;
  pb::GetHeadRequest head;
  head.mutable_context()->set_purpose(coordination::v1::PURPOSE_AUDIT);
  pb::GetHeadResponse answer;
  ASSERT_TRUE(As("police", "pol")->GetHead(&head_context, head, &answer).ok());
  EXPECT_EQ(answer.position(), 3u);
  EXPECT_EQ(answer.root().size(), 64u);
  EXPECT_EQ(answer.incarnation().size(), 32u);

  grpc::Status status;
  const std::string stream = Replay(*As("police", "pol"), Whole(), &status).at(0).event().stream();
  pb::GetStreamRequest request;
  *request.mutable_context() = head.context();
  request.set_stream(stream);
  pb::GetStreamResponse info;
  ASSERT_TRUE(As("police", "pol.01")->GetStream(&own_context, request, &info).ok());
  EXPECT_EQ(info.revision(), 1u);
  EXPECT_EQ(As("labour", "soc")->GetStream(&other_context, request, &info).error_code(), grpc::StatusCode::NOT_FOUND);

  pb::ListEventTypesResponse types;
  ASSERT_TRUE(As("police", "pol")->ListEventTypes(&types_context, {}, &types).ok());
  EXPECT_GT(types.types_size(), 20);
}

}  // namespace
}  // namespace homeward::services
