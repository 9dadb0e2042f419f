// The cells of one row, read by their kind; what is wrong with one is told with its row and column.
#ifndef HOMEWARD_SERVICES_CLI_HTCDS_ROW_CELLS_H_
#define HOMEWARD_SERVICES_CLI_HTCDS_ROW_CELLS_H_

#include <string>
#include <string_view>

#include "services/cli/htcds/import_table.h"
#include "services/cli/problem.h"

namespace homeward::cli::htcds {

// Days whose midnight in Viet Nam the contract takes: its times lie between 1970 and 2100.
inline constexpr std::string_view kFirstDay = "1970-01-02", kLastDay = "2099-12-31";

// Whether it is a date, YYYY-MM-DD, between them.
bool IsDayOfTheLog(const std::string& date);

// Appends to the problems that it is given. Not thread-safe.
class RowCells {
 public:
  // `last_date`: YYYY-MM-DD, after which nothing in the file can have happened.
  RowCells(const ImportRow& row, std::string_view last_date, Problems* problems)
      : row_(row), last_date_(last_date), problems_(problems), wrong_before_(problems->size()) {}

  const ImportRow& row() const { return row_; }
  bool wrong() const { return problems_->size() > wrong_before_; }
  std::string_view At(std::string_view field) const { return row_.At(field); }

  // `field` empty: the row as a whole.
  void Wrong(std::string_view field, std::string message, std::string next_step);

  // The four below: empty, or no, where the cell is empty, and where it cannot be read, which is told.
  std::string_view Picked(std::string_view field);  // the code of a pick-list value
  bool YesNo(std::string_view field);
  std::string Date(std::string_view field);
  std::string Unit(std::string_view field);

 private:
  const ImportRow& row_;
  const std::string_view last_date_;
  Problems* const problems_;
  const size_t wrong_before_;
};

}  // namespace homeward::cli::htcds

#endif  // HOMEWARD_SERVICES_CLI_HTCDS_ROW_CELLS_H_
