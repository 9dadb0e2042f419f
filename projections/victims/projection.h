// Names of the views that are read by one subject alone.
#ifndef HOMEWARD_PROJECTIONS_VICTIMS_PROJECTION_H_
#define HOMEWARD_PROJECTIONS_VICTIMS_PROJECTION_H_

#include <string_view>

namespace homeward::projections {

inline constexpr std::string_view kVictimsView = "victims";             // subject person:…
inline constexpr std::string_view kServiceUsersView = "service_users";  // subject service:…; a key domain of its own

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_VICTIMS_PROJECTION_H_
