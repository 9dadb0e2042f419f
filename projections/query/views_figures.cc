// The queries about figures: indicators and reports.
#include "projections/query/views_impl.h"

namespace homeward::projections {

absl::StatusOr<oversight::v1::GetIndicatorsResponse> ViewsImpl::GetIndicators(
    const oversight::v1::GetIndicatorsRequest&, const Viewer&) {
  return absl::UnimplementedError("indicators");
}

absl::StatusOr<oversight::v1::GetReportResponse> ViewsImpl::GetReport(const oversight::v1::GetReportRequest&,
                                                                      const Viewer&) {
  return absl::UnimplementedError("reports");
}

}  // namespace homeward::projections
