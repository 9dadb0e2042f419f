#include "projections/query/leaves.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "google/protobuf/text_format.h"
#include "homeward/coordination/v1/views.pb.h"

namespace homeward::projections {
namespace {

using coordination::v1::VictimTimeline;
using ::testing::ElementsAre;

VictimTimeline Timeline(const std::string& text) {
  VictimTimeline timeline;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &timeline)) << text;
  return timeline;
}

std::vector<std::string> Lines(const Leaves& leaves) {
  std::vector<std::string> lines;
  for (const Leaf& leaf : leaves.all()) lines.push_back(leaf.path + " = " + leaf.value);
  return lines;
}

std::vector<std::string> Lines(const std::string& before, const std::string& after) {
  std::vector<std::string> lines;
  for (const auto& d : Differ(Leaves(Timeline(before)), Leaves(Timeline(after))))
    lines.push_back(d.path() + ": " + d.before() + " > " + d.after());
  return lines;
}

TEST(Leaves, ElementsAreNamedByWhatTellsThemApart) {
  EXPECT_THAT(
      Lines(
          Leaves(Timeline("person: 'p1' child: true headline { code: 'in_support' label { en: 'in support' } }"
                          "tracks { track { code: 'consent' } instance: 'care' state { code: 'given' } }"
                          "tracks { track { code: 'identification' } state { code: 'confirmed' } "
                          "  since { time { seconds: 86400 } week: '1970-W01' } }"
                          "cases: 'c1' cases: 'c2'"
                          "hard_rules { number: 5 event_ids: 'e1' } exchanges { id: 'r1' kind: EXCHANGE_KIND_REFERRAL "
                          "  overlays { code: 'expired' label { en: 'expired' } days: 3 } }"))),
      ElementsAre("person = p1", "headline = in_support", "child = true", "tracks[consent,care].track = consent",
                  "tracks[consent,care].instance = care", "tracks[consent,care].state = given",
                  "tracks[identification].track = identification", "tracks[identification].state = confirmed",
                  "tracks[identification].since = 1970-01-02T00:00:00Z", "hard_rules[5].number = 5",
                  "hard_rules[5].event_ids = e1", "exchanges[r1,referral].id = r1",
                  "exchanges[r1,referral].kind = referral", "exchanges[r1,referral].overlays[expired].code = expired",
                  "exchanges[r1,referral].overlays[expired].days = 3", "cases = c1, c2"));
}

TEST(Leaves, TheSameNameTwiceIsCounted) {
  const Leaves leaves(
      Timeline("deadlines { rule_code: 'follow_up' days_left: 1 } deadlines { rule_code: 'follow_up' }"));
  EXPECT_NE(leaves.Find("deadlines[follow_up].days_left"), nullptr);
  EXPECT_NE(leaves.Find("deadlines[follow_up#2].rule_code"), nullptr);
}

TEST(Leaves, WordsAreTheValuesOwn) {
  const Leaves leaves(
      Timeline("headline { code: 'x' label { en: 'words' } } "
               "exchanges { id: 'r1' overlays { code: 'expired' label { en: 'too late' } days: 3 } }"));
  EXPECT_EQ(leaves.Find("headline")->label.en(), "words");
  EXPECT_EQ(leaves.Find("exchanges[r1].overlays[expired].code")->label.en(), "too late");
  EXPECT_EQ(leaves.Find("exchanges[r1].overlays[expired].days")->label.en(), "");
}

TEST(Leaves, DifferencesAreValuesAndWholeElements) {
  EXPECT_THAT(Lines("headline { code: 'a' } times_asked: 1", "headline { code: 'b' } times_asked: 1"),
              ElementsAre("headline: a > b"));
  EXPECT_THAT(Lines("times_asked: 1", ""), ElementsAre("times_asked: 1 > "));
  EXPECT_THAT(Lines("tracks { track { code: 'consent' } state { code: 'given' } }",
                    "tracks { track { code: 'identification' } state { code: 'open' } } "
                    "tracks { track { code: 'consent' } state { code: 'given' } }"),
              ElementsAre("tracks[identification]:  > open"))
      << "its place in the list is no difference";
  EXPECT_THAT(Lines("exchanges { id: 'r1' state { code: 'sent' } overlays { code: 'expired' days: 1 } }", ""),
              ElementsAre("exchanges[r1]: sent > "))
      << "one, with everything in it";
  EXPECT_THAT(Lines("", ""), ElementsAre());
}

TEST(Leaves, BelowIsAtABoundary) {
  EXPECT_TRUE(IsBelow("state", "state"));
  EXPECT_TRUE(IsBelow("tracks[a].state", "tracks"));
  EXPECT_TRUE(IsBelow("tracks[a].state", "tracks[a]"));
  EXPECT_FALSE(IsBelow("states", "state"));
  EXPECT_FALSE(IsBelow("state", "state.code"));
}

}  // namespace
}  // namespace homeward::projections
