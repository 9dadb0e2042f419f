#include "services/cli/render/text_width.h"

#include <string>

#include "gtest/gtest.h"

namespace homeward::cli {
namespace {

TEST(TextWidth, CountsColumnsNotBytes) {
  EXPECT_EQ(TextWidth("sent"), 4);
  EXPECT_EQ(TextWidth("đã chuyển gửi"), 13);         // composed
  EXPECT_EQ(TextWidth("đã chuye\u0302\u0309n"), 9);  // combining: ê with hook above
  EXPECT_EQ(TextWidth("từ → đến"), 8);
  EXPECT_EQ(TextWidth("越南"), 4);      // two columns each
  EXPECT_EQ(TextWidth("\xff\xfe"), 2);  // broken bytes
  EXPECT_EQ(TextWidth("\xe1\xbb"), 2);  // cut in the middle of a letter
}

TEST(FitText, CutsWithinTheWidth) {
  EXPECT_EQ(FitText("đã chuyển gửi", 13), "đã chuyển gửi");
  EXPECT_EQ(FitText("đã chuyển gửi", 10), "đã chuyển…");
  EXPECT_EQ(FitText("越南越南", 4), "越…");
  EXPECT_EQ(FitText("anything", 0), "");
  for (int columns = 1; columns < 14; ++columns)
    EXPECT_LE(TextWidth(FitText("đã chuyển gửi", columns)), columns);
}

TEST(Pad, FillsToTheColumn) {
  EXPECT_EQ(PadRight("đã", 4), "đã  ");
  EXPECT_EQ(PadLeft("7", 3), "  7");
  EXPECT_EQ(PadRight("longer", 2), "longer");
}

TEST(CleanText, TakesControlCharactersOut) {
  EXPECT_EQ(CleanText("a\x1b[2Jb"), "a\uFFFD[2Jb");
  EXPECT_EQ(CleanText("tab\tnewline\n"), "tab\uFFFDnewline\uFFFD");
  EXPECT_EQ(CleanText("\xc2\x9b"
                      "31m"),
            "\uFFFD31m");  // C1: CSI
  EXPECT_EQ(CleanText("Hỗ trợ cá nhân"), "Hỗ trợ cá nhân");
}

}  // namespace
}  // namespace homeward::cli
