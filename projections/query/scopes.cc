#include "projections/query/scopes.h"

#include <algorithm>

#include "projections/lists/listing.h"
#include "proto/contract/formats.h"

namespace homeward::projections {

bool Supervises(const Viewer& viewer) { return viewer.role == Role::kAuditor || viewer.role == Role::kCoordinator; }

absl::StatusOr<std::vector<std::string>> SupervisedScopes(const std::string& unit, const std::string& province,
                                                          const Viewer& viewer, const Frame& frame) {
  std::vector<std::string> scopes;
  const Governance& governance = *frame.governance;
  const bool auditor = viewer.role == Role::kAuditor;
  const auto allowed = [&](std::string_view of) {
    return auditor || governance.Coordinates(viewer.unit(), of, frame.as_at_us);
  };
  if (!unit.empty()) {
    if (!allowed(contract::UnitProvince(unit)))
      return absl::PermissionDeniedError("UNIT_OUTSIDE_PROVINCE: the unit lies outside the provinces coordinated");
    scopes.push_back(unit);
  } else if (!province.empty()) {
    if (!allowed(province))
      return absl::PermissionDeniedError("PROVINCE_NOT_COORDINATED: the province is another coordinator's");
    scopes.push_back(ProvinceScope(province));
  } else if (auditor || contract::UnitProvince(viewer.unit()).empty()) {
    scopes.emplace_back(kEverywhere);
  } else {
    for (const std::string& p : governance.ProvincesOf(viewer.unit(), frame.as_at_us))
      scopes.push_back(ProvinceScope(p));
  }
  return scopes;
}

absl::StatusOr<std::vector<std::string>> OwnScopes(const std::string& unit, const std::string& province,
                                                   const Viewer& viewer, const Frame& frame) {
  std::vector<std::string> scopes;
  if (Supervises(viewer)) {
    auto supervised = SupervisedScopes(unit, province, viewer, frame);
    if (!supervised.ok()) return supervised.status();
    scopes = *std::move(supervised);
  } else {
    scopes.push_back(unit.empty() ? viewer.unit() : unit);
    if (!contract::UnitCovers(viewer.unit(), scopes.front()))
      return absl::PermissionDeniedError("UNIT_NOT_OWN: ask for your own unit, or one below it");
    if (!province.empty() && contract::UnitProvince(scopes.front()) != province)
      return absl::PermissionDeniedError("PROVINCE_NOT_COORDINATED: the province is a coordinator's to ask for");
  }
  std::vector<std::string> inherited;
  for (const std::string& scope : scopes) {
    if (scope == kEverywhere) continue;
    for (std::string& gone : scope.starts_with(kEverywhere)
                                 ? frame.governance->InheritedIn(scope.substr(kEverywhere.size()), frame.as_at_us)
                                 : frame.governance->Inherited(scope, frame.as_at_us))
      inherited.push_back(std::move(gone));
  }
  for (std::string& gone : inherited)
    if (!InScopes(scopes, gone)) scopes.push_back(std::move(gone));
  return scopes;
}

bool InScopes(const std::vector<std::string>& scopes, std::string_view unit) {
  return std::any_of(scopes.begin(), scopes.end(), [&](const std::string& scope) {
    if (!scope.starts_with(kEverywhere)) return contract::UnitCovers(scope, unit);
    return scope == kEverywhere || scope == ProvinceScope(contract::UnitProvince(unit));
  });
}

}  // namespace homeward::projections
