#include "services/cli/render/table.h"

#include <sstream>
#include <string>

#include "gtest/gtest.h"
#include "services/cli/render/text_width.h"

namespace homeward::cli {
namespace {

Table Board() {
  Table table({{"trạng thái"},
               {"việc", Align::kLeft, true},
               {"ngày", Align::kRight},
               {"trống"},
               {"id", Align::kLeft, false, 1}});
  table.AddRow({{"đã gửi"}, {"trợ giúp pháp lý cho người được chuyển gửi"}, {"3 d"}, {}, {"01955975"}});
  table.AddRow({{"từ chối", Tone::kBad}, {"y tế"}, {"12 d"}, {}, {"01955976"}});
  return table;
}

std::string Print(const Table& table, const Terminal& terminal) {
  std::ostringstream out;
  table.Print(out, terminal);
  return out.str();
}

TEST(Table, AlignsColumnsAndLeavesOutEmptyOnes) {
  EXPECT_EQ(Print(Board(), Terminal()),
            "trạng thái  việc                                        ngày  id\n"
            "đã gửi      trợ giúp pháp lý cho người được chuyển gửi   3 d  01955975\n"
            "từ chối     y tế                                        12 d  01955976\n");
}

TEST(Table, FitsTheTerminal) {
  for (int columns : {40, 50, 64, 80}) {
    std::istringstream lines(Print(Board(), {.columns = columns}));
    for (std::string line; std::getline(lines, line);) EXPECT_LE(TextWidth(line), columns) << line;
  }
}

TEST(Table, LeavesColumnsOutBeforeTextIsCutTooShort) {
  EXPECT_EQ(Print(Board(), {.columns = 40}),
            "trạng thái  việc                    ngày\n"
            "đã gửi      trợ giúp pháp lý cho…    3 d\n"
            "từ chối     y tế                    12 d\n");
}

TEST(Table, PaintsOnlyWithColour) {
  EXPECT_EQ(Print(Board(), Terminal()).find('\x1b'), std::string::npos);
  EXPECT_NE(Print(Board(), {.colour = true}).find("\x1b[31mtừ chối\x1b[0m"), std::string::npos);
}

TEST(Table, StrikesThroughAlsoWithoutColour) {
  Table table({{"what"}, {"then"}});
  table.AddRow({{"withdrawn", Tone::kStruck}, {"x"}});
  table.AddRow({{"stands"}, {"y"}});
  EXPECT_EQ(Print(table, Terminal()),
            "what           then\n"
            "~~withdrawn~~  x\n"
            "stands         y\n");
}

TEST(Table, ShowsNothingWithoutRows) { EXPECT_EQ(Print(Table({{"state"}}), Terminal()), ""); }

}  // namespace
}  // namespace homeward::cli
