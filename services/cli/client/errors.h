// Refusals of the server as problems: reason, field and next step from google.rpc.ErrorInfo.
#ifndef HOMEWARD_SERVICES_CLI_CLIENT_ERRORS_H_
#define HOMEWARD_SERVICES_CLI_CLIENT_ERRORS_H_

#include <cstddef>
#include <functional>
#include <string>

#include "google/rpc/status.pb.h"
#include "grpcpp/support/status.h"
#include "services/cli/client/connection.h"
#include "services/cli/problem.h"

namespace homeward::cli {

// What a batch's event is called to people, from its index.
using EventName = std::function<std::string(size_t index)>;

// One problem for each ErrorInfo; at least one. `status` is not OK. `where` leads each: "line 12". Without `name`,
// events are counted from 1.
Problems FromRpcStatus(const google::rpc::Status& status, const std::string& where = "", const EventName& name = {});

// The same of a call's own end; where nothing answered, what to check.
Problems FromGrpcStatus(const grpc::Status& status, const std::string& server, const EventName& name = {});

// Of Connection::Open.
Problem FromOpening(const absl::Status& status);

}  // namespace homeward::cli

#endif  // HOMEWARD_SERVICES_CLI_CLIENT_ERRORS_H_
