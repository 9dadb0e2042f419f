// More questions at once than wait for a worker: the rest are told to come again, and nobody waits for ever.
#include <gtest/gtest.h>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "homeward/coordination/v1/coordination.grpc.pb.h"
#include "services/limits.h"
#include "tests/services/support/deployment.h"
#include "tests/services/support/events.h"

namespace homeward::services {
namespace {

namespace pb = coordination::v1;

constexpr int kConnections = 40;  // of one certificate, each with all the calls that it may have open
constexpr int kRounds = 5;
static_assert(kConnections * kStreamsPerConnectionMax > static_cast<int>(2 * kQueryQueueMax));

struct Call {
  testing::CallContext context;
  pb::GetReferralRequest request;
  pb::GetReferralResponse response;
  grpc::Status status;
};

TEST(Crowd, MoreQuestionsThanWaitAreRefusedAndMayBeAskedAgain) {
  testing::Deployment deployment;
  const cli::PemPair client = deployment.pki().Client("police", "pol");
  std::vector<std::unique_ptr<pb::Coordination::Stub>> stubs;
  for (int i = 0; i < kConnections; ++i) {
    const auto channel = deployment.Connect(client);
    ASSERT_TRUE(channel->WaitForConnected(std::chrono::system_clock::now() + std::chrono::seconds(20)));
    stubs.push_back(pb::Coordination::NewStub(channel));
  }
  size_t refused = 0, answered = 0;
  for (int round = 0; round < kRounds && refused == 0; ++round) {
    std::vector<Call> calls(kConnections * kStreamsPerConnectionMax);
    std::mutex mutex;
    std::condition_variable changed;
    size_t done = 0;
    for (size_t i = 0; i < calls.size(); ++i) {
      Call& call = calls[i];
      call.request.mutable_context()->set_purpose(pb::PURPOSE_REFERRAL);
      call.request.set_id("00000000-0000-4000-8000-000000000001");
      stubs[i % kConnections]->async()->GetReferral(&call.context, &call.request, &call.response,
                                                    [&](grpc::Status status) {
                                                      std::lock_guard lock(mutex);
                                                      call.status = std::move(status);
                                                      ++done;
                                                      changed.notify_one();
                                                    });
    }
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return done == calls.size(); });
    for (const Call& call : calls) {
      if (call.status.error_code() != grpc::StatusCode::RESOURCE_EXHAUSTED) {
        ++answered;
        EXPECT_EQ(call.status.error_code(), grpc::StatusCode::NOT_FOUND) << call.status.error_message();
        continue;
      }
      ++refused;
      EXPECT_EQ(testing::ReasonOf(call.status), "TOO_MANY_QUERIES");
      EXPECT_NE(testing::NextStepOf(call.status), "");
    }
  }
  EXPECT_GT(refused, 0u);
  EXPECT_GT(answered, 0u);
  Call again;
  again.request.mutable_context()->set_purpose(pb::PURPOSE_REFERRAL);
  again.request.set_id("00000000-0000-4000-8000-000000000001");
  EXPECT_EQ(stubs[0]->GetReferral(&again.context, again.request, &again.response).error_code(),
            grpc::StatusCode::NOT_FOUND);
}

}  // namespace
}  // namespace homeward::services
