// Who is entitled to which support regime: a verdict, never a gate. Law 53/2024/QH15 Art.37 (see domain page, 2.1).
#ifndef HOMEWARD_PROJECTIONS_RULES_ENTITLEMENT_H_
#define HOMEWARD_PROJECTIONS_RULES_ENTITLEMENT_H_

#include <string>
#include <string_view>

namespace homeward::projections {

// As whom a person asks; what is not described counts as a Vietnamese victim at home.
struct Claimant {
  bool confirmed = false;
  bool foreign = false;
  bool accompanying_minor = false;
  bool abroad = false;
};

// `regime`: an EntitlementRegime code ("essentials" … "allowance_and_loan"); others need no entitlement.
bool Entitled(const Claimant& claimant, std::string_view regime);

// The regime under which a service falls; empty where the law names none.
std::string_view RegimeOf(std::string_view service);

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_RULES_ENTITLEMENT_H_
