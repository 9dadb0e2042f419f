// The fifth thing that `verify` can check: that the views which a server shows are those that the export's records
// make.
#ifndef HOMEWARD_SERVICES_CLI_COMMANDS_VERIFY_VIEWS_H_
#define HOMEWARD_SERVICES_CLI_COMMANDS_VERIFY_VIEWS_H_

#include <cstdint>
#include <functional>
#include <string>

#include "CLI/CLI.hpp"
#include "eventstore/archive/verifier.h"
#include "services/cli/client/connection.h"
#include "services/cli/client/export_views.h"
#include "services/cli/exit_code.h"
#include "services/cli/session.h"

namespace homeward::cli {

struct ViewsFlags {
  bool wanted = false;
  ConnectionFlags connection;

  // Whether an identity is named, hence a server to compare with.
  bool has_server() const;
};

struct ViewsCheck {
  eventstore::LevelReport report;
  ExportViews views;
  ExitCode exit = kExitOk;  // else what went wrong was reported: there is no report
};

void AddViewsFlags(CLI::App& command, ViewsFlags& flags);

// Folds the views from the export's records up to `size` and asks the server, where one is named, for its digests of
// that position. A view that differs is a fault.
ViewsCheck CheckViews(const Session& session, const ViewsFlags& flags, const std::string& directory, uint64_t size,
                      const std::function<void(uint64_t)>& progress);

}  // namespace homeward::cli

#endif  // HOMEWARD_SERVICES_CLI_COMMANDS_VERIFY_VIEWS_H_
