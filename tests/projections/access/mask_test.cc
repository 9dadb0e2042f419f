#include "projections/access/mask.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "projections/access/payload.h"
#include "proto/contract/text.h"
#include "tests/projections/support/facts.h"

namespace homeward::projections {
namespace {

using contract::Cat;

constexpr char kId[] = "00000000-0000-4000-8000-000000000001";

Viewer As(Role role, const std::string& unit) { return {role, "", unit, unit, coordination::v1::PURPOSE_CARE}; }
const Viewer kLabour = As(Role::kLabour, "soc.01");
const Viewer kPolice = As(Role::kPolice, "pol.01");
const Viewer kAuditor = As(Role::kAuditor, "aud.1");

coordination::v1::Entry Render(const Said& said, const Viewer& viewer) {
  const History history = MakeHistory(Say({said}), 0);
  return RenderEntry(history.front(), viewer, At(9));
}
std::string Value(const coordination::v1::Entry& entry, std::string_view field) {
  for (const auto& f : entry.fields())
    if (f.name() == field) return f.value();
  return "";
}
bool Masked(const coordination::v1::Entry& entry, std::string_view field) {
  return std::find(entry.masked().begin(), entry.masked().end(), field) != entry.masked().end();
}

TEST(Mask, OthersSeeProvinceAndWeek) {
  const Said said = {"pol.01", 0,
                     "victim_rescued {person_id: $P person {age_band: AGE_BAND_ADULT commune: '01.00004'}}"};
  const auto own = Render(said, kPolice);
  EXPECT_EQ(Value(own, "commune"), "01.00004");
  EXPECT_EQ(own.when().date(), "2025-03-03");
  const auto other = Render(said, kLabour);
  EXPECT_TRUE(Masked(other, "commune"));
  EXPECT_EQ(other.province(), "01");
  EXPECT_EQ(other.when().week(), "2025-W10");
  EXPECT_FALSE(other.when().has_time());
  EXPECT_FALSE(other.has_recorded_at()) << "the day after would tell the day";
  EXPECT_EQ(Value(other, "age_band"), "adult");
  EXPECT_EQ(Render(said, kAuditor).province(), "");
}

// The first 48 bits of a UUIDv7 are the time.
TEST(Mask, WhereTheWeekIsToldTheIdsTellNoMore) {
  const std::string placed = "victim_rescued {person_id: $P person {commune: '01.00004'}}";
  const History history = MakeHistory(Say({{"pol.01", 0, placed},
                                           {"pol.01", 1, placed, -1, 0, 1},
                                           {"pol.01", 2, "victim_rescued {person_id: $P}", -1, 0, 2}}),
                                      0);
  ASSERT_EQ(history.size(), 3u);
  std::vector<coordination::v1::Entry> own, other;
  for (const Line& line : history) {
    own.push_back(RenderEntry(line, kPolice, At(9)));
    other.push_back(RenderEntry(line, kLabour, At(9)));
    if (line.fact.id() != IdOfEvent(3)) {
      EXPECT_EQ(other.back().ShortDebugString().find(line.fact.id()), std::string::npos);
      EXPECT_EQ(other.back().event_id(), EventReference(line.fact.id()));
      EXPECT_EQ(other.back().event_id().size(), 16u);
    }
    EXPECT_EQ(own.back().event_id(), line.fact.id());
  }
  EXPECT_EQ(own[0].replaced_by(), IdOfEvent(2));
  EXPECT_EQ(other[0].replaced_by(), other[1].event_id()) << "the links hold";
  EXPECT_EQ(other[1].replaces(), other[0].event_id());
  EXPECT_EQ(other[1].replaced_by(), IdOfEvent(3)) << "which names no place";
  EXPECT_EQ(other[2].replaces(), other[1].event_id());
}

TEST(Mask, OwnersFactsAreInNoOtherView) {
  const Said loan = {"soc.01", 0, Cat("loan_applied {loan_id: '", kId, "' person_id: $P}")};
  const History history = MakeHistory(Say({loan}), 0);
  EXPECT_TRUE(MayKnowOf(history[0].fact, kLabour, At(9)));
  EXPECT_FALSE(MayKnowOf(history[0].fact, kPolice, At(9)));
  EXPECT_FALSE(MayKnowOf(history[0].fact, As(Role::kLabour, "soc.02"), At(9)));
  EXPECT_FALSE(MayKnowOf(history[0].fact, kAuditor, At(9)));
  const Said needs = {"soc.01", 0, "victim_received {person_id: $P person {needs_now: SERVICE_CODE_MEDICAL}}"};
  EXPECT_EQ(Value(Render(needs, kLabour), "needs_now"), "medical");
  EXPECT_TRUE(Masked(Render(needs, kPolice), "needs_now"));
}

TEST(Mask, MeasureCodesAreForApplyingAndExecutingUnit) {
  const Said said = {"pol.01", 0,
                     Cat("protection_measure_applied {measure_id: '", kId,
                         "' person_id: $P to_unit: 'soc.01' "
                         "person {measure: PROTECTION_MEASURE_GUARD phase: PROTECTION_PHASE_TRIAL}}")};
  EXPECT_EQ(Value(Render(said, kPolice), "measure"), "guard");
  EXPECT_EQ(Value(Render(said, kLabour), "measure"), "guard");
  const auto other = Render(said, As(Role::kProsecution, "pro.01"));
  EXPECT_TRUE(Masked(other, "measure"));
  EXPECT_EQ(Value(other, "phase"), "trial");
  EXPECT_TRUE(Masked(Render(said, kAuditor), "measure"));
}

TEST(Mask, NeedOfAReferralIsForItsUnitsCoordinatorAndAuditor) {
  const Said said = {"pol.01", 0,
                     Cat("referral_sent {referral_id: '", kId,
                         "' person_id: $P to_unit: 'soc.01' "
                         "kind: REFERRAL_KIND_SUPPORT person {service: SERVICE_CODE_MEDICAL}}")};
  EXPECT_EQ(Value(Render(said, kLabour), "service"), "medical");
  EXPECT_EQ(Value(Render(said, kAuditor), "service"), "medical");
  EXPECT_EQ(Value(Render(said, As(Role::kCoordinator, "crd.01")), "service"), "medical");
  EXPECT_TRUE(Masked(Render(said, As(Role::kCommune, "com.01.00004")), "service"));
}

TEST(Mask, CountsBelowTen) {
  const auto screened = [](int n) {
    return Said{"bdr.01", 0, Cat("trafficking_indicator_screened {screening_id: '", kId, "' screened: ", n, "}")};
  };
  EXPECT_EQ(Value(Render(screened(7), As(Role::kBorderGuard, "bdr.01")), "screened"), "7");
  EXPECT_EQ(Value(Render(screened(7), kPolice), "screened"), "< 10");
  EXPECT_EQ(Value(Render(screened(12), kPolice), "screened"), "12");
}

TEST(Mask, ClearsInAMessageWhatAnEntryHides) {
  const auto masked = [](const Said& said, const Viewer& viewer) {
    const Facts facts = Say({said});
    const auto& payload = *facts[0].event->payload;
    const std::unique_ptr<google::protobuf::Message> copy(payload.New());
    copy->CopyFrom(payload);
    std::vector<std::string> paths;
    MaskPayload(MakeReader(facts[0], viewer, At(9)), copy.get(), &paths);
    return paths;
  };
  using Paths = std::vector<std::string>;
  const Said given = {"pol.01", 0,
                      Cat("handover_given {handover_id: '", kId, "' person_id: $P signed_by: '", kId, "'}")};
  EXPECT_EQ(masked(given, kAuditor), Paths{"signed_by"}) << "nothing is shown by officer";
  EXPECT_TRUE(Masked(Render(given, kAuditor), "signed_by"));
  EXPECT_EQ(masked(given, kPolice), Paths());
  const Said rescued = {"pol.01", 0, "victim_rescued {person_id: $P person {commune: '01.00004'}}"};
  EXPECT_EQ(masked(rescued, kAuditor), Paths{"person.commune"});
  const auto screened = [](int n) {
    return Said{"bdr.01", 0, Cat("trafficking_indicator_screened {screening_id: '", kId, "' screened: ", n, "}")};
  };
  EXPECT_EQ(masked(screened(kSmallCount - 1), kAuditor), Paths{"screened"});
  EXPECT_EQ(masked(screened(kSmallCount), kAuditor), Paths());
}

TEST(Mask, OtherVictimsOfAnEventAreNotTold) {
  const Said said = {"pol.01", 0,
                     Cat("case_instituted {case_id: '", kId,
                         "' crime_code: CRIME_CODE_ARTICLE_150 "
                         "crime_class: CRIME_CLASS_SERIOUS person_ids: $P person_ids: 'p00000000000000000000000002'}")};
  const History history = MakeHistory(Say({said}), 0);
  const std::set<std::string> told = {kPerson};
  const auto entry = RenderEntry(history.front(), kLabour, At(9), &told);
  EXPECT_EQ(entry.ShortDebugString().find("p00000000000000000000000002"), std::string::npos);
  EXPECT_NE(entry.ShortDebugString().find(kPerson), std::string::npos);
  EXPECT_TRUE(Masked(entry, "person_ids"));
}

}  // namespace
}  // namespace homeward::projections
