// Which lists a viewer may read: a unit's, a province's, or all.
#ifndef HOMEWARD_PROJECTIONS_QUERY_SCOPES_H_
#define HOMEWARD_PROJECTIONS_QUERY_SCOPES_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "projections/access/viewer.h"
#include "projections/exchanges/exchange.h"

namespace homeward::projections {

bool Supervises(const Viewer& viewer);  // a coordinator or the auditor

// Of a coordinator or the auditor. PERMISSION_DENIED: the unit or province is another coordinator's.
absl::StatusOr<std::vector<std::string>> SupervisedScopes(const std::string& unit, const std::string& province,
                                                          const Viewer& viewer, const Frame& frame);

// Of anybody, with the units whose work these hold by now. PERMISSION_DENIED also: another unit's.
absl::StatusOr<std::vector<std::string>> OwnScopes(const std::string& unit, const std::string& province,
                                                   const Viewer& viewer, const Frame& frame);

// Whether what that unit owes stands in one of the scopes.
bool InScopes(const std::vector<std::string>& scopes, std::string_view unit);

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_QUERY_SCOPES_H_
