// Follows what is overdue: by what is recorded, and by what day it is.
#ifndef HOMEWARD_PROJECTIONS_QUERY_WATCH_DEADLINES_H_
#define HOMEWARD_PROJECTIONS_QUERY_WATCH_DEADLINES_H_

#include <functional>
#include <memory>

#include "projections/projector/projector.h"
#include "projections/views.h"

namespace homeward::projections {

// `now`: the views' clock, asked at each Poll unless the request names a date. The viewer may ask for the scopes.
std::unique_ptr<WatchCursor<oversight::v1::WatchDeadlinesResponse>> MakeDeadlinesCursor(
    Projector* projector, std::function<Micros()> now, oversight::v1::WatchDeadlinesRequest request, Viewer viewer);

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_QUERY_WATCH_DEADLINES_H_
