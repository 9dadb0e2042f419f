// A screening's counts as one viewer gets them.
#ifndef HOMEWARD_PROJECTIONS_QUERY_SCREENINGS_H_
#define HOMEWARD_PROJECTIONS_QUERY_SCREENINGS_H_

#include <string>

#include "absl/status/statusor.h"
#include "homeward/coordination/v1/views.pb.h"
#include "projections/access/viewer.h"
#include "projections/query/knowledge.h"
#include "projections/screenings/screening.h"

namespace homeward::projections {

// The screening of that id; nothing told where it is unknown.
Screening ScreeningOf(const std::string& id, Knowledge* knowledge);

// The counts without what is not this viewer's to know.
coordination::v1::Screening MaskScreening(const std::string& id, const Screening& screening, const Viewer& viewer,
                                          const Frame& frame);

// NOT_FOUND: unknown, or not this viewer's to know.
absl::StatusOr<coordination::v1::Screening> ReadScreening(const std::string& id, const Viewer& viewer,
                                                          Knowledge* knowledge, std::string* basis);

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_QUERY_SCREENINGS_H_
