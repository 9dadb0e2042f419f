// A table for people: aligned columns, headings, cut to the terminal's width.
//
//   Table table({{"state"}, {"unit"}, {"next step", Align::kLeft, /*shrinks=*/true}});
//   table.AddRow({{"sent", Tone::kNotice}, {"soc.01"}, {"accept or decline"}});
//   table.Print(std::cout, terminal);
//
// Not thread-safe.
#ifndef HOMEWARD_SERVICES_CLI_RENDER_TABLE_H_
#define HOMEWARD_SERVICES_CLI_RENDER_TABLE_H_

#include <ostream>
#include <string>
#include <vector>

#include "services/cli/render/style.h"
#include "services/cli/render/terminal.h"

namespace homeward::cli {

enum class Align { kLeft, kRight };

struct Column {
  std::string heading;
  Align align = Align::kLeft;
  bool shrinks = false;  // is cut when the terminal is too narrow
  int leaves = 0;  // 0: stays; else is left out where the others would be cut too short, the highest first
};

struct Cell {
  std::string text;
  Tone tone = Tone::kPlain;
};

class Table {
 public:
  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

  // As many cells as columns; control characters are taken out.
  void AddRow(std::vector<Cell> cells);

  bool empty() const { return rows_.empty(); }

  // Columns that are empty in every row are left out. Each line is led by `indent` spaces.
  void Print(std::ostream& out, const Terminal& terminal, int indent = 0) const;

 private:
  std::vector<int> NaturalWidths() const;
  void LeaveOut(std::vector<int>* widths, int columns_available) const;
  std::vector<int> Widths(int columns_available) const;
  std::string Line(const std::vector<Cell>& cells, const std::vector<int>& widths, bool colour) const;

  std::vector<Column> columns_;
  std::vector<std::vector<Cell>> rows_;
};

}  // namespace homeward::cli

#endif  // HOMEWARD_SERVICES_CLI_RENDER_TABLE_H_
