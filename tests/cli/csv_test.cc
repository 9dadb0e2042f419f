#include "services/cli/csv.h"

#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace homeward::cli {
namespace {

using Rows = std::vector<std::vector<std::string>>;

// The rows up to the end or the first error.
absl::Status Read(const std::string& text, Rows* rows, std::vector<uint64_t>* lines = nullptr) {
  std::istringstream in(text);
  CsvReader reader(in);
  while (true) {
    absl::StatusOr<std::optional<CsvRow>> row = reader.Next();
    if (!row.ok()) return row.status();
    if (!row->has_value()) return absl::OkStatus();
    rows->push_back((*row)->cells);
    if (lines != nullptr) lines->push_back((*row)->line);
  }
}

Rows Whole(const std::string& text) {
  Rows rows;
  const absl::Status status = Read(text, &rows);
  EXPECT_TRUE(status.ok()) << status;
  return rows;
}

std::string Error(const std::string& text) {
  Rows rows;
  const absl::Status status = Read(text, &rows);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << text;
  return std::string(status.message());
}

TEST(Csv, ReadsWhatTheStandardAllows) {
  EXPECT_EQ(Whole("a,b,c\r\n1,2,3\r\n"), (Rows{{"a", "b", "c"}, {"1", "2", "3"}}));
  EXPECT_EQ(Whole("a,b\n1,2"), (Rows{{"a", "b"}, {"1", "2"}}));  // no end of the last line
  EXPECT_EQ(Whole("a,,\r\n,,c"), (Rows{{"a", "", ""}, {"", "", "c"}}));
  EXPECT_EQ(Whole("\"a,b\",\"say \"\"yes\"\"\",\"two\r\nlines\""), (Rows{{"a,b", "say \"yes\"", "two\r\nlines"}}));
  EXPECT_EQ(Whole("\"\",x\n\"\"\n"), (Rows{{"", "x"}, {""}}));
  EXPECT_EQ(Whole("\xEF\xBB\xBFn\xE1\xBA\xA1n nh\xC3\xA2n,x\n"), (Rows{{"n\xE1\xBA\xA1n nh\xC3\xA2n", "x"}}));
  EXPECT_EQ(Whole("\n\r\na\n\n\nb\n\n"), (Rows{{"a"}, {"b"}}));
  EXPECT_EQ(Whole("\xEF\xBC\x8B"
                  "84"),
            (Rows{{"\xEF\xBC\x8B"
                   "84"}}));  // begins like a byte order mark
  EXPECT_EQ(Whole(""), Rows{});
  EXPECT_EQ(Whole("\xEF\xBB\xBF"), Rows{});
}

TEST(Csv, KnowsTheLineOnWhichARowBegins) {
  Rows rows;
  std::vector<uint64_t> lines;
  ASSERT_TRUE(Read("a\n\n\"b\nb\nb\"\r\nc\n", &rows, &lines).ok());
  EXPECT_EQ(lines, (std::vector<uint64_t>{1, 3, 6}));
}

TEST(Csv, NamesTheLineOfWhatItRefusesAndNeverTheValue) {
  EXPECT_EQ(Error("a\n\"secret\nx"), "line 2: a quote that is opened here is not closed");
  EXPECT_EQ(Error("a\nsec\"ret\n"), "line 2: a quote within a cell that does not begin with one");
  EXPECT_EQ(Error("a\n\"x\ny\"secret,b\n"),
            "line 3: something stands behind a closing quote; a quote within quotes is written twice");
  EXPECT_EQ(Error("a\rb\n"), "line 1: a lone CR; lines end with LF or CRLF");
  EXPECT_EQ(Error("a\n\r"), "line 2: a lone CR; lines end with LF or CRLF");
  EXPECT_EQ(Error(std::string("a\nb\0c\n", 6)), "line 2: a control character");
  EXPECT_EQ(Error("a\n\"x\n\x1b\"\n"), "line 3: a control character");
  EXPECT_EQ(Error("a,b\nx,\xFF\n"), "line 2: cell 2 is not UTF-8");
  EXPECT_EQ(Error("\xEF\xBBx"), "line 1: cell 1 is not UTF-8");  // half a byte order mark
  EXPECT_EQ(Error("x,\xC3"), "line 1: cell 2 is not UTF-8");     // cut within a letter
}

TEST(Csv, HasLimits) {
  const std::string longest(kCsvCellBytesMax, 'x');
  EXPECT_EQ(Whole(longest + "\n"), (Rows{{longest}}));
  EXPECT_EQ(Error(longest + "x\n"), "line 1: a cell of more than 32767 bytes");
  EXPECT_EQ(Error("\"" + longest + "x\"\n"), "line 1: a cell of more than 32767 bytes");
  std::string commas(kCsvColumnsMax - 1, ',');
  EXPECT_EQ(Whole(commas + "\n").front().size(), kCsvColumnsMax);
  EXPECT_EQ(Error("a\n" + commas + ",\n"), "line 2: more than 1000 cells");
  std::string row;
  for (int i = 0; i < 40; ++i) row += longest + ",";
  EXPECT_EQ(Error(row + "\n"), "line 1: a row of more than 1048576 bytes");
}

TEST(Csv, WritesWhatTheStandardWants) {
  EXPECT_EQ(CsvLine({"a", "b c", ""}), "a,b c,\r\n");
  EXPECT_EQ(CsvLine({"a,b", "say \"yes\"", "two\nlines"}), "\"a,b\",\"say \"\"yes\"\"\",\"two\nlines\"\r\n");
  EXPECT_EQ(CsvLine({""}), "\"\"\r\n");                            // an empty line would be no row
  EXPECT_EQ(CsvLine({"\xEF\xBB\xBFx"}), "\"\xEF\xBB\xBFx\"\r\n");  // a byte order mark would be no text
}

TEST(Csv, NoSpreadsheetRunsACell) {
  EXPECT_EQ(CsvLine({"=1+1", "+84", "-x", "@SUM(A1)"}), "'=1+1,'+84,'-x,'@SUM(A1)\r\n");
  EXPECT_EQ(CsvLine({"=HYPERLINK(\"http://x\",\"y\")"}), "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"\r\n");
  EXPECT_EQ(CsvLine({"\tx", "\n=x"}), "'\tx,\"'\n=x\"\r\n");
  EXPECT_EQ(CsvLine({"-3", "-0.5", "3"}), "-3,-0.5,3\r\n");  // figures stay figures
  EXPECT_EQ(CsvLine({"-3+cmd", "-1.2.3", "-", "-."}), "'-3+cmd,'-1.2.3,'-,'-.\r\n");
}

// Every text, apostrophes and formulas among them, is read as it was written.
TEST(Csv, WhatIsWrittenIsWhatIsRead) {
  std::mt19937 random(20251122);  // the same every time
  const std::string letters = "'=+-@\t\n,\"ax5.";
  const auto text = [&] {
    std::string made;
    for (size_t n = random() % 6; n > 0; --n) made += letters[random() % letters.size()];
    return made;
  };
  for (int i = 0; i < 20000; ++i) {
    std::vector<std::string> cells;
    for (size_t n = 1 + random() % 4; n > 0; --n) cells.push_back(text());
    Rows rows;
    const std::string line = CsvLine(cells);
    ASSERT_TRUE(Read(line, &rows).ok()) << line;
    ASSERT_EQ(rows, Rows{cells}) << line;
  }
}

}  // namespace
}  // namespace homeward::cli
