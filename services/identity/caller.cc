#include "services/identity/caller.h"

#include <array>
#include <utility>

#include "proto/contract/formats.h"
#include "proto/contract/text.h"

namespace homeward::services {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 9> kRoles = {{
    {"labour", "soc"},
    {"police", "pol"},
    {"border_guard", "bdr"},
    {"prosecution", "pro"},
    {"commune", "com"},
    {"programme", "gov"},
    {"coordinator", "crd"},
    {"auditor", "aud"},
    {"operator", "ops"},
}};

}  // namespace

std::string_view RolePrefix(std::string_view role) {
  for (const auto& [name, prefix] : kRoles) {
    if (name == role) return prefix;
  }
  return {};
}

bool Caller::Covers(std::string_view acting_unit) const { return contract::UnitCovers(unit, acting_unit); }

absl::StatusOr<Caller> ParseSpiffeId(std::string_view spiffe_id) {
  const bool ours = spiffe_id.starts_with(kSpiffePrefix);
  const std::string_view rest = ours ? spiffe_id.substr(kSpiffePrefix.size()) : "";
  const size_t kept = rest.find('/');
  if (kept == std::string_view::npos) {
    return absl::UnauthenticatedError(
        contract::Cat("the certificate names no caller; expected ", kSpiffePrefix, "<role>/<unit>"));
  }
  Caller caller{std::string(spiffe_id), std::string(rest.substr(0, kept)), std::string(rest.substr(kept + 1))};
  const std::string_view prefix = RolePrefix(caller.role);
  if (prefix.empty()) return absl::UnauthenticatedError("the certificate names a role that is not known here");
  const bool is_unit = caller.unit == prefix || contract::IsUnit(caller.unit);
  if (!is_unit || !contract::UnitCovers(prefix, caller.unit)) {
    return absl::UnauthenticatedError("the certificate's unit does not belong to its role");
  }
  return caller;
}

}  // namespace homeward::services
