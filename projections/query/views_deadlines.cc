// The queries about time: clocks and concerns.
#include "projections/query/views_impl.h"

namespace homeward::projections {

absl::StatusOr<oversight::v1::ListDeadlinesResponse> ViewsImpl::ListDeadlines(
    const oversight::v1::ListDeadlinesRequest&, const Viewer&) {
  return absl::UnimplementedError("deadlines");
}

absl::StatusOr<oversight::v1::ListConcernsResponse> ViewsImpl::ListConcerns(const oversight::v1::ListConcernsRequest&,
                                                                            const Viewer&) {
  return absl::UnimplementedError("concerns");
}

absl::StatusOr<std::unique_ptr<WatchCursor<oversight::v1::WatchDeadlinesResponse>>> ViewsImpl::WatchDeadlines(
    const oversight::v1::WatchDeadlinesRequest&, const Viewer&) {
  return absl::UnimplementedError("deadlines");
}

}  // namespace homeward::projections
