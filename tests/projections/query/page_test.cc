// Page tokens: only what this log gave out, for the question it was given to; and all pages are of one date.
#include "projections/query/page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "proto/contract/text.h"
#include "tests/projections/support/referrals.h"
#include "tests/projections/support/world.h"

namespace homeward::projections {
namespace {

namespace pb = coordination::v1;

const Viewer kSupervisor = {Role::kAuditor, "", "aud.1", "aud.1", pb::PURPOSE_AUDIT};

std::string Reason(const absl::Status& status) {
  const std::string message(status.message());
  return message.substr(0, message.find(':'));
}

PageScope Scope(const World& world, std::string_view view = "referrals", uint32_t version = 2) {
  return ScopeOf(const_cast<World&>(world).store(), view, version, "the question");
}

TEST(Page, ATokenLeadsToWhereItsPageBegins) {
  const World world;
  const std::string token = EncodeToken(Scope(world), {"o|place", 5});
  const auto start = StartOf(Scope(world), token, 9);
  ASSERT_TRUE(start.ok()) << start.status();
  EXPECT_EQ(start->after, "o|place");
  EXPECT_EQ(start->as_at_us, 5);  // the first page's date, not this one's
  EXPECT_EQ(StartOf(Scope(world), "", 9)->as_at_us, 9);
}

TEST(Page, EveryFlippedByteIsRefused) {
  const World world;
  const std::string token = EncodeToken(Scope(world), {"o|place", 5});
  int of_another_log = 0;
  for (size_t i = 0; i < token.size(); ++i) {
    for (const char digit : {'0', '7', 'f'}) {
      if (token[i] == digit) continue;
      std::string forged = token;
      forged[i] = digit;
      const auto start = StartOf(Scope(world), forged, 9);
      ASSERT_FALSE(start.ok()) << "digit " << i;
      if (Reason(start.status()) == "PAGE_TOKEN_OTHER_LOG") {
        ++of_another_log;
      } else {
        EXPECT_EQ(Reason(start.status()), "PAGE_TOKEN_INVALID") << "digit " << i;
      }
    }
  }
  EXPECT_GT(of_another_log, 32);  // the incarnation's 16 bytes
  EXPECT_LT(of_another_log, 3 * 48);
  for (const std::string& nonsense :
       {std::string("zz"), std::string("0"), token + "0", token.substr(2), token + "00"}) {
    EXPECT_FALSE(StartOf(Scope(world), nonsense, 9).ok()) << nonsense;
  }
}

TEST(Page, OfAnotherLog) {
  const World world, other;
  const std::string token = EncodeToken(Scope(other), {"o|place", 5});
  const absl::Status refused = StartOf(Scope(world), token, 9).status();
  EXPECT_TRUE(absl::IsAborted(refused)) << refused;
  EXPECT_EQ(Reason(refused), "PAGE_TOKEN_OTHER_LOG");
  PageScope claimed = Scope(other);  // the other log's key, this one's name
  claimed.incarnation = Scope(world).incarnation;
  EXPECT_EQ(Reason(StartOf(Scope(world), EncodeToken(claimed, {"o|place", 5}), 9).status()), "PAGE_TOKEN_INVALID");
}

TEST(Page, OfAnOlderViewAndOfAnotherQuestion) {
  const World world;
  const std::string older = EncodeToken(Scope(world, "referrals", 1), {"o|place", 5});
  const absl::Status outlived = StartOf(Scope(world), older, 9).status();
  EXPECT_TRUE(absl::IsAborted(outlived)) << outlived;
  EXPECT_EQ(Reason(outlived), "PAGE_TOKEN_OUTLIVED");
  const std::string elsewhere = EncodeToken(Scope(world, "cases"), {"o|place", 5});
  const absl::Status other = StartOf(Scope(world), elsewhere, 9).status();
  EXPECT_TRUE(absl::IsInvalidArgument(other)) << other;
  EXPECT_EQ(Reason(other), "PAGE_TOKEN_OTHER_QUESTION");
}

// The seconds of the date that each page of the list answers for, on a clock that moves on.
template <typename Request, typename Response>
std::vector<int64_t> DatesOfPages(World& world,
                                  absl::StatusOr<Response> (Views::*list)(const Request&, const Viewer&)) {
  Micros now = kDay0 + 50 * kDay;
  auto views = Views::Open({world.folder() + "/views-of-a-clock", [&now] { return now += kDay; }}, &world.store());
  EXPECT_TRUE(views.ok()) << views.status();
  while ((*views)->position() < world.store().head().position) {
  }
  Request request;
  request.set_page_size(1);
  std::vector<int64_t> dates;
  do {
    auto page = ((**views).*list)(request, kSupervisor);
    EXPECT_TRUE(page.ok()) << page.status();
    if (!page.ok()) return {};
    dates.push_back(page->as_at().seconds());
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  return dates;
}

TEST(Page, AllPagesAreOfOneDate) {
  World world;
  for (int n = 1; n <= 3; ++n) {
    world.Record(Sent(n));
    world.Record({"pol.01", 0,
                  contract::Cat("tip_received {tip_id: '", Uuid(100 + n),
                                "' crime_code: CRIME_CODE_ARTICLE_150 source: TIP_SOURCE_REPORT}")});
  }
  world.Settle();
  const auto referrals = DatesOfPages(world, &Views::ListReferrals);
  const auto cases = DatesOfPages(world, &Views::ListCases);
  ASSERT_GE(referrals.size(), 3u);
  ASSERT_GE(cases.size(), 3u);
  EXPECT_THAT(referrals, ::testing::Each(referrals.front()));
  EXPECT_THAT(cases, ::testing::Each(cases.front()));
}

}  // namespace
}  // namespace homeward::projections
