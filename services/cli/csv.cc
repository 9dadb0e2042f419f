#include "services/cli/csv.h"

#include <algorithm>

#include "eventstore/bytes/utf8.h"
#include "services/cli/text.h"

namespace homeward::cli {
namespace {

constexpr int kEnd = std::char_traits<char>::eof();
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

absl::Status Wrong(uint64_t line, std::string_view what) {
  return absl::InvalidArgumentError(Cat("line ", line, ": ", what));
}

bool IsNegativeNumber(std::string_view text) {
  if (text.size() < 2 || text[0] != '-' || text[1] == '.') return false;
  return text.find_first_not_of("0123456789.", 1) == std::string_view::npos &&
         std::count(text.begin(), text.end(), '.') <= 1;
}

// A spreadsheet would run it, or it looks like such a text that has its apostrophes already: it gets one more, so that
// taking one off gives back what was there.
bool NeedsApostrophe(std::string_view text) {
  const std::string_view bare = text.substr(std::min(text.find_first_not_of('\''), text.size()));
  constexpr std::string_view kRun = "=+-@\t\r\n";
  return !bare.empty() && kRun.find(bare[0]) != std::string_view::npos && !IsNegativeNumber(bare);
}

bool IsControl(int c) { return (c >= 0 && c < 0x20 && c != '\t') || c == 0x7f; }

absl::Status Append(int c, size_t room, uint64_t line, std::string* cell) {
  if (cell->size() == kCsvCellBytesMax) return Wrong(line, Cat("a cell of more than ", kCsvCellBytesMax, " bytes"));
  if (cell->size() == room) return Wrong(line, Cat("a row of more than ", kCsvRowBytesMax, " bytes"));
  cell->push_back(static_cast<char>(c));
  return absl::OkStatus();
}

}  // namespace

int CsvReader::Take() {
  const int c = Peek();
  if (ahead_.empty()) {
    in_.rdbuf()->sbumpc();
  } else {
    ahead_.erase(0, 1);
  }
  if (c == '\n') ++line_;
  return c;
}

int CsvReader::Peek() const {
  return ahead_.empty() ? in_.rdbuf()->sgetc() : static_cast<unsigned char>(ahead_.front());
}

absl::Status CsvReader::TakeLineEnd() {
  const uint64_t line = line_;
  if (Take() == '\r' && Take() != '\n') return Wrong(line, "a lone CR; lines end with LF or CRLF");
  return absl::OkStatus();
}

absl::Status CsvReader::SkipEmptyLines() {
  while (Peek() == '\n' || Peek() == '\r')
    if (absl::Status status = TakeLineEnd(); !status.ok()) return status;
  return absl::OkStatus();
}

absl::StatusOr<std::optional<CsvRow>> CsvReader::Next() {
  if (!begun_) {
    begun_ = true;
    ahead_.resize(kByteOrderMark.size());
    ahead_.resize(static_cast<size_t>(in_.rdbuf()->sgetn(ahead_.data(), static_cast<std::streamsize>(ahead_.size()))));
    if (ahead_ == kByteOrderMark) ahead_.clear();
  }
  if (absl::Status status = SkipEmptyLines(); !status.ok()) return status;
  if (Peek() == kEnd) return std::optional<CsvRow>();
  CsvRow row;
  if (absl::Status status = ReadRow(&row); !status.ok()) return status;
  return std::optional<CsvRow>(std::move(row));
}

absl::Status CsvReader::ReadRow(CsvRow* row) {
  row->line = line_;
  size_t room = kCsvRowBytesMax;
  while (true) {
    if (row->cells.size() == kCsvColumnsMax) return Wrong(row->line, Cat("more than ", kCsvColumnsMax, " cells"));
    std::string cell;
    if (absl::Status status = ReadCell(room, &cell); !status.ok()) return status;
    room -= cell.size();
    if (!eventstore::IsUtf8(cell)) return Wrong(row->line, Cat("cell ", row->cells.size() + 1, " is not UTF-8"));
    if (cell.size() > 1 && cell[0] == '\'' && NeedsApostrophe(cell)) cell.erase(0, 1);
    row->cells.push_back(std::move(cell));
    if (Peek() == kEnd) return absl::OkStatus();
    if (Peek() != ',') return TakeLineEnd();
    Take();
  }
}

absl::Status CsvReader::ReadCell(size_t room, std::string* cell) {
  if (Peek() == '"') return ReadQuoted(room, cell);
  const uint64_t line = line_;
  for (int c = Peek(); c != ',' && c != '\n' && c != '\r' && c != kEnd; c = Peek()) {
    if (c == '"') return Wrong(line, "a quote within a cell that does not begin with one");
    if (IsControl(c)) return Wrong(line, "a control character");
    if (absl::Status status = Append(Take(), room, line, cell); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status CsvReader::ReadQuoted(size_t room, std::string* cell) {
  const uint64_t line = line_;
  Take();
  while (true) {
    const uint64_t here = line_;
    const int c = Take();
    if (c == kEnd) return Wrong(line, "a quote that is opened here is not closed");
    if (c == '"' && Peek() != '"') break;
    if (c == '"') Take();
    if (IsControl(c) && c != '\n' && !(c == '\r' && Peek() == '\n')) return Wrong(here, "a control character");
    if (absl::Status status = Append(c, room, line, cell); !status.ok()) return status;
  }
  const int after = Peek();
  if (after == ',' || after == '\n' || after == '\r' || after == kEnd) return absl::OkStatus();
  return Wrong(line_, "something stands behind a closing quote; a quote within quotes is written twice");
}

std::string CsvLine(const std::vector<std::string>& cells) {
  std::string line;
  for (size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) line.push_back(',');
    const std::string text = NeedsApostrophe(cells[i]) ? Cat("'", cells[i]) : cells[i];
    const bool alone = cells.size() == 1 && text.empty();  // else it would be an empty line, which is no row
    const bool marked = text.starts_with(kByteOrderMark);  // at the file's beginning it would be no part of the text
    if (!alone && !marked && text.find_first_of(",\"\r\n") == std::string::npos) {
      line += text;
      continue;
    }
    line.push_back('"');
    for (const char c : text) line.append(c == '"' ? 2 : 1, c);
    line.push_back('"');
  }
  return line + "\r\n";
}

}  // namespace homeward::cli
