// A CSV file of the standard as rows of columns that can be read, or everything that is wrong with it.
//
// No message repeats a value: a name may stand where a code belongs, and agencies keep what programs say.
#ifndef HOMEWARD_SERVICES_CLI_HTCDS_IMPORT_TABLE_H_
#define HOMEWARD_SERVICES_CLI_HTCDS_IMPORT_TABLE_H_

#include <cstddef>
#include <cstdint>
#include <istream>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "services/cli/problem.h"
#include "services/limits.h"

namespace homeward::cli::htcds {

inline constexpr size_t kImportRowsMax = services::kBatchEventsMax;  // rows of persons: each makes one event or more

// One person. Cells that are filled, by field; the names live as long as the program.
struct ImportRow {
  uint64_t number = 0;  // as a spreadsheet counts without empty lines: the header is 1
  uint64_t line = 0;    // of the file
  std::map<std::string_view, std::string> cells;

  // Empty where the cell is.
  std::string_view At(std::string_view field) const;
};

struct ImportTable {
  std::vector<ImportRow> rows;
  std::vector<std::string> ignored;  // names of columns that hold something and are left out
};

// "row 4, column prs_Gender", with the line where it is another number.
std::string Where(const ImportRow& row, std::string_view field = "");

// Appends every problem; the table is of use only if there is none.
ImportTable ReadTable(std::istream& in, bool ignore_unmapped, Problems* problems);

}  // namespace homeward::cli::htcds

#endif  // HOMEWARD_SERVICES_CLI_HTCDS_IMPORT_TABLE_H_
