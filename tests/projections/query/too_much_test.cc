// Questions that would take more than one question may: each is refused, and says what to ask instead.
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <string>
#include <vector>

#include "projections/facts/dates.h"
#include "projections/limits.h"
#include "projections/views.h"
#include "proto/contract/text.h"
#include "tests/projections/support/referrals.h"
#include "tests/projections/support/world.h"

namespace homeward::projections {
namespace {

using contract::Cat;

constexpr int kBatch = 500;
constexpr uint64_t kReferrals = kDiffEventsMax + kBatch;
static_assert(kReferrals > kClockSubjectsMax);

const Viewer kAuditor = {Role::kAuditor, "", "aud.1", "aud.1", pb::PURPOSE_AUDIT};

bool Refuses(const absl::Status& status, absl::StatusCode code, const std::string& reason) {
  return status.code() == code && std::string(status.message()).rfind(reason + ":", 0) == 0;
}

// A log of many referrals, each of a person of its own; made once.
class TooMuch : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    world_ = new World;
    world_->Record(
        {"gov.01", 0,
         "legal_rule_published {rule_code: 'referral_acknowledge' amount: 24 unit: RULE_UNIT_HOURS effective_from: "
         "'2011-01-01' article: 'A'}"});
    std::vector<Said> batch;
    for (uint64_t n = 1; n <= kReferrals; ++n) {
      Said said = Sent(static_cast<int>(n), 1);
      char person[28];
      std::snprintf(person, sizeof person, "p%026llu", static_cast<unsigned long long>(n));
      said.text.replace(said.text.find("$P"), 2, Cat("'", person, "'"));
      batch.push_back(std::move(said));
      if (batch.size() < kBatch) continue;
      world_->RecordAll(batch);
      batch.clear();
    }
    world_->Settle();
  }
  static void TearDownTestSuite() { delete world_; }

  static World* world_;
};
World* TooMuch::world_ = nullptr;

TEST_F(TooMuch, DifferencesOverTooManyEvents) {
  pb::ListDifferencesRequest request;
  request.mutable_from()->set_position(1);
  request.mutable_to()->set_position(1 + kDiffEventsMax + 1);
  EXPECT_TRUE(Refuses(world_->views().ListDifferences(request, kAuditor).status(), absl::StatusCode::kInvalidArgument,
                      "RANGE_TOO_WIDE"));
  request.mutable_from()->set_position(kDiffEventsMax - 10);
  request.mutable_to()->set_position(kDiffEventsMax);
  EXPECT_TRUE(world_->views().ListDifferences(request, kAuditor).ok());
}

TEST_F(TooMuch, ClocksOfAnEarlierDate) {
  oversight::v1::ListDeadlinesRequest request;
  *request.mutable_context()->mutable_as_at() = ToTimestamp(kDay0 + 20 * kDay);
  const Viewer everywhere = As(Role::kCoordinator, "crd");
  EXPECT_TRUE(Refuses(world_->views().ListDeadlines(request, everywhere).status(), absl::StatusCode::kResourceExhausted,
                      "TOO_MANY_CLOCKS"));
}

TEST_F(TooMuch, ListsOfTwoEarlierTimesAtOnce) {
  const auto ask = [](uint64_t known) {
    pb::ListReferralsRequest request;
    request.mutable_filter()->set_unit("soc.01");
    request.mutable_known_at()->set_position(known);
    return world_->views().ListReferrals(request, kAuditor).status();
  };
  // Two who ask of one position after the other, until they have met.
  std::atomic<int> refused = 0;
  const auto go_on = [&](uint64_t from, uint64_t to) {
    for (uint64_t known = from; known < to && refused == 0; ++known) {
      const absl::Status status = ask(known);
      if (status.ok()) continue;
      EXPECT_TRUE(Refuses(status, absl::StatusCode::kResourceExhausted, "ASIDE_BUSY")) << status;
      ++refused;
    }
  };
  auto other = std::async(std::launch::async, go_on, kReferrals / 2, kReferrals / 2 + 500);
  go_on(1, 500);
  other.get();
  EXPECT_GT(refused, 0);
  EXPECT_TRUE(ask(2).ok()) << "in a moment";
}

TEST(TooMuchOfOne, MoreEventsThanAreWeighedForAnExplanation) {
  World world;
  world.Record({"pol.01", 0, "victim_rescued {person_id: $P}"});
  std::vector<Said> statements(kExplainFactsMax, {"pol.01", 1,
                                                  "statement_taken {person_id: $P person {purpose: "
                                                  "STATEMENT_PURPOSE_INVESTIGATION}}"});
  world.RecordAll(statements);
  world.Settle();
  pb::ExplainRequest request;
  request.set_subject(Cat("person:", kPerson));
  request.add_fields("times_asked");
  EXPECT_TRUE(Refuses(world.views().Explain(request, As(Role::kPolice, "pol.01")).status(),
                      absl::StatusCode::kResourceExhausted, "EXPLAIN_TOO_WIDE"));
  request.mutable_known_at()->set_position(20);
  EXPECT_TRUE(world.views().Explain(request, As(Role::kPolice, "pol.01")).ok())
      << "of an earlier position there are few";
}

}  // namespace
}  // namespace homeward::projections
