// A person's timeline, as its reader gets it, as one row of the standard.
#ifndef HOMEWARD_SERVICES_CLI_HTCDS_EXPORT_ROW_H_
#define HOMEWARD_SERVICES_CLI_HTCDS_EXPORT_ROW_H_

#include <string>
#include <string_view>
#include <vector>

#include "homeward/coordination/v1/views.pb.h"

namespace homeward::cli::htcds {

struct ExportedRow {
  std::vector<std::string> cells;  // as ExportHeader
  int filled = 0;
  int masked = 0;  // empty because there is something that the reader may not see
};

// The names of the fields that are written, in the standard's order. Any thread, as below.
std::vector<std::string> ExportHeader();

// `unit`: whose referrals are told; empty: the unit responsible for the person, where there is one.
ExportedRow ExportRow(const coordination::v1::VictimTimeline& timeline, std::string_view unit);

}  // namespace homeward::cli::htcds

#endif  // HOMEWARD_SERVICES_CLI_HTCDS_EXPORT_ROW_H_
