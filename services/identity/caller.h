// Who calls: what the certificate says, never a field of a message.
#ifndef HOMEWARD_SERVICES_IDENTITY_CALLER_H_
#define HOMEWARD_SERVICES_IDENTITY_CALLER_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace homeward::services {

inline constexpr std::string_view kSpiffePrefix = "spiffe://homeward.example/";

// Plain data. A certificate's unit covers itself and all units below it.
struct Caller {
  std::string spiffe_id;  // spiffe://homeward.example/police/pol.01
  std::string role;       // labour, police, …; RolePrefix knows them all
  std::string unit;       // pol.01

  bool Covers(std::string_view acting_unit) const;
};

// UNAUTHENTICATED if it is not an id of this trust domain, or its unit does not belong to its role.
absl::StatusOr<Caller> ParseSpiffeId(std::string_view spiffe_id);

// The prefix of a role's unit ids ("police" → "pol"); empty for an unknown role.
std::string_view RolePrefix(std::string_view role);

}  // namespace homeward::services

#endif  // HOMEWARD_SERVICES_IDENTITY_CALLER_H_
