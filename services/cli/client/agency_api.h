// One agency's service by its descriptors: all six have the same methods over messages of their own.
#ifndef HOMEWARD_SERVICES_CLI_CLIENT_AGENCY_API_H_
#define HOMEWARD_SERVICES_CLI_CLIENT_AGENCY_API_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "google/protobuf/message.h"
#include "grpcpp/support/status.h"
#include "homeward/common/v1/publish.pb.h"
#include "homeward/record/v1/record.pb.h"
#include "proto/contract/contract.h"
#include "services/cli/client/connection.h"

namespace homeward::cli {

// Plain data; prototypes live as long as the program.
struct AgencyApi {
  std::string role;  // "labour"
  contract::Agency agency = contract::Agency::AGENCY_UNSPECIFIED;
  std::string publish_method;  // "/homeward.labour.v1.Labour/Publish"
  std::string publish_batch_method;
  std::string last_sequence_method;
  std::string mint_method;
  const google::protobuf::Message* publish_request = nullptr;  // prototypes
  const google::protobuf::Message* last_sequence_request = nullptr;
  const google::protobuf::Message* last_sequence_response = nullptr;
  const google::protobuf::Message* mint_request = nullptr;
  const google::protobuf::Message* mint_response = nullptr;
};

// INVALID_ARGUMENT: no such agency.
absl::StatusOr<AgencyApi> FindAgencyApi(const std::string& role);

// The highest sequence recorded of this CloudEvents source; 0: none. Blocks.
grpc::Status LastSourceSequence(const Connection& connection, const AgencyApi& api, const std::string& source,
                                uint64_t* sequence);

// The last batch that is recorded as signed for the unit, with the position of its first event; nothing if there is
// none. Blocks.
grpc::Status LastSigned(const Connection& connection, const AgencyApi& api, const std::string& unit,
                        std::optional<record::v1::SignedBatch>* batch, uint64_t* position);

// New person ids, which nobody holds. Blocks.
grpc::Status MintPersonIds(const Connection& connection, const AgencyApi& api, int count,
                           std::vector<std::string>* ids);

// One atomic batch: `request` is a publish_request. Blocks.
grpc::Status PublishOne(const Connection& connection, const AgencyApi& api, const google::protobuf::Message& request,
                        common::v1::BatchAnswer* answer);

}  // namespace homeward::cli

#endif  // HOMEWARD_SERVICES_CLI_CLIENT_AGENCY_API_H_
