#include "services/reading/permission.h"

namespace homeward::services {
namespace {

using projections::Role;

AccessDecision If(bool granted) { return {granted, granted ? "role" : "role_not_permitted"}; }

}  // namespace

AccessDecision OperatorsOnly(const Viewer& viewer) {
  return If(viewer.role == Role::kProgramme || viewer.role == Role::kAuditor);
}

AccessDecision AuditorsOnly(const Viewer& viewer) { return If(viewer.role == Role::kAuditor); }

}  // namespace homeward::services
