// The log for offline verification: every entry of the tree in order, and the records as the exporter may have them.
#ifndef HOMEWARD_SERVICES_PROOFS_EXPORT_H_
#define HOMEWARD_SERVICES_PROOFS_EXPORT_H_

#include <memory>

#include "absl/status/statusor.h"
#include "homeward/audit/v1/proof.pb.h"
#include "services/reading/source.h"
#include "services/reading/viewer.h"
#include "services/server/core.h"

namespace homeward::services {

// Whole records go to whom the operator's configuration gives the mandate; to others they are withheld, and the entry
// goes alone. OUT_OF_RANGE: beyond the head. `core` outlives the source.
absl::StatusOr<std::unique_ptr<PullSource<audit::v1::ExportResponse>>> OpenExport(
    const Core& core, const audit::v1::ExportRequest& request, const Viewer& viewer);

}  // namespace homeward::services

#endif  // HOMEWARD_SERVICES_PROOFS_EXPORT_H_
