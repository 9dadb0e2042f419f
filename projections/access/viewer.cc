#include "projections/access/viewer.h"

#include <iterator>

namespace homeward::projections {
namespace {

struct RoleWord {
  Role role;
  std::string_view name;
};
constexpr RoleWord kRoles[] = {
    {Role::kLabour, "labour"},           {Role::kPolice, "police"},   {Role::kBorderGuard, "border_guard"},
    {Role::kProsecution, "prosecution"}, {Role::kCommune, "commune"}, {Role::kProgramme, "programme"},
    {Role::kCoordinator, "coordinator"}, {Role::kAuditor, "auditor"},
};

}  // namespace

Role RoleFromName(std::string_view name) {
  for (const RoleWord& word : kRoles)
    if (word.name == name) return word.role;
  return Role::kNone;
}

std::string_view RoleName(Role role) {
  for (const RoleWord& word : kRoles)
    if (word.role == role) return word.name;
  return "";
}

}  // namespace homeward::projections
