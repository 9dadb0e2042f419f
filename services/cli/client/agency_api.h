// One agency's service by its descriptors: all six have the same methods over messages of their own.
#ifndef HOMEWARD_SERVICES_CLI_CLIENT_AGENCY_API_H_
#define HOMEWARD_SERVICES_CLI_CLIENT_AGENCY_API_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "google/protobuf/message.h"
#include "grpcpp/support/status.h"
#include "services/cli/client/connection.h"

namespace homeward::cli {

// Plain data; prototypes live as long as the program.
struct AgencyApi {
  std::string role;            // "labour"
  std::string publish_method;  // "/homeward.labour.v1.Labour/Publish"
  std::string last_sequence_method;
  const google::protobuf::Message* publish_request = nullptr;  // prototypes
  const google::protobuf::Message* last_sequence_request = nullptr;
  const google::protobuf::Message* last_sequence_response = nullptr;
};

// INVALID_ARGUMENT: no such agency.
absl::StatusOr<AgencyApi> FindAgencyApi(const std::string& role);

// The highest sequence recorded of this CloudEvents source; 0: none. Blocks.
grpc::Status LastSourceSequence(const Connection& connection, const AgencyApi& api, const std::string& source,
                                uint64_t* sequence);

}  // namespace homeward::cli

#endif  // HOMEWARD_SERVICES_CLI_CLIENT_AGENCY_API_H_
