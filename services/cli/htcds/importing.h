// A file of the standard into the log: read, checked, made into one batch, written beside the file, published.
#ifndef HOMEWARD_SERVICES_CLI_HTCDS_IMPORTING_H_
#define HOMEWARD_SERVICES_CLI_HTCDS_IMPORTING_H_

#include <cstdint>
#include <string>
#include <vector>

#include "services/cli/client/connection.h"
#include "services/cli/htcds/import_events.h"
#include "services/cli/session.h"

namespace homeward::cli::htcds {

struct ImportOptions {
  std::string file, batch_file;
  bool ignore_unmapped = false;
  bool validate_only = false;  // the server says what it would refuse; nothing is written or recorded
  bool prepare = false;        // the batch is written and not sent
};

struct ImportSummary {
  std::vector<uint64_t> rows;
  std::vector<std::string> persons;  // of those rows
  std::vector<std::string> ignored;  // columns left aside
  uint64_t events = 0, first_position = 0;
  bool duplicate = false;
};

// Blocks until the server has answered. What is wrong is told on stderr; the summary counts where it is kExitOk.
ExitCode Import(const Session& session, const Connection& connection, const ImportOptions& options,
                const ImportWish& wish, ImportSummary* summary);

}  // namespace homeward::cli::htcds

#endif  // HOMEWARD_SERVICES_CLI_HTCDS_IMPORTING_H_
