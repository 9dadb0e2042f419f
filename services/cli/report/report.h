// A report of a period: on a terminal, as CSV for a spreadsheet, as a page for printing.
#ifndef HOMEWARD_SERVICES_CLI_REPORT_REPORT_H_
#define HOMEWARD_SERVICES_CLI_REPORT_REPORT_H_

#include <string>

#include "google/protobuf/repeated_field.h"
#include "homeward/oversight/v1/oversight.pb.h"
#include "services/cli/session.h"

namespace homeward::cli {

void ShowFigures(const Session& session,
                 const google::protobuf::RepeatedPtrField<oversight::v1::IndicatorFigure>& figures);
void ShowReport(const Session& session, const oversight::v1::GetReportResponse& report);

// UTF-8 with a byte order mark, so that spreadsheets take Vietnamese letters for what they are.
std::string ReportCsv(const Session& session, const oversight::v1::GetReportResponse& report);
// One HTML page in the session's language, without anything from outside.
std::string ReportHtml(const Session& session, const oversight::v1::GetReportResponse& report);

}  // namespace homeward::cli

#endif  // HOMEWARD_SERVICES_CLI_REPORT_REPORT_H_
