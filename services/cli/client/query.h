// One question and its answer; lists fetched page by page.
#ifndef HOMEWARD_SERVICES_CLI_CLIENT_QUERY_H_
#define HOMEWARD_SERVICES_CLI_CLIENT_QUERY_H_

#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "CLI/CLI.hpp"
#include "homeward/audit/v1/audit.grpc.pb.h"
#include "homeward/coordination/v1/coordination.grpc.pb.h"
#include "homeward/oversight/v1/oversight.grpc.pb.h"
#include "services/cli/client/connection.h"
#include "services/cli/client/errors.h"
#include "services/cli/problem.h"
#include "services/limits.h"

namespace homeward::cli {

inline constexpr int kRowsDefault = 100;  // rows of a list before --limit says otherwise
inline constexpr int kRowsMax = 100'000;

// --as-at, --known-at, --min-position.
struct TimeFlags {
  std::string as_at;
  std::string known_at;
  uint64_t min_position = 0;
};
void AddAsAtFlags(CLI::App& command, TimeFlags& flags);

// What every question has that may be asked of another time: who asks and why, when, where, in which form; examples.
void AddQuestionFlags(CLI::App& command, ConnectionFlags& connection, TimeFlags& times, Session& session,
                      std::string_view examples);

// Everything a reading command needs to ask; Open reports what is wrong.
class Asking {
 public:
  // False: reported, exit() says how.
  bool Open(const Session& session, const ConnectionFlags& connection, const TimeFlags& times);

  ExitCode exit() const { return exit_; }
  const Connection& connection() const { return *connection_; }
  const coordination::v1::ReadContext& context() const { return context_; }
  const coordination::v1::KnownAt& known_at() const { return known_at_; }
  coordination::v1::Coordination::Stub& coordination() { return *coordination_; }
  oversight::v1::Oversight::Stub& oversight() { return *oversight_; }
  audit::v1::Audit::Stub& audit() { return *audit_; }

  // `method` of one of the stubs. False: refused and reported.
  template <typename Stub, typename Request, typename Response>
  bool Ask(Stub& stub, grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
           const Request& request, Response* response) {
    grpc::ClientContext context;
    connection_->Prepare(&context);
    return Answered((stub.*method)(&context, request, response));
  }

  // All pages up to `limit` rows, in one response; its next_page_token is set if there are more.
  template <typename Stub, typename Request, typename Response>
  bool AskPages(Stub& stub, grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                Request request, int limit, const std::function<int(const Response&)>& rows, Response* all) {
    while (true) {
      const int wanted = limit - rows(*all);
      request.set_page_size(std::min(wanted, services::kPageRowsMax));
      Response page;
      if (!Ask(stub, method, request, &page)) return false;
      all->clear_next_page_token();
      all->MergeFrom(page);
      if (page.next_page_token().empty() || rows(*all) >= limit) return true;
      request.set_page_token(page.next_page_token());
    }
  }

  // Reads "812" (a position) or a date; false: it is neither, and that is reported.
  bool ReadTime(const std::string& text, coordination::v1::KnownAt* known_at);

  // Reports a status that is not OK.
  bool Answered(const grpc::Status& status);

 private:
  const Session* session_ = nullptr;
  ExitCode exit_ = kExitOk;
  std::unique_ptr<Connection> connection_;
  coordination::v1::ReadContext context_;
  coordination::v1::KnownAt known_at_;
  std::unique_ptr<coordination::v1::Coordination::Stub> coordination_;
  std::unique_ptr<oversight::v1::Oversight::Stub> oversight_;
  std::unique_ptr<audit::v1::Audit::Stub> audit_;
};

}  // namespace homeward::cli

#endif  // HOMEWARD_SERVICES_CLI_CLIENT_QUERY_H_
