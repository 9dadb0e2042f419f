#include "services/cli/render/lane_graph.h"

#include <sstream>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "services/cli/render/text_width.h"

namespace homeward::cli {
namespace {

using coordination::v1::Entry;

Entry MakeEntry(const std::string& id, const std::string& date, const std::string& en, const std::string& vi,
                options::v1::Lane lane) {
  Entry entry;
  entry.set_event_id(id);
  entry.mutable_when()->set_date(date);
  entry.mutable_label()->set_en(en);
  entry.mutable_label()->set_vi(vi);
  entry.set_lane(lane);
  entry.set_unit("pol.01");
  return entry;
}

// A rescue, a wrong date corrected, a dispute.
std::vector<Entry> Way() {
  std::vector<Entry> way = {
      MakeEntry("e1", "2025-03-03", "Victim rescued", "Giải cứu",
                options::v1::LANE_IDENTIFICATION_AND_PROTECTION),
      MakeEntry("e2", "2025-03-05", "Case instituted", "Khởi tố vụ án", options::v1::LANE_JUSTICE),
      MakeEntry("e3", "2025-03-12", "Case instituted", "Khởi tố vụ án", options::v1::LANE_JUSTICE)};
  way[1].set_struck_through(true);
  way[1].mutable_strike()->set_code("corrected");
  way[1].set_replaced_by("e3");
  way[2].set_replaces("e2");
  auto* verdict = way[2].add_verdicts();
  verdict->set_result(coordination::v1::VERDICT_RESULT_AWAITING);
  verdict->mutable_code()->set_code("tip_resolved");
  return way;
}

std::string Draw(const Terminal& terminal, Language language = Language::kEnglish) {
  std::ostringstream out, err;
  Session session(out, err, terminal, Terminal());
  session.language = language;
  const std::vector<Entry> way = Way();
  std::vector<const Entry*> entries;
  for (const Entry& entry : way) entries.push_back(&entry);
  ShowEntries(session, entries, /*lanes=*/true);
  return out.str();
}

TEST(LaneGraph, DrawsFourLanesAndWhatStandsInPlaceOfACorrectedEvent) {
  EXPECT_EQ(Draw(Terminal()),
            "            ╭ Identification and protection\n"
            "            │ ╭ Individual support\n"
            "            │ │ ╭ Social inclusion\n"
            "            │ │ │ ╭ Justice\n"
            "2025-03-03  ●     │  Victim rescued       pol.01\n"
            "2025-03-05        ○  ~~Case instituted~~  pol.01\n"
            "                  │    ↳ corrected: 2025-03-12 Case instituted\n"
            "2025-03-12        ●  Case instituted      pol.01\n"
            "                       ↰ stands in the place of the struck-through one\n"
            "                       … awaiting: tip_resolved\n");
}

TEST(LaneGraph, StrikesThroughOnATerminal) {
  EXPECT_NE(
      Draw({.interactive = true, .colour = true, .columns = 100}).find("\x1b[9;2mCase instituted\x1b[0m"),
      std::string::npos);
}

TEST(LaneGraph, SpeaksVietnamese) {
  const std::string drawn = Draw(Terminal(), Language::kVietnamese);
  EXPECT_NE(drawn.find("Xác định và bảo vệ"), std::string::npos);
  EXPECT_NE(drawn.find("~~Khởi tố vụ án~~"), std::string::npos);
}

}  // namespace
}  // namespace homeward::cli
