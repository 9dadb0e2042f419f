#include "services/cli/client/errors.h"

#include <cstdlib>
#include <vector>

#include "absl/strings/match.h"
#include "google/rpc/error_details.pb.h"
#include "services/cli/text.h"

namespace homeward::cli {
namespace {

std::string Find(const google::rpc::ErrorInfo& info, const std::string& key) {
  const auto found = info.metadata().find(key);
  return found == info.metadata().end() ? "" : found->second;
}

// Events of a batch count from 1 for people.
std::string Where(const std::string& where, const google::rpc::ErrorInfo& info, const EventName& name) {
  const std::string index = Find(info, "event_index");
  if (index.empty()) return where;
  const int event = std::atoi(index.c_str());
  return Cat(where, where.empty() ? "" : ", ", name ? name(static_cast<size_t>(event)) : Cat("event ", event + 1));
}

std::string NameOf(int code) {
  switch (static_cast<grpc::StatusCode>(code)) {
    case grpc::StatusCode::UNAVAILABLE:
      return "UNAVAILABLE";
    case grpc::StatusCode::DEADLINE_EXCEEDED:
      return "DEADLINE_EXCEEDED";
    case grpc::StatusCode::UNAUTHENTICATED:
      return "UNAUTHENTICATED";
    case grpc::StatusCode::PERMISSION_DENIED:
      return "PERMISSION_DENIED";
    case grpc::StatusCode::NOT_FOUND:
      return "NOT_FOUND";
    case grpc::StatusCode::UNIMPLEMENTED:
      return "UNIMPLEMENTED";
    case grpc::StatusCode::RESOURCE_EXHAUSTED:
      return "RESOURCE_EXHAUSTED";
    case grpc::StatusCode::CANCELLED:
      return "CANCELLED";
    default:
      return "";
  }
}

std::string UsualNextStep(int code) {
  switch (static_cast<grpc::StatusCode>(code)) {
    case grpc::StatusCode::NOT_FOUND:
      return "Check the id; what your unit may not read is answered as unknown.";
    case grpc::StatusCode::UNIMPLEMENTED:
      return "The server is of another release; update one of the two.";
    case grpc::StatusCode::DEADLINE_EXCEEDED:
      return "Try again, or wait longer with --timeout.";
    case grpc::StatusCode::RESOURCE_EXHAUSTED:
      return "Try again in a moment.";
    default:
      return "";
  }
}

bool IsTlsTrouble(const std::string& message) {
  return absl::StrContains(message, "SSL") || absl::StrContains(message, "handshake") ||
         absl::StrContains(message, "certificate") || absl::StrContains(message, "Socket closed") ||
         absl::StrContains(message, "Connection reset");
}

}  // namespace

Problems FromRpcStatus(const google::rpc::Status& status, const std::string& where, const EventName& name) {
  std::vector<google::rpc::ErrorInfo> infos;
  google::rpc::BadRequest fields;  // its descriptions stand in the order of the infos
  for (const google::protobuf::Any& detail : status.details()) {
    google::rpc::ErrorInfo info;
    google::rpc::BadRequest bad_request;
    if (detail.UnpackTo(&info)) infos.push_back(std::move(info));
    if (detail.UnpackTo(&bad_request)) fields = std::move(bad_request);
  }
  const ExitCode exit = ExitOf(static_cast<absl::StatusCode>(status.code()));
  Problems problems;
  for (size_t i = 0; i < infos.size(); ++i) {
    const bool described = fields.field_violations_size() == static_cast<int>(infos.size());
    problems.push_back({exit, infos[i].reason(),
                        described ? fields.field_violations(static_cast<int>(i)).description() : status.message(),
                        Where(where, infos[i], name), Find(infos[i], "field"), Find(infos[i], "next_step")});
    if (problems.back().next_step.empty()) problems.back().next_step = UsualNextStep(status.code());
  }
  if (problems.empty()) {
    problems.push_back({exit, NameOf(status.code()), status.message(), where, "", UsualNextStep(status.code())});
  }
  return problems;
}

Problems FromGrpcStatus(const grpc::Status& status, const std::string& server, const EventName& name) {
  google::rpc::Status details;
  if (status.error_details().empty() || !details.ParseFromString(status.error_details()) || details.code() == 0) {
    details.Clear();
    details.set_code(static_cast<int>(status.error_code()));
    details.set_message(status.error_message());
  }
  if (status.error_code() == grpc::StatusCode::UNAVAILABLE && details.details().empty()) {
    const bool tls = IsTlsTrouble(status.error_message());
    return {{kExitUnreachable, "UNREACHABLE",
             tls ? Cat("The server at ", server, " and this certificate do not agree on TLS.")
                 : Cat("Nothing answers at ", server, "."),
             "", "",
             tls ? "Check that one authority signed both, that neither has expired, and that the server's "
                   "certificate "
                   "names the host in --server."
                 : "Start it with 'homeward serve', or name another address with --server."}};
  }
  return FromRpcStatus(details, "", name);
}

Problem FromOpening(const absl::Status& status) {
  Problem problem;
  problem.exit = absl::IsInvalidArgument(status) ? kExitUsage : kExitFailure;
  problem.reason = absl::IsInvalidArgument(status) ? "USAGE" : "FILE";
  problem.message = std::string(status.message());
  problem.next_step =
      "Name your certificate: --identity DIR/NAME (as 'homeward dev-certs DIR' makes them), or --ca, --cert "
      "and --key.";
  return problem;
}

}  // namespace homeward::cli
