// A period's report of an area: pinned to a position, and set against an earlier one.
#ifndef HOMEWARD_PROJECTIONS_QUERY_REPORT_H_
#define HOMEWARD_PROJECTIONS_QUERY_REPORT_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "homeward/oversight/v1/oversight.pb.h"
#include "projections/query/figures.h"
#include "projections/query/knowledge.h"

namespace homeward::projections {

// SHA-256 over the figures as they are shown, hexadecimal: one line for each, in order of plan, indicator and area. So
// whoever may read the same report works out the same. docs/formats.md.
std::string FiguresHash(const std::vector<oversight::v1::ReportPlan>& plans);

// Figures of `later` that `earlier` gives otherwise, or not at all.
std::vector<oversight::v1::Restatement> Restate(const std::vector<oversight::v1::ReportPlan>& earlier,
                                                const std::vector<oversight::v1::ReportPlan>& later);

// How the periods that the law gives were kept by units of the area's province: by rule, of clocks that ended in the
// period or are past their day at its end. Each concerns somebody, so small numbers are hidden. Of an area below a
// province nothing: who owes is a unit, and units are a province's. RESOURCE_EXHAUSTED: too many.
absl::StatusOr<std::vector<oversight::v1::ClockSummary>> SummariseClocks(const Sight& sight, const std::string& area,
                                                                         const Span& period,
                                                                         const Knowledge& knowledge);

// Reports of exactly that area and period that stood at the position, oldest first. Whether their figures hold is not
// looked at.
std::vector<oversight::v1::SubmittedReport> SubmittedReports(const std::string& area, const Span& period,
                                                             Position position, TallyReader* reader);

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_QUERY_REPORT_H_
