#include "services/cli/render/table.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "services/cli/render/text_width.h"

namespace homeward::cli {
namespace {

constexpr int kGap = 2;       // spaces between columns
constexpr int kMinWidth = 6;  // below this a shrunken column says nothing
constexpr int kHidden = -1;   // width of a column without content

int StruckExtra(const Cell& cell, bool colour) { return cell.tone == Tone::kStruck && !colour ? 4 : 0; }

}  // namespace

void Table::AddRow(std::vector<Cell> cells) {
  cells.resize(columns_.size());
  for (Cell& cell : cells) cell.text = CleanText(cell.text);
  rows_.push_back(std::move(cells));
}

std::vector<int> Table::Widths(int columns_available) const {
  std::vector<int> widths(columns_.size(), kHidden);
  for (const std::vector<Cell>& row : rows_) {
    for (size_t i = 0; i < row.size(); ++i) {
      if (!row[i].text.empty()) {
        widths[i] = std::max(widths[i], TextWidth(row[i].text) + StruckExtra(row[i], false));
      }
    }
  }
  int total = -kGap;
  for (size_t i = 0; i < widths.size(); ++i) {
    if (widths[i] == kHidden) continue;
    widths[i] = std::max(widths[i], TextWidth(columns_[i].heading));
    total += widths[i] + kGap;
  }
  // The widest shrinkable column gives way first, one column at a time, so that they end up alike.
  while (columns_available > 0 && total > columns_available) {
    int widest = -1;
    for (size_t i = 0; i < widths.size(); ++i) {
      if (!columns_[i].shrinks || widths[i] <= kMinWidth) continue;
      if (widest < 0 || widths[i] > widths[static_cast<size_t>(widest)]) widest = static_cast<int>(i);
    }
    if (widest < 0) break;
    --widths[static_cast<size_t>(widest)];
    --total;
  }
  return widths;
}

std::string Table::Line(const std::vector<Cell>& cells, const std::vector<int>& widths, bool colour) const {
  std::string line;
  std::string gap;  // held back until something follows: no line ends in spaces
  for (size_t i = 0; i < cells.size(); ++i) {
    if (widths[i] == kHidden) continue;
    const int extra = StruckExtra(cells[i], colour);
    const std::string text = FitText(cells[i].text, widths[i] - extra);
    const auto padding = static_cast<size_t>(std::max(0, widths[i] - extra - TextWidth(text)));
    const bool right = columns_[i].align == Align::kRight;
    if (right) gap.append(padding, ' ');
    if (!text.empty()) {
      line += gap;
      line += Paint(text, cells[i].tone, colour);
      gap.clear();
    }
    if (!right) gap.append(padding, ' ');
    if (text.empty()) gap.append(static_cast<size_t>(extra), ' ');
    gap.append(kGap, ' ');
  }
  return line;
}

void Table::Print(std::ostream& out, const Terminal& terminal, int indent) const {
  if (rows_.empty()) return;
  const std::vector<int> widths = Widths(terminal.columns > 0 ? std::max(1, terminal.columns - indent) : 0);
  const std::string lead(static_cast<size_t>(indent), ' ');
  std::vector<Cell> headings;
  for (const Column& column : columns_) headings.push_back({column.heading, Tone::kStrong});
  const bool headed =
      std::any_of(columns_.begin(), columns_.end(), [](const Column& c) { return !c.heading.empty(); });
  if (headed) out << lead << Line(headings, widths, terminal.colour) << '\n';
  for (const std::vector<Cell>& row : rows_) out << lead << Line(row, widths, terminal.colour) << '\n';
}

}  // namespace homeward::cli
