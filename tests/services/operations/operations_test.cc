// Backups of a running server over the wire, and what a restore means to who reads.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "eventstore/backup.h"
#include "homeward/audit/v1/audit.grpc.pb.h"
#include "homeward/coordination/v1/coordination.grpc.pb.h"
#include "homeward/operations/v1/operations.grpc.pb.h"
#include "homeward/police/v1/police_service.grpc.pb.h"
#include "tests/services/support/deployment.h"
#include "tests/services/support/events.h"

namespace homeward::services {
namespace {

namespace fs = std::filesystem;
namespace pb = operations::v1;
using testing::Deployment;
using ::testing::HasSubstr;
using testing::NewUuid7;
using testing::ReasonOf;

void Within(grpc::ClientContext* context) {
  context->set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(30));
}

bool Silent(std::string_view, uint64_t, uint64_t) { return true; }

class OperationsTest : public ::testing::Test {
 protected:
  OperationsTest() : police_(police::v1::Police::NewStub(deployment_.Connect("police", "pol"))) {
    grpc::ClientContext context;
    Within(&context);
    police::v1::MintPersonIdsResponse minted;
    EXPECT_TRUE(police_->MintPersonIds(&context, {}, &minted).ok());
    person_ = minted.ids(0);
  }

  void Publish(int events) {
    for (int i = 0; i < events; ++i) {
      grpc::ClientContext context;
      Within(&context);
      police::v1::PublishBatchRequest request;
      *request.add_events() = testing::Sent(NewUuid7(), person_);
      police::v1::PublishBatchResponse response;
      const grpc::Status status = police_->PublishBatch(&context, request, &response);
      ASSERT_TRUE(status.ok()) << status.error_message();
    }
  }

  grpc::Status BackUp(const std::string& name, pb::BackupResponse* made, const std::string& role = "operator",
                      const std::string& unit = "ops") {
    grpc::ClientContext context;
    Within(&context);
    pb::BackupRequest request;
    request.set_name(name);
    return pb::Operations::NewStub(deployment_.Connect(role, unit))->Backup(&context, request, made);
  }

