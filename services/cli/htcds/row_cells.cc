#include "services/cli/htcds/row_cells.h"

#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "proto/contract/formats.h"
#include "services/cli/htcds/picks.h"
#include "services/cli/text.h"

namespace homeward::cli::htcds {

bool IsDayOfTheLog(const std::string& date) {
  return contract::Matches(options::v1::FORMAT_DATE, date) && date >= kFirstDay && date <= kLastDay;
}

void RowCells::Wrong(std::string_view field, std::string message, std::string next_step) {
  problems_->push_back({kExitRefused, "HTCDS_VALUE", std::move(message), Where(row_, field), "", std::move(next_step)});
}

std::string_view RowCells::Picked(std::string_view field) {
  if (At(field).empty()) return "";
  const std::optional<std::string_view> code = Read(field, At(field));
  if (!code.has_value()) Wrong(field, "The value cannot be read.", Cat("Allowed: ", Readable(field), "."));
  return code.value_or("");
}

bool RowCells::YesNo(std::string_view field) {
  const std::string value = absl::AsciiStrToLower(View(At(field)));
  if (!value.empty() && value != "true" && value != "false")
    Wrong(field, "The value cannot be read.", "Allowed: true, false.");
  return value == "true";
}

std::string RowCells::Date(std::string_view field) {
  const std::string date(At(field));
  if (date.empty()) return "";
  if (!IsDayOfTheLog(date)) {
    Wrong(field, "The value is no date from 1970 on.", "Write YYYY-MM-DD.");
    return "";
  }
  if (date > last_date_) {
    Wrong(field, Cat("The date is later than ", last_date_, ", the day that the file speaks of."),
          "Check it and --date.");
    return "";
  }
  return date;
}

std::string RowCells::Unit(std::string_view field) {
  const std::string unit(At(field));
  if (unit.empty() || contract::IsUnit(unit)) return unit;
  Wrong(field, "The value is no unit code.",
        Cat("Write ", contract::Describe(options::v1::FORMAT_UNIT), "; organisations stand in the log as such."));
  return "";
}

}  // namespace homeward::cli::htcds
