#include "services/cli/client/errors.h"

#include "google/rpc/error_details.pb.h"
#include "gtest/gtest.h"
#include "services/errors/errors.h"

namespace homeward::cli {
namespace {

using contract::Violation;

TEST(Errors, TellEveryViolationWithItsPlace) {
  const google::rpc::Status status =
      services::ToRpcStatus({Violation{absl::StatusCode::kFailedPrecondition, "ILLEGAL_STEP", 1, "",
                                       "not from this state", "look again"},
                             Violation{absl::StatusCode::kInvalidArgument, "FIELD_REQUIRED", 0, "envelope.id",
                                       "is missing", "fill it"}});
  const Problems problems = FromRpcStatus(status, "line 12");
  ASSERT_EQ(problems.size(), 2u);
  EXPECT_EQ(problems[0].where, "line 12, event 2");
  EXPECT_EQ(problems[0].reason, "ILLEGAL_STEP");
  EXPECT_EQ(problems[0].message, "not from this state");
  EXPECT_EQ(problems[0].exit, kExitRefused);
  EXPECT_EQ(problems[1].field, "envelope.id");
  EXPECT_EQ(problems[1].next_step, "fill it");
}

TEST(Errors, ComeFromTheTrailersToo) {
  const grpc::Status status = services::ToGrpcStatus(services::Refusal(
      absl::StatusCode::kPermissionDenied, "ROLE_NOT_PERMITTED", "not yours", "ask the auditor"));
  const Problems problems = FromGrpcStatus(status, "127.0.0.1:7443");
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(problems[0].exit, kExitDenied);
  EXPECT_EQ(problems[0].reason, "ROLE_NOT_PERMITTED");
  EXPECT_EQ(problems[0].next_step, "ask the auditor");
}

TEST(Errors, TellSilenceFromTlsTrouble) {
  const Problem down =
      FromGrpcStatus({grpc::StatusCode::UNAVAILABLE, "failed to connect to all addresses"}, "h:1").front();
  EXPECT_EQ(down.exit, kExitUnreachable);
  EXPECT_NE(down.message.find("Nothing answers at h:1"), std::string::npos);
  const Problem tls = FromGrpcStatus({grpc::StatusCode::UNAVAILABLE, "Ssl handshake failed"}, "h:1").front();
  EXPECT_NE(tls.message.find("TLS"), std::string::npos);
}

TEST(Errors, EveryCanonicalCodeHasItsExitCode) {
  EXPECT_EQ(ExitOf(absl::StatusCode::kOk), kExitOk);
  EXPECT_EQ(ExitOf(absl::StatusCode::kInternal), kExitFailure);
  EXPECT_EQ(ExitOf(absl::StatusCode::kAlreadyExists), kExitRefused);
  EXPECT_EQ(ExitOf(absl::StatusCode::kAborted), kExitRefused);
  EXPECT_EQ(ExitOf(absl::StatusCode::kUnauthenticated), kExitDenied);
  EXPECT_EQ(ExitOf(absl::StatusCode::kDeadlineExceeded), kExitUnreachable);
}

}  // namespace
}  // namespace homeward::cli
