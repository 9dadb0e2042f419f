// Every refusal in one shape: a canonical code, and google.rpc.ErrorInfo with reason, field and next step.
//
// ErrorInfo.reason is stable and in UPPER_SNAKE_CASE; domain is "homeward"; metadata holds event_index, event (its
// type), field and next_step as far as they are known. Nothing here ever holds a field's value.
#ifndef HOMEWARD_SERVICES_ERRORS_ERRORS_H_
#define HOMEWARD_SERVICES_ERRORS_ERRORS_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "google/rpc/status.pb.h"
#include "grpcpp/support/status.h"
#include "proto/contract/contract.h"
#include "proto/contract/violation.h"

namespace homeward::services {

inline constexpr std::string_view kErrorDomain = "homeward";

// A status that carries its reason and next step to the edge as a payload, with what else a program can use.
absl::Status Refusal(absl::StatusCode code, std::string_view reason, std::string_view message,
                     std::string_view next_step, const std::vector<std::pair<std::string, std::string>>& metadata = {});

// The reason a Refusal carries; for another status the name of its code; empty for OK.
std::string ReasonOf(const absl::Status& status);

// What BatchAnswer.refusal holds. The code is that of the first violation; all of them are details, as far as
// limits.h lets them. `violations` is not empty.
// `types`: of the batch's events, by index, as far as known.
google::rpc::Status ToRpcStatus(const contract::Violations& violations,
                                const std::vector<const contract::EventType*>& types = {});
google::rpc::Status ToRpcStatus(const absl::Status& status);

// The same as an RPC's own status, with the details in grpc-status-details-bin, cut to what a client's default limit
// on trailing metadata lets through.
grpc::Status ToGrpcStatus(google::rpc::Status status);
grpc::Status ToGrpcStatus(const absl::Status& status);

}  // namespace homeward::services

#endif  // HOMEWARD_SERVICES_ERRORS_ERRORS_H_
