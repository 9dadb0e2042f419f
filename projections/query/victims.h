// A victim's timeline as one viewer gets it.
#ifndef HOMEWARD_PROJECTIONS_QUERY_VICTIMS_H_
#define HOMEWARD_PROJECTIONS_QUERY_VICTIMS_H_

#include <string>

#include "absl/status/statusor.h"
#include "homeward/coordination/v1/coordination.pb.h"
#include "projections/access/viewer.h"
#include "projections/query/knowledge.h"

namespace homeward::projections {

// NOT_FOUND: unknown, or not this viewer's to know.
absl::StatusOr<coordination::v1::VictimTimeline> ReadTimeline(const std::string& person, const Viewer& viewer,
                                                              Knowledge* knowledge);

// Fills entries, tracks, exchanges and basis. NOT_FOUND as above.
absl::Status ReadServiceUser(const std::string& service_user, const Viewer& viewer, Knowledge* knowledge,
                             coordination::v1::GetServiceUserRecordResponse* response);

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_QUERY_VICTIMS_H_
