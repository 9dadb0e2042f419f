#include "services/cli/render/table.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "services/cli/render/text_width.h"

namespace homeward::cli {
namespace {

constexpr int kGap = 2;       // spaces between columns
constexpr int kMinWidth = 6;  // below this a shrunken column says nothing
constexpr int kComfort = 16;  // a shrinking column should have so much before others are left out
constexpr int kHidden = -1;   // width of a column without content

int StruckExtra(const Cell& cell, bool colour) { return cell.tone == Tone::kStruck && !colour ? 4 : 0; }

}  // namespace

void Table::AddRow(std::vector<Cell> cells) {
  cells.resize(columns_.size());
  for (Cell& cell : cells) cell.text = CleanText(cell.text);
  rows_.push_back(std::move(cells));
}

std::vector<int> Table::NaturalWidths() const {
  std::vector<int> widths(columns_.size(), kHidden);
  for (const std::vector<Cell>& row : rows_) {
    for (size_t i = 0; i < row.size(); ++i) {
      if (!row[i].text.empty()) {
        widths[i] = std::max(widths[i], TextWidth(row[i].text) + StruckExtra(row[i], false));
      }
    }
  }
  for (size_t i = 0; i < widths.size(); ++i) {
    if (widths[i] != kHidden) widths[i] = std::max(widths[i], TextWidth(columns_[i].heading));
  }
  return widths;
}

void Table::LeaveOut(std::vector<int>* widths, int columns_available) const {
  while (true) {
    int needed = -kGap;
    size_t leaving = columns_.size();
    for (size_t i = 0; i < columns_.size(); ++i) {
      if ((*widths)[i] == kHidden) continue;
      needed += kGap + (columns_[i].shrinks ? std::min((*widths)[i], kComfort) : (*widths)[i]);
      const int rank = columns_[i].leaves;
      if (rank > 0 && (leaving == columns_.size() || rank > columns_[leaving].leaves)) leaving = i;
    }
    if (needed <= columns_available || leaving == columns_.size()) return;
    (*widths)[leaving] = kHidden;
  }
}

std::vector<int> Table::Widths(int columns_available) const {
  std::vector<int> widths = NaturalWidths();
  if (columns_available <= 0) return widths;
  LeaveOut(&widths, columns_available);
  int total = -kGap;
  for (const int width : widths) total += width == kHidden ? 0 : width + kGap;
  // The widest shrinkable column gives way first, one column at a time, so that they end up alike.
  while (total > columns_available) {
    size_t widest = columns_.size();
    for (size_t i = 0; i < widths.size(); ++i) {
      if (!columns_[i].shrinks || widths[i] <= kMinWidth) continue;
      if (widest == columns_.size() || widths[i] > widths[widest]) widest = i;
    }
    if (widest == columns_.size()) break;
    --widths[widest];
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
