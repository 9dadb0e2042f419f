// The views over a real connection: who may read, who is told nothing, reading one's own writes, watching.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "homeward/audit/v1/audit.grpc.pb.h"
#include "homeward/coordination/v1/coordination.grpc.pb.h"
#include "homeward/labour/v1/labour_service.grpc.pb.h"
#include "homeward/police/v1/police_service.grpc.pb.h"
#include "tests/services/support/deployment.h"
#include "tests/services/support/events.h"

namespace homeward::services {
namespace {

namespace pb = coordination::v1;
using ::testing::Contains;
using testing::Deployment;
using testing::NewUuid7;
using testing::ReasonOf;

class CoordinationTest : public ::testing::Test {
 protected:
  CoordinationTest() : police_(police::v1::Police::NewStub(deployment_.Connect("police", "pol"))) {
    testing::CallContext context;
    police::v1::MintPersonIdsRequest mint;
    police::v1::MintPersonIdsResponse minted;
    EXPECT_TRUE(police_->MintPersonIds(&context, mint, &minted).ok());
    person_ = minted.ids(0);
  }

  // pol.01 refers the person to soc.01; returns the position.
  uint64_t Refer(const std::string& referral) {
    testing::CallContext context;
    police::v1::PublishBatchRequest request;
    *request.add_events() = testing::Sent(referral, person_);
    police::v1::PublishBatchResponse response;
    const grpc::Status status = police_->PublishBatch(&context, request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response.first_position();
  }

  std::unique_ptr<pb::Coordination::Stub> As(const std::string& role, const std::string& unit) {
    return pb::Coordination::NewStub(deployment_.Connect(role, unit));
  }

  static pb::ReadContext For(pb::Purpose purpose, uint64_t min_position = 0, const std::string& unit = "") {
    pb::ReadContext context;
    context.set_purpose(purpose);
    context.set_min_position(min_position);
    context.set_unit(unit);
    return context;
  }

  grpc::Status Get(pb::Coordination::Stub& stub, const std::string& referral, const pb::ReadContext& read,
                   pb::GetReferralResponse* response) {
    testing::CallContext context;
    pb::GetReferralRequest request;
    *request.mutable_context() = read;
    request.set_id(referral);
    return stub.GetReferral(&context, request, response);
  }

  std::vector<std::string> Accesses() {
    const auto audit = audit::v1::Audit::NewStub(deployment_.Connect("auditor", "aud"));
    testing::CallContext context;
    audit::v1::ListAccessRequest request;
    *request.mutable_context() = For(pb::PURPOSE_AUDIT);
    audit::v1::ListAccessResponse response;
    EXPECT_TRUE(audit->ListAccess(&context, request, &response).ok());
    std::vector<std::string> lines;
    for (const auto& entry : response.entries()) {
      lines.push_back(entry.unit() + " " + entry.method() + " " + entry.subject() +
                      (entry.granted() ? " granted" : " refused"));
    }
    return lines;
  }

  Deployment deployment_;
  std::unique_ptr<police::v1::Police::Stub> police_;
  std::string person_;
};

TEST_F(CoordinationTest, TheAddresseeReadsWhatWasJustWritten) {
  const std::string referral = NewUuid7();
  const uint64_t position = Refer(referral);
  const auto labour = As("labour", "soc");
  testing::CallContext context;
  pb::ListInboxRequest request;
  *request.mutable_context() = For(pb::PURPOSE_REFERRAL, position, "soc.01");
  pb::ListInboxResponse inbox;
  const grpc::Status status = labour->ListInbox(&context, request, &inbox);
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_GE(inbox.position(), position);
  ASSERT_EQ(inbox.exchanges_size(), 1);
  EXPECT_EQ(inbox.exchanges(0).id(), referral);
  EXPECT_EQ(inbox.exchanges(0).from_unit(), "pol.01");
}

TEST_F(CoordinationTest, AStrangerIsAnsweredAsIfThereWereNothing) {
  const std::string referral = NewUuid7();
  const uint64_t position = Refer(referral);
  pb::GetReferralResponse response;
  const grpc::Status party = Get(*As("police", "pol.01"), referral, For(pb::PURPOSE_REFERRAL, position), &response);
  EXPECT_TRUE(party.ok()) << party.error_message();
  const auto stranger = As("labour", "soc.02");
  const grpc::Status hidden = Get(*stranger, referral, For(pb::PURPOSE_REFERRAL, position), &response);
  const grpc::Status unknown = Get(*stranger, NewUuid7(), For(pb::PURPOSE_REFERRAL, position), &response);
  EXPECT_EQ(hidden.error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(hidden.error_code(), unknown.error_code());
  EXPECT_EQ(hidden.error_message(), unknown.error_message());
  EXPECT_EQ(hidden.error_details(), unknown.error_details());
  EXPECT_THAT(Accesses(), Contains("pol.01 GetReferral referral:" + referral + " granted"));
  EXPECT_THAT(Accesses(), Contains("soc.02 GetReferral referral:" + referral + " refused"));
}

TEST_F(CoordinationTest, SaysWhatIsWrongWithAQuestion) {
  const std::string referral = NewUuid7();
  Refer(referral);
  const auto police = As("police", "pol.01");
  pb::GetReferralResponse response;
  EXPECT_EQ(ReasonOf(Get(*police, referral, For(pb::PURPOSE_UNSPECIFIED), &response)), "PURPOSE_REQUIRED");
  EXPECT_EQ(ReasonOf(Get(*police, referral, For(pb::PURPOSE_REFERRAL, 0, "pol.02"), &response)),
            "UNIT_OUTSIDE_CERTIFICATE");
  const grpc::Status beyond = Get(*police, referral, For(pb::PURPOSE_REFERRAL, 1000), &response);
  EXPECT_EQ(beyond.error_code(), grpc::StatusCode::OUT_OF_RANGE);
  EXPECT_EQ(ReasonOf(beyond), "POSITION_BEYOND_HEAD");
  const grpc::Status purpose = Get(*police, referral, For(pb::PURPOSE_AUDIT), &response);
  EXPECT_EQ(purpose.error_code(), grpc::StatusCode::PERMISSION_DENIED);
  EXPECT_EQ(ReasonOf(purpose), "PURPOSE_NOT_FOR_ROLE");
  testing::CallContext known_context;
  pb::GetReferralRequest known;
  *known.mutable_context() = For(pb::PURPOSE_REFERRAL, 1);
  known.set_id(referral);
  known.mutable_known_at()->set_position(1000);
  const grpc::Status unknown = police->GetReferral(&known_context, known, &response);
  EXPECT_EQ(unknown.error_code(), grpc::StatusCode::OUT_OF_RANGE);
  EXPECT_EQ(ReasonOf(unknown), "POSITION_BEYOND_HEAD");
  EXPECT_NE(testing::NextStepOf(unknown), "");
  EXPECT_EQ(ReasonOf(Get(*police, referral, For(pb::PURPOSE_STATISTICS), &response)), "PURPOSE_TOO_WIDE");
  EXPECT_THAT(Accesses(), ::testing::Contains("pol.01 GetReferral referral:" + referral + " refused").Times(3));
}

TEST_F(CoordinationTest, ARefusalSaysItsReasonOnceAndWhatToDo) {
  const auto refused = [&](auto&& change) {
    testing::CallContext context;
    pb::ListReferralsRequest request;
    *request.mutable_context() = For(pb::PURPOSE_SUPERVISION);
    change(&request);
    pb::ListReferralsResponse response;
    return As("coordinator", "crd.01")->ListReferrals(&context, request, &response);
  };
  const grpc::Status province = refused([](auto* r) { r->mutable_filter()->set_province("79"); });
  EXPECT_EQ(ReasonOf(province), "PROVINCE_NOT_COORDINATED");
  EXPECT_EQ(province.error_message(), "the province is another coordinator's");
  const grpc::Status size = refused([](auto* r) { r->set_page_size(-1); });
  EXPECT_EQ(ReasonOf(size), "PAGE_SIZE_NEGATIVE");
  for (const grpc::Status& status : {province, size}) {
    EXPECT_NE(testing::NextStepOf(status), "") << status.error_message();
  }
}

TEST_F(CoordinationTest, WhatIsTypedInPlaceOfAnIdIsNotKept) {
  const auto police = As("police", "pol.01");
  const auto ask = [&](const std::string& person, const std::string& unit) {
    testing::CallContext context;
    pb::GetVictimTimelineRequest request;
    *request.mutable_context() = For(pb::PURPOSE_INVESTIGATION, 0, unit);
    request.set_person(person);
    pb::GetVictimTimelineResponse response;
    return police->GetVictimTimeline(&context, request, &response);
  };
  const grpc::Status named = ask("Synthetic Name", ""), unknown = ask("p00000000000000000000000009", "");
  EXPECT_EQ(named.error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(named.error_details(), unknown.error_details());
  const grpc::Status malformed = ask(person_, "Synthetic Unit");
  EXPECT_EQ(malformed.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(ReasonOf(malformed), "UNIT_MALFORMED");
  EXPECT_THAT(Accesses(),
              ::testing::ElementsAre("pol.01 GetVictimTimeline person:? refused",
                                     "pol.01 GetVictimTimeline person:p00000000000000000000000009 refused"));
}

TEST_F(CoordinationTest, TheAuthorReadsTheTimeline) {
  const uint64_t position = Refer(NewUuid7());
  testing::CallContext context;
  pb::GetVictimTimelineRequest request;
  *request.mutable_context() = For(pb::PURPOSE_INVESTIGATION, position);
  request.set_person(person_);
  pb::GetVictimTimelineResponse response;
  const grpc::Status status = As("police", "pol.01")->GetVictimTimeline(&context, request, &response);
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(response.timeline().person(), person_);
}

TEST_F(CoordinationTest, WatchingGivesASnapshotThenChangesUntilTheServerStops) {
  const std::string first = NewUuid7(), second = NewUuid7();
  const uint64_t position = Refer(first);
  testing::CallContext context;
  pb::WatchReferralsRequest request;
  *request.mutable_context() = For(pb::PURPOSE_REFERRAL, position, "soc.01");
  const auto labour = As("labour", "soc");
  const auto stream = labour->WatchReferrals(&context, request);
  // Reads until the next caught_up; the ids given.
  const auto run = [&stream] {
    std::set<std::string> ids;
    for (pb::WatchReferralsResponse response; stream->Read(&response) && !response.has_caught_up();) {
      ids.insert(response.exchange().id());
    }
    return ids;
  };
  EXPECT_THAT(run(), Contains(first));
  Refer(second);
  EXPECT_THAT(run(), Contains(second));
  deployment_.server().Shutdown();
  run();
  const grpc::Status status = stream->Finish();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(ReasonOf(status), "SERVER_STOPPING");
}

TEST_F(CoordinationTest, ACancelledWatchIsForgotten) {
  const auto labour = As("labour", "soc.01");
  for (int i = 0; i < 20; ++i) {
    testing::CallContext context;
    pb::WatchReferralsRequest request;
    *request.mutable_context() = For(pb::PURPOSE_REFERRAL);
    const auto stream = labour->WatchReferrals(&context, request);
    pb::WatchReferralsResponse response;
    ASSERT_TRUE(stream->Read(&response));
    context.TryCancel();
    while (stream->Read(&response)) {
    }
    EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::CANCELLED);
  }
  Refer(NewUuid7());
}

TEST_F(CoordinationTest, ListsAndDigestsAsKnownAtAPosition) {
  const uint64_t first = Refer(NewUuid7()), second = Refer(NewUuid7());
  const auto inbox = [&](uint64_t known) {
    testing::CallContext context;
    pb::ListInboxRequest request;
    *request.mutable_context() = For(pb::PURPOSE_REFERRAL, second, "soc.01");
    request.mutable_known_at()->set_position(known);
    pb::ListInboxResponse response;
    const grpc::Status status = As("labour", "soc")->ListInbox(&context, request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    EXPECT_EQ(response.position(), known == 0 ? second : known);
    return response.exchanges_size();
  };
  EXPECT_EQ(inbox(0), 2);
  EXPECT_EQ(inbox(first), 1);
  EXPECT_EQ(inbox(second), 2);
  const auto audit = audit::v1::Audit::NewStub(deployment_.Connect("auditor", "aud"));
  const auto digests = [&](uint64_t known) {
    testing::CallContext context;
    audit::v1::GetDigestsRequest request;
    *request.mutable_context() = For(pb::PURPOSE_AUDIT);
    request.mutable_known_at()->set_position(known);
    audit::v1::GetDigestsResponse response;
    EXPECT_TRUE(audit->GetDigests(&context, request, &response).ok());
    EXPECT_EQ(response.position(), known == 0 ? second : known);
    std::string text;
    for (const auto& digest : response.digests()) text += digest.name() + "=" + digest.sha256() + " ";
    return text;
  };
  EXPECT_EQ(digests(0), digests(second));
  EXPECT_NE(digests(first), digests(second));
}

TEST_F(CoordinationTest, DifferencesAndExplanationsAreKeptAsLooks) {
  const std::string first = NewUuid7(), second = NewUuid7();
  const uint64_t before = Refer(first), after = Refer(second);
  const auto labour = As("labour", "soc");
  testing::CallContext diff_context, why_context, stranger_context;
  pb::ListDifferencesRequest diff;
  *diff.mutable_context() = For(pb::PURPOSE_REFERRAL, after, "soc.01");
  diff.mutable_from()->set_position(before);
  diff.add_views("referrals");
  pb::ListDifferencesResponse differences;
  ASSERT_TRUE(labour->ListDifferences(&diff_context, diff, &differences).ok());
  ASSERT_EQ(differences.differences_size(), 1);
  EXPECT_EQ(differences.differences(0).subject(), "referral:" + second);
  ASSERT_EQ(differences.differences(0).events_size(), 1);
  EXPECT_EQ(differences.differences(0).events(0).position(), after);
  pb::ExplainRequest why;
  *why.mutable_context() = For(pb::PURPOSE_REFERRAL, 0, "soc.01");
  why.set_subject("referral:" + first);
  pb::ExplainResponse explained;
  ASSERT_TRUE(labour->Explain(&why_context, why, &explained).ok());
  ASSERT_GT(explained.values_size(), 0);
  EXPECT_EQ(explained.values(0).path(), "state");
  EXPECT_EQ(explained.values(0).origins(0).event().position(), before);
  *why.mutable_context() = For(pb::PURPOSE_REFERRAL, 0, "soc.02");
  EXPECT_EQ(labour->Explain(&stranger_context, why, &explained).error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_THAT(Accesses(), ::testing::ElementsAre("soc.01 ListDifferences referral:" + second + " granted",
                                                 "soc.01 ListDifferences unit:soc.01 granted",
                                                 "soc.01 Explain referral:" + first + " granted",
                                                 "soc.02 Explain referral:" + first + " refused"));
}

TEST_F(CoordinationTest, ARebuildGivesTheSameDigests) {
  const uint64_t position = Refer(NewUuid7());
  Refer(NewUuid7());
  const auto audit = audit::v1::Audit::NewStub(deployment_.Connect("auditor", "aud"));
  const auto digests = [&](uint64_t min_position) {
    testing::CallContext context;
    audit::v1::GetDigestsRequest request;
    *request.mutable_context() = For(pb::PURPOSE_AUDIT, min_position);
    audit::v1::GetDigestsResponse response;
    const grpc::Status status = audit->GetDigests(&context, request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    std::string text;
    for (const auto& digest : response.digests()) text += digest.name() + "=" + digest.sha256() + " ";
    return text;
  };
  const std::string before = digests(position + 1);
  EXPECT_NE(before, "");
  testing::CallContext denied, context;
  audit::v1::RebuildRequest request;
  *request.mutable_context() = For(pb::PURPOSE_AUDIT);
  audit::v1::RebuildResponse response;
  const auto police = audit::v1::Audit::NewStub(deployment_.Connect("police", "pol"));
  EXPECT_EQ(ReasonOf(police->Rebuild(&denied, request, &response)), "ROLE_NOT_PERMITTED");
  ASSERT_TRUE(audit->Rebuild(&context, request, &response).ok());
  std::string after;
  for (int i = 0; i < 200 && after != before; ++i) after = digests(0);
  EXPECT_EQ(after, before);
}

}  // namespace
}  // namespace homeward::services
