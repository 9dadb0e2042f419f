#include "services/cli/render/dates.h"

#include "gtest/gtest.h"
#include "homeward/coordination/v1/views.pb.h"
#include "services/cli/render/answer_text.h"

namespace homeward::cli {
namespace {

constexpr int64_t kEveningUtc = 1'751'389'200'000'000;  // 2025-07-01T17:00:00Z is the 2nd in Viet Nam

TEST(Dates, AreThoseOfVietNam) {
  EXPECT_EQ(ShowDate(kEveningUtc), "2025-07-02");
  EXPECT_EQ(ShowDateTime(kEveningUtc), "2025-07-02 00:00");
  EXPECT_EQ(ShowInstant(kEveningUtc), "2025-07-01T17:00:00Z");
  EXPECT_EQ(ShowDate(0), "");
}

TEST(Dates, AreReadAsPeopleWriteThem) {
  EXPECT_EQ(*ParseInstant("2025-07-02"), kEveningUtc);
  EXPECT_EQ(*ParseInstant("2025-07-02T00:00"), kEveningUtc);
  EXPECT_EQ(*ParseInstant("2025-07-01T17:00:00Z"), kEveningUtc);
  EXPECT_EQ(*ParseInstant("2025-07-02T00:00:00+07:00"), kEveningUtc);
  EXPECT_FALSE(ParseInstant("yesterday").ok());
  EXPECT_FALSE(ParseInstant("2025-02-30").ok());
}

TEST(Dates, AWeekStandsBeforeItsDays) {
  coordination::v1::When when;
  when.set_week("2025-W36");
  EXPECT_EQ(SortableDate(when), "2025-09-01");
  when.set_week("2026-W01");
  EXPECT_EQ(SortableDate(when), "2025-12-29");
  when.set_week("2020-W53");
  EXPECT_EQ(SortableDate(when), "2020-12-28");
  when.set_date("2021-01-01");
  EXPECT_EQ(SortableDate(when), "2021-01-01");
}

}  // namespace
}  // namespace homeward::cli
