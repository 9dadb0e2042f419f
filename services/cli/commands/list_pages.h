// One list of the coordination service: asks page by page, then shows the rows as a table or the whole as JSON.
#ifndef HOMEWARD_SERVICES_CLI_COMMANDS_LIST_PAGES_H_
#define HOMEWARD_SERVICES_CLI_COMMANDS_LIST_PAGES_H_

#include <functional>
#include <ostream>

#include "google/protobuf/repeated_field.h"
#include "homeward/coordination/v1/coordination.grpc.pb.h"
#include "services/cli/client/query.h"
#include "services/cli/commands/view_footer.h"
#include "services/cli/exit_code.h"
#include "services/cli/render/json.h"
#include "services/cli/session.h"

namespace homeward::cli {

// `rows`: the response's repeated field; `show` draws them where a table is wanted. At most `limit` rows.
template <typename Request, typename Response, typename Row>
ExitCode ShowList(Session& session, Asking& asking,
                  grpc::Status (coordination::v1::Coordination::Stub::*list)(grpc::ClientContext*, const Request&,
                                                                             Response*),
                  const Request& request, int limit,
                  const google::protobuf::RepeatedPtrField<Row>& (Response::*rows)() const,
                  const std::function<void(const google::protobuf::RepeatedPtrField<Row>&)>& show) {
  Response response;
  if (!asking.AskPages<coordination::v1::Coordination::Stub, Request, Response>(
          asking.coordination(), list, request, limit,
          [rows](const Response& page) { return (page.*rows)().size(); }, &response)) {
    return asking.exit();
  }
  if (session.json()) {
    session.out << ToJson(response) << '\n';
    return kExitOk;
  }
  show((response.*rows)());
  TellAboutList(session, response, (response.*rows)().empty());
  return kExitOk;
}

}  // namespace homeward::cli

#endif  // HOMEWARD_SERVICES_CLI_COMMANDS_LIST_PAGES_H_