  Deployment deployment_;
  const std::unique_ptr<police::v1::Police::Stub> police_;
  std::string person_;
};

TEST_F(OperationsTest, ABackupIsMadeOfTheRunningServerAndIsSound) {
  Publish(5);
  pb::BackupResponse made;
  const grpc::Status status = BackUp("", &made);
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(made.directory(), deployment_.directory() + "/data/backup/position-5");
  EXPECT_EQ(made.position(), 5u);
  EXPECT_EQ(made.root().size(), 64u);
  Publish(2);
  const auto checked = eventstore::CheckBackup(made.directory(), deployment_.directory() + "/scratch", Silent);
  ASSERT_TRUE(checked.ok()) << checked.status();
  EXPECT_EQ(checked->position.value, 5u);
}

TEST_F(OperationsTest, OnlyForOperatorsOnlyUnderANewAndProperName) {
  pb::BackupResponse made;
  for (const auto& [role, unit] : {std::pair{"auditor", "aud"}, {"programme", "gov"}, {"police", "pol"}}) {
    const grpc::Status refused = BackUp("mine", &made, role, unit);
    EXPECT_EQ(refused.error_code(), grpc::StatusCode::PERMISSION_DENIED) << role;
    EXPECT_EQ(ReasonOf(refused), "ROLE_NOT_PERMITTED");
  }
  for (const std::string& name : std::vector<std::string>{"../out", "a/b", "Big", ".", std::string(65, 'a')}) {
    EXPECT_EQ(ReasonOf(BackUp(name, &made)), "BACKUP_NAME_MALFORMED") << name;
  }
  EXPECT_TRUE(BackUp("mine", &made).ok());
  const grpc::Status again = BackUp("mine", &made);
  EXPECT_EQ(again.error_code(), grpc::StatusCode::ALREADY_EXISTS);
  EXPECT_EQ(ReasonOf(again), "BACKUP_EXISTS");
}

TEST_F(OperationsTest, OneIsMadeAndOneWaitsTheRestAreToldSo) {
  Publish(2);
  constexpr int kAtOnce = 12;
  std::vector<grpc::Status> answers(kAtOnce);
  std::vector<std::thread> callers;
  for (int i = 0; i < kAtOnce; ++i) {
    callers.emplace_back([this, i, &answers] {
      pb::BackupResponse made;
      answers[static_cast<size_t>(i)] = BackUp(std::to_string(i), &made);
    });
  }
  for (std::thread& caller : callers) caller.join();
  int made = 0, refused = 0;
  for (const grpc::Status& answer : answers) {
    made += answer.ok();
    refused += ReasonOf(answer) == "BACKUP_UNDER_WAY";
  }
  EXPECT_EQ(made + refused, kAtOnce);
  EXPECT_GE(made, 1);
  EXPECT_GE(refused, 1);
}

TEST_F(OperationsTest, ABackupDirectoryThatCannotBeWrittenIsToldWithoutItsPath) {
  fs::create_directories(deployment_.directory() + "/data");
  std::ofstream(deployment_.directory() + "/data/backup") << "a file in the way";
  pb::BackupResponse made;
  const grpc::Status refused = BackUp("", &made);
  EXPECT_EQ(ReasonOf(refused), "BACKUP_NOT_WRITTEN");
  EXPECT_THAT(refused.error_message(), ::testing::Not(HasSubstr("/data")));
}

TEST_F(OperationsTest, EachBackupIsOnRecordAndAnOperatorReadsNothingAboutAnybody) {
  Publish(1);
  pb::BackupResponse made;
  ASSERT_TRUE(BackUp("", &made).ok());
  audit::v1::ListAccessRequest request;
  request.mutable_context()->set_purpose(coordination::v1::PURPOSE_AUDIT);
  audit::v1::ListAccessResponse looks;
  {
    grpc::ClientContext context;
    Within(&context);
    const auto audit = audit::v1::Audit::NewStub(deployment_.Connect("auditor", "aud"));
    ASSERT_TRUE(audit->ListAccess(&context, request, &looks).ok());
  }
  bool recorded = false;
  for (const auto& look : looks.entries()) recorded = recorded || (look.method() == "Backup" && look.granted());
  EXPECT_TRUE(recorded);

  grpc::ClientContext context;
  Within(&context);
  coordination::v1::GetVictimTimelineRequest person;
  person.mutable_context()->set_purpose(coordination::v1::PURPOSE_CARE);
  person.set_person(person_);
  coordination::v1::GetVictimTimelineResponse timeline;
  const auto coordination = coordination::v1::Coordination::NewStub(deployment_.Connect("operator", "ops"));
  EXPECT_EQ(coordination->GetVictimTimeline(&context, person, &timeline).error_code(),
            grpc::StatusCode::PERMISSION_DENIED);
}

TEST_F(OperationsTest, ARestoredServerTellsReadersUpToWhereItIsTheSameLog) {
  Publish(3);
  pb::BackupResponse made;
  ASSERT_TRUE(BackUp("kept", &made).ok());
  Publish(4);
  const std::string data = deployment_.directory() + "/data";
  deployment_.server().Shutdown();
  fs::rename(data, deployment_.directory() + "/lost");
  const std::string backup = deployment_.directory() + "/lost/backup/kept";
  ASSERT_TRUE(eventstore::RestoreBackup(backup, data, Silent).ok());
  fs::copy(deployment_.directory() + "/lost/person-id.key", data + "/person-id.key");
  deployment_.Restart();

  const auto audit = audit::v1::Audit::NewStub(deployment_.Connect("auditor", "aud"));
  const auto replay = [&](audit::v1::ReplayRequest request) {
    grpc::ClientContext context;
    request.mutable_context()->set_purpose(coordination::v1::PURPOSE_AUDIT);
    const auto stream = audit->Replay(&context, request);
    audit::v1::ReplayResponse response;
    while (stream->Read(&response)) {
    }
    return stream->Finish();
  };
  audit::v1::ReplayRequest request;
  request.set_from_position(6);
  request.set_incarnation(made.incarnation());
  const grpc::Status before = replay(request);
  EXPECT_EQ(before.error_code(), grpc::StatusCode::ABORTED);
  EXPECT_EQ(ReasonOf(before), "INCARNATION_CHANGED");
  EXPECT_EQ(testing::MetadataOf(before, "same_up_to"), "3");

  request.clear_incarnation();
  request.mutable_context()->set_incarnation(made.incarnation());
  EXPECT_EQ(ReasonOf(replay(request)), "INCARNATION_CHANGED");
  request.mutable_context()->set_incarnation("00");
  EXPECT_EQ(testing::MetadataOf(replay(request), "same_up_to"), "0");

  grpc::ClientContext context;
  Within(&context);
  audit::v1::GetHeadRequest head_request;
  head_request.mutable_context()->set_purpose(coordination::v1::PURPOSE_AUDIT);
  audit::v1::GetHeadResponse head;
  ASSERT_TRUE(audit->GetHead(&context, head_request, &head).ok());
  EXPECT_EQ(head.position(), 3u);
  request.mutable_context()->set_incarnation(head.incarnation());
  request.set_from_position(4);
  EXPECT_TRUE(replay(request).ok());
}

TEST_F(OperationsTest, AnotherPersonIdKeyIsNoticedAtTheStart) {
  Publish(1);
  deployment_.server().Shutdown();
  fs::remove(deployment_.directory() + "/data/person-id.key");
  const auto started = Server::Start(deployment_.config());
  EXPECT_EQ(started.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(started.status().message()), HasSubstr("person-id.key"));
}

}  // namespace
}  // namespace homeward::services
