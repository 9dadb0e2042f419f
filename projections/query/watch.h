// Watching: a snapshot, then the latest state of what changed, each run ended by caught_up.
//
// A watcher that fell further behind than changes are remembered gets a new snapshot. What changes by the mere passing
// of time (an overlay such as expired) is not pushed: ask again for another date.
#ifndef HOMEWARD_PROJECTIONS_QUERY_WATCH_H_
#define HOMEWARD_PROJECTIONS_QUERY_WATCH_H_

#include <memory>

#include "projections/projector/projector.h"
#include "projections/views.h"

namespace homeward::projections {

// `views` and `projector` must outlive the cursors.
std::unique_ptr<WatchCursor<pb::WatchReferralsResponse>> MakeReferralsCursor(Views* views, Projector* projector,
                                                                             pb::WatchReferralsRequest request,
                                                                             Viewer viewer);
std::unique_ptr<WatchCursor<pb::WatchCaseResponse>> MakeCaseCursor(Views* views, Projector* projector,
                                                                   pb::WatchCaseRequest request, Viewer viewer);
std::unique_ptr<WatchCursor<pb::WatchVictimResponse>> MakeVictimCursor(Views* views, Projector* projector,
                                                                       pb::WatchVictimRequest request, Viewer viewer);

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_QUERY_WATCH_H_
