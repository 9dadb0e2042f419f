// Comma-separated values as RFC 4180 has them, UTF-8, read strictly and written so that no spreadsheet runs a cell.
//
//   CsvReader reader(file);
//   while (true) {
//     absl::StatusOr<std::optional<CsvRow>> row = reader.Next();
//     if (!row.ok()) …            // names the line
//     if (!row->has_value()) break;
//   }
//
//   out << CsvLine({"person", "state"});
//
// A cell that begins with = + - @ is a formula to spreadsheets, and what stands in it may come from anybody: CsvLine
// puts an apostrophe before it, and CsvReader takes it off again, so that what was written is what is read. Negative
// numbers stay numbers.
#ifndef HOMEWARD_SERVICES_CLI_CSV_H_
#define HOMEWARD_SERVICES_CLI_CSV_H_

#include <cstddef>
#include <cstdint>
#include <istream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace homeward::cli {

inline constexpr size_t kCsvCellBytesMax = 32'767;   // bytes of a cell; spreadsheets hold no more characters
inline constexpr size_t kCsvRowBytesMax = 1u << 20;  // bytes of a row's cells together, 1 MiB
inline constexpr size_t kCsvColumnsMax = 1000;       // cells in a row

struct CsvRow {
  uint64_t line = 0;  // of the file on which the row begins, from 1
  std::vector<std::string> cells;
};

// Reads row by row and holds one at a time. Not thread-safe.
class CsvReader {
 public:
  explicit CsvReader(std::istream& in) : in_(in) {}

  // The next row; nothing at the end. Lines end with LF or CRLF; a byte order mark, empty lines and a missing end of
  // the last line are no matter. INVALID_ARGUMENT names the line: quotes in the wrong place or not closed, a lone CR, a
  // control character, bytes that are not UTF-8, a limit passed; never what stands there. After an error the rest is
  // not read. DATA_LOSS: the stream broke.
  absl::StatusOr<std::optional<CsvRow>> Next();

 private:
  int Take();        // the next byte, EOF at the end; counts lines
  int Peek() const;  // without taking it
  absl::Status SkipEmptyLines();
  absl::Status TakeLineEnd();
  absl::Status ReadRow(CsvRow* row);
  absl::Status ReadCell(size_t room, std::string* cell);
  absl::Status ReadQuoted(size_t room, std::string* cell);

  std::istream& in_;
  uint64_t line_ = 1;  // of the next byte
  bool begun_ = false;
  std::string ahead_;  // the file's first bytes, once they are found to be no mark
};

// One row with its CRLF. The cells are UTF-8; what needs quotes has them, what a spreadsheet would run its apostrophe.
std::string CsvLine(const std::vector<std::string>& cells);

}  // namespace homeward::cli

#endif  // HOMEWARD_SERVICES_CLI_CSV_H_
