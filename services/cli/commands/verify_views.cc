#include "services/cli/commands/verify_views.h"

#include <utility>

#include "services/cli/client/query.h"
#include "services/cli/problem.h"
#include "services/cli/text.h"

namespace homeward::cli {
namespace {

using eventstore::LevelState;

void Fail(std::string what, eventstore::LevelReport* report) {
  report->state = LevelState::kFailed;
  ++report->fault_count;
  report->faults.push_back({0, std::move(what)});
}

void Skip(std::string note, eventstore::LevelReport* report) {
  report->state = LevelState::kNotChecked;
  report->note = std::move(note);
}

// What the server says of that position. False: reported.
bool AskServer(const Session& session, const ViewsFlags& flags, uint64_t position,
               audit::v1::GetDigestsResponse* response, ExitCode* exit) {
  Asking asking;
  audit::v1::GetDigestsRequest request;
  if (asking.Open(session, flags.connection, TimeFlags())) {
    *request.mutable_context() = asking.context();
    request.mutable_context()->set_min_position(position);
    request.mutable_known_at()->set_position(position);
    if (asking.Ask(asking.audit(), &audit::v1::Audit::Stub::GetDigests, request, response)) return true;
  }
  *exit = asking.exit();
  return false;
}

void Compare(const ExportViews& views, const audit::v1::GetDigestsResponse& server, eventstore::LevelReport* report) {
  std::map<std::string, std::string> said;
  for (const auto& digest : server.digests()) said[digest.name()] = digest.sha256();
  for (const auto& [view, digest] : views.digests) {
    const auto found = said.find(view);
    ++report->checked;
    if (found == said.end()) {
      Fail(Cat("the server has no view '", view, "'"), report);
    } else if (found->second != digest) {
      Fail(Cat("the view '", view, "' of the server is not the one that the records make: ", found->second,
               " instead of ", digest),
           report);
    }
  }
}

}  // namespace

bool ViewsFlags::has_server() const { return !connection.identity.empty(); }

// Not all flags of a connection: --key is the log's here.
void AddViewsFlags(CLI::App& command, ViewsFlags& flags) {
  const char* group = "Views";
  command
      .add_flag("--views", flags.wanted, "Fold the views from the records too; with --identity compare the server's")
      ->group(group);
  command.add_option("--server", flags.connection.server, "Where the server answers")
      ->envname("HOMEWARD_SERVER")
      ->type_name("HOST:PORT")
      ->capture_default_str()
      ->group(group);
  command.add_option("--identity", flags.connection.identity, "DIR/ca.pem, DIR/NAME.pem and DIR/NAME.key in one")
      ->envname("HOMEWARD_IDENTITY")
      ->type_name("DIR/NAME")
      ->group(group);
}

ViewsCheck CheckViews(const Session& session, const ViewsFlags& flags, const std::string& directory, uint64_t size,
                      const std::function<void(uint64_t)>& progress) {
  ViewsCheck check;
  absl::StatusOr<ExportViews> views = FoldExport(directory, size, progress);
  if (!views.ok()) {
    Fail(std::string(views.status().message()), &check.report);
    return check;
  }
  check.views = *std::move(views);
  if (check.views.withheld > 0) {
    check.report.skipped = check.views.withheld;
    Skip(Cat("the export withholds ", check.views.withheld, " records, and the views rest on all of them"),
         &check.report);
  } else if (!flags.has_server()) {
    Skip("no server named to compare with", &check.report);
  } else if (audit::v1::GetDigestsResponse server; AskServer(session, flags, size, &server, &check.exit)) {
    Compare(check.views, server, &check.report);
  }
  return check;
}

}  // namespace homeward::cli
