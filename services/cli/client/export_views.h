// The views that an export's records make, without a server; and those of a server beside them.
#ifndef HOMEWARD_SERVICES_CLI_CLIENT_EXPORT_VIEWS_H_
#define HOMEWARD_SERVICES_CLI_CLIENT_EXPORT_VIEWS_H_

#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "absl/status/statusor.h"

namespace homeward::cli {

struct ExportViews {
  uint64_t position = 0;                       // of the export's checkpoint
  uint64_t withheld = 0;                       // records that the export does not hold; then there are no digests
  std::map<std::string, std::string> digests;  // by view, as GetDigests says them of that position
};

// Folds every record of a verified export that ends at `position`; `progress` hears of positions now and then, and may
// be empty. What does not fit into memory lies in a folder of its own under the system's temporary one, meanwhile.
// Errors: DATA_LOSS, FAILED_PRECONDITION as RecordsFold::Add, and what the disk says.
absl::StatusOr<ExportViews> FoldExport(const std::string& directory, uint64_t position,
                                       const std::function<void(uint64_t)>& progress);

}  // namespace homeward::cli

#endif  // HOMEWARD_SERVICES_CLI_CLIENT_EXPORT_VIEWS_H_
