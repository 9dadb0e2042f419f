#include "services/cli/htcds/import_table.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "services/cli/csv.h"
#include "services/cli/htcds/fields.h"
#include "services/cli/suggest.h"
#include "services/cli/text.h"

namespace homeward::cli::htcds {
namespace {

Problem Refused(std::string reason, std::string where, std::string message, std::string next_step) {
  return {kExitRefused, std::move(reason), std::move(message), std::move(where), "", std::move(next_step)};
}

// A spreadsheet's name of a column: A … Z, AA …
std::string Letters(size_t index) {
  std::string letters;
  for (size_t rest = index + 1; rest > 0; rest = (rest - 1) / 26)
    letters.insert(letters.begin(), static_cast<char>('A' + (rest - 1) % 26));
  return letters;
}

struct Column {
  const Field* field = nullptr;  // null: no field of the standard
  size_t filled = 0;             // rows that hold something
  uint64_t first = 0;            // the first of them
};

class Reading {
 public:
  Reading(std::istream& in, bool ignore_unmapped, Problems* problems)
      : reader_(in), ignore_unmapped_(ignore_unmapped), problems_(problems) {}

  ImportTable Run() {
    if (ReadHeader()) ReadRows();
    JudgeColumns();
    if (problems_->empty() && table_.rows.empty())
      problems_->push_back(Refused("HTCDS_EMPTY", "", "The file has no row of a person.", "Check the file."));
    return std::move(table_);
  }

 private:
  // Nothing at the end, or when the file is no CSV: then that is told.
  std::optional<CsvRow> Next() {
    absl::StatusOr<std::optional<CsvRow>> row = reader_.Next();
    if (row.ok()) return *std::move(row);
    problems_->push_back(Refused("CSV_INVALID", "", std::string(row.status().message()),
                                 "Save it as comma-separated values in UTF-8 (RFC 4180)."));
    return std::nullopt;
  }

  bool ReadHeader() {
    std::optional<CsvRow> header = Next();
    if (!header.has_value()) return false;
    ++number_;
    std::vector<std::string> names;
    for (const Field& field : Fields()) names.emplace_back(field.name);
    for (size_t i = 0; i < header->cells.size(); ++i) {
      const std::string& name = header->cells[i];
      const Field* field = FindField(name);
      columns_.push_back({field});
      const std::string where = Cat("row 1, column ", Letters(i));
      if (field == nullptr) {  // what stands there may be somebody's name, where the header is missing
        const std::string nearest = Nearest(name, names);
        problems_->push_back(Refused("HTCDS_COLUMN_UNKNOWN", where, "The heading is no field of HTCDS 2.0.",
                                     header->cells.size() == 1 && name.find(';') != std::string::npos
                                         ? "Separate the columns by commas, not by semicolons."
                                     : nearest.empty() ? "'homeward export htcds --fields' lists all of them."
                                                       : Cat("Did you mean ", nearest, "?")));
      } else if (std::count_if(columns_.begin(), columns_.end(),
                               [field](const Column& column) { return column.field == field; }) > 1) {
        problems_->push_back(Refused("HTCDS_COLUMN_TWICE", where, Cat("There are two columns ", field->name, "."),
                                     "Take one of them out."));
      }
    }
    return true;
  }

  void ReadRows() {
    while (std::optional<CsvRow> read = Next()) {
      ImportRow row{++number_, read->line, {}};
      if (table_.rows.size() == kImportRowsMax) {
        problems_->push_back(Refused("HTCDS_TOO_LARGE", Where(row), Cat("More than ", kImportRowsMax, " persons."),
                                     "Split the file: all of it is recorded as one batch, or nothing."));
        return;
      }
      if (read->cells.size() != columns_.size()) {
        problems_->push_back(
            Refused("HTCDS_ROW", Where(row),
                    Cat("The row has ", read->cells.size(), " cells, the header ", columns_.size(), "."),
                    "Give each row as many cells as the header."));
        continue;
      }
      bool empty = true;
      for (size_t i = 0; i < columns_.size(); ++i) {
        if (read->cells[i].empty()) continue;
        empty = false;
        if (columns_[i].filled++ == 0) columns_[i].first = row.number;
        if (columns_[i].field != nullptr && IsImported(*columns_[i].field))
          row.cells[columns_[i].field->name] = std::move(read->cells[i]);
      }
      if (empty) {
        problems_->push_back(Refused("HTCDS_ROW", Where(row), "The row is empty.", "Take it out."));
        continue;
      }
      table_.rows.push_back(std::move(row));
    }
  }

  void JudgeColumns() {
    for (const Column& column : columns_) {
      if (column.field == nullptr || column.filled == 0 || IsImported(*column.field)) continue;
      const Field& field = *column.field;
      const std::string where = Cat("column ", field.name, ", first in row ", column.first);
      if (field.place == Place::kIdentity || field.place == Place::kFreeText) {
        problems_->push_back(Refused(
            field.place == Place::kIdentity ? "HTCDS_IDENTITY" : "HTCDS_FREE_TEXT", where,
            Cat("Refused on purpose: ", field.note, ". The log holds pseudonyms, codes and dates, no identities."),
            "Take the column out of the file; what it says stays in your own system, beside the person id that "
            "the import tells."));
      } else if (ignore_unmapped_) {
        table_.ignored.emplace_back(field.name);
      } else {
        problems_->push_back(Refused("HTCDS_UNMAPPED", where, Cat("There is no place for it: ", field.note, "."),
                                     "Take the column out, or leave such columns aside with --ignore-unmapped."));
      }
    }
  }

  CsvReader reader_;
  const bool ignore_unmapped_;
  Problems* const problems_;
  ImportTable table_;
  std::vector<Column> columns_;
  uint64_t number_ = 0;
};

}  // namespace

std::string_view ImportRow::At(std::string_view field) const {
  const auto found = cells.find(field);
  return found == cells.end() ? std::string_view() : found->second;
}

std::string Where(const ImportRow& row, std::string_view field) {
  return Cat("row ", row.number, row.line == row.number ? "" : Cat(" (line ", row.line, ")"),
             field.empty() ? "" : Cat(", column ", field));
}

ImportTable ReadTable(std::istream& in, bool ignore_unmapped, Problems* problems) {
  return Reading(in, ignore_unmapped, problems).Run();
}

}  // namespace homeward::cli::htcds
