// The log on its way into an export directory, from a server or from a stopped server's data.
#ifndef HOMEWARD_SERVICES_CLI_PROOFS_EXPORTING_H_
#define HOMEWARD_SERVICES_CLI_PROOFS_EXPORTING_H_

#include <optional>
#include <string>

#include "eventstore/note/note_key.h"
#include "services/cli/client/query.h"
#include "services/cli/publish/progress.h"
#include "services/cli/session.h"

namespace homeward::cli {

struct ExportWish {
  std::string directory;
  std::optional<eventstore::VerifierKey> log;  // pinned; none: the checkpoint is taken as it comes
};

struct ExportSummary {
  uint64_t size = 0;      // positions in the directory
  uint64_t added = 0;     // by this run
  uint64_t withheld = 0;  // of those: records that were not given
};

// Goes on where the directory stands. Reports what goes wrong; what was written until then stays and is gone on with.
ExitCode ExportFromServer(Session& session, Asking& asking, const ExportWish& wish, Progress* progress,
                          ExportSummary* summary);
// `data`: the data directory of a server that is not running. Everything is given: it is the operator's own.
ExitCode ExportFromData(Session& session, const std::string& data, const ExportWish& wish, Progress* progress,
                        ExportSummary* summary);

}  // namespace homeward::cli

#endif  // HOMEWARD_SERVICES_CLI_PROOFS_EXPORTING_H_
