// The victims view: read by one subject, never listed whole; what it lists are clocks, and who of them somebody has to
// look after today.
#ifndef HOMEWARD_PROJECTIONS_VICTIMS_PROJECTION_H_
#define HOMEWARD_PROJECTIONS_VICTIMS_PROJECTION_H_

#include <memory>
#include <string_view>

#include "projections/projector/projection.h"

namespace homeward::projections {

inline constexpr std::string_view kVictimsView = "victims";             // subject person:…
inline constexpr std::string_view kServiceUsersView = "service_users";  // subject service:…; a domain of its own

// Beside clocks it lists persons whose way has not ended, who was met longest ago first: for the questions of a day; no
// query gives the list itself.
std::unique_ptr<Projection> MakeVictimsProjection();

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_VICTIMS_PROJECTION_H_
