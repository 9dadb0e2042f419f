// Referrals from pol.01 to soc.01, numbered, and whoever looks at them, for tests of the views.
#ifndef HOMEWARD_TESTS_PROJECTIONS_SUPPORT_REFERRALS_H_
#define HOMEWARD_TESTS_PROJECTIONS_SUPPORT_REFERRALS_H_

#include <cstdio>
#include <map>
#include <string>

#include "projections/views.h"
#include "proto/contract/text.h"
#include "tests/projections/support/facts.h"

namespace homeward::projections {

inline std::string Uuid(int n) {
  char text[37];
  std::snprintf(text, sizeof text, "00000000-0000-4000-8000-%012d", n);
  return text;
}
inline Said Sent(int n, double day = 1) {
  return {"pol.01", day,
          contract::Cat("referral_sent {referral_id: '", Uuid(n),
                        "' person_id: $P to_unit: 'soc.01' kind: "
                        "REFERRAL_KIND_SUPPORT urgency: URGENCY_URGENT basis: BASIS_LEGAL_DUTY due {seconds: ",
                        (kDay0 + (n % 7 + 2) * kDay) / 1'000'000, "} person {service: SERVICE_CODE_MEDICAL}}")};
}
inline Said Accepted(int n, double day = 2) {
  return {"soc.01", day,
          contract::Cat("referral_accepted {referral_id: '", Uuid(n), "' person_id: $P from_unit: 'pol.01'}")};
}
inline Viewer As(Role role, const std::string& unit) { return {role, "", unit, unit, pb::PURPOSE_REFERRAL}; }
inline const Viewer kLabour = As(Role::kLabour, "soc.01");

inline std::map<std::string, std::string> Digests(const Views& views) {
  std::map<std::string, std::string> digests;
  for (const std::string& name : views.names()) digests[name] = *views.Digest(name);
  return digests;
}

}  // namespace homeward::projections

#endif  // HOMEWARD_TESTS_PROJECTIONS_SUPPORT_REFERRALS_H_
