// Who looks, and what was decided about it. Plain data.
#ifndef HOMEWARD_PROJECTIONS_ACCESS_VIEWER_H_
#define HOMEWARD_PROJECTIONS_ACCESS_VIEWER_H_

#include <string>
#include <string_view>

#include "homeward/coordination/v1/views.pb.h"

namespace homeward::projections {

// The role in the certificate's SPIFFE id.
enum class Role {
  kNone,
  kLabour,
  kPolice,
  kBorderGuard,
  kProsecution,
  kCommune,
  kProgramme,
  kCoordinator,
  kAuditor,
};

// "border_guard" → kBorderGuard; kNone if there is no such role.
Role RoleFromName(std::string_view name);
std::string_view RoleName(Role role);

// Everything but the acting unit comes from the certificate, never from a message.
struct Viewer {
  Role role = Role::kNone;
  std::string spiffe;            // spiffe://homeward.example/<role>/<unit>
  std::string certificate_unit;  // covers itself and all units below it
  std::string acting_unit;       // lies within; empty: the certificate's unit
  coordination::v1::Purpose purpose = coordination::v1::PURPOSE_UNSPECIFIED;

  const std::string& unit() const { return acting_unit.empty() ? certificate_unit : acting_unit; }
};

// Whether a subject may be read, and the reason code that the access record keeps.
struct AccessDecision {
  bool granted = false;
  // author, referral_party, responsible_unit, assigned_coordinator, auditor, case_participant; refused:
  // unknown_subject, not_a_participant, hidden_domain, verdict_not_ok, purpose_missing, PURPOSE_NOT_FOR_ROLE,
  // unit_outside_certificate
  std::string basis;
};

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_ACCESS_VIEWER_H_
