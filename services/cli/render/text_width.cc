#include "services/cli/render/text_width.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>

namespace homeward::cli {
namespace {

constexpr std::string_view kEllipsis = "…";
constexpr char32_t kBroken = 0xFFFD;

struct Range {
  char32_t first, last;
};
// Marks that sit on the letter before, joiners and variation selectors.
constexpr Range kZeroWidth[] = {{0x0300, 0x036F}, {0x0483, 0x0489}, {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF},
                                {0x200B, 0x200F}, {0x2060, 0x2064}, {0x20D0, 0x20FF}, {0xFE00, 0xFE0F},
                                {0xFE20, 0xFE2F}, {0xFEFF, 0xFEFF}};
// East Asian Wide and Fullwidth (UAX #11), coarsely.
constexpr Range kWide[] = {{0x1100, 0x115F},   {0x2E80, 0x303E},   {0x3041, 0xA4CF},  {0xAC00, 0xD7A3},
                           {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},  {0xFFE0, 0xFFE6},
                           {0x1F300, 0x1F64F}, {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD}};

template <size_t N>
bool Within(const Range (&ranges)[N], char32_t point) {
  return std::any_of(std::begin(ranges), std::end(ranges),
                     [point](const Range& range) { return point >= range.first && point <= range.last; });
}

struct Glyph {
  char32_t point;
  size_t bytes;
};

Glyph Next(std::string_view text) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  const size_t length = lead >= 0xF0 && lead < 0xF8   ? 4
                        : lead >= 0xE0 && lead < 0xF0 ? 3
                        : lead >= 0xC2                ? 2
                                                      : 1;
  if (length == 1 || lead >= 0xF8 || text.size() < length) return {kBroken, 1};
  char32_t point = lead & (0xFF >> (length + 1));
  for (size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return {kBroken, 1};
    point = point << 6 | (byte(i) & 0x3F);
  }
  return {point, length};
}

int WidthOf(char32_t point) {
  if (Within(kZeroWidth, point)) return 0;
  return Within(kWide, point) ? 2 : 1;
}

}  // namespace

int TextWidth(std::string_view text) {
  int width = 0;
  while (!text.empty()) {
    const Glyph glyph = Next(text);
    width += WidthOf(glyph.point);
    text.remove_prefix(glyph.bytes);
  }
  return width;
}

std::string FitText(std::string_view text, int columns) {
  if (TextWidth(text) <= columns) return std::string(text);
  if (columns <= 0) return "";
  size_t kept = 0;
  int width = 0;
  while (kept < text.size()) {
    const Glyph glyph = Next(text.substr(kept));
    if (width + WidthOf(glyph.point) > columns - 1) break;
    width += WidthOf(glyph.point);
    kept += glyph.bytes;
  }
  std::string_view head = text.substr(0, kept);
  while (!head.empty() && head.back() == ' ') head.remove_suffix(1);
  return std::string(head).append(kEllipsis);
}

std::string PadRight(std::string_view text, int columns) {
  return std::string(text).append(static_cast<size_t>(std::max(0, columns - TextWidth(text))), ' ');
}

std::string PadLeft(std::string_view text, int columns) {
  return std::string(static_cast<size_t>(std::max(0, columns - TextWidth(text))), ' ').append(text);
}

std::vector<std::string> WrapText(std::string_view text, int columns) {
  std::vector<std::string> lines;
  std::string line;
  while (!text.empty()) {
    const size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (word.empty()) continue;
    if (!line.empty() && TextWidth(line) + 1 + TextWidth(word) > columns) {
      lines.push_back(std::move(line));
      line.clear();
    }
    if (!line.empty()) line += ' ';
    line.append(word);
  }
  if (!line.empty() || lines.empty()) lines.push_back(std::move(line));
  return lines;
}

std::string CleanText(std::string_view text) {
  std::string clean;
  clean.reserve(text.size());
  while (!text.empty()) {
    const Glyph glyph = Next(text);
    const bool control = glyph.point < 0x20 || (glyph.point >= 0x7F && glyph.point < 0xA0);
    if (control || glyph.point == kBroken) {
      clean.append("\uFFFD");
    } else {
      clean.append(text.substr(0, glyph.bytes));
    }
    text.remove_prefix(glyph.bytes);
  }
  return clean;
}

}  // namespace homeward::cli
