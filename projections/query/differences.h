// What a view shows otherwise at a later position, and which events made it so.
#ifndef HOMEWARD_PROJECTIONS_QUERY_DIFFERENCES_H_
#define HOMEWARD_PROJECTIONS_QUERY_DIFFERENCES_H_

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "homeward/coordination/v1/coordination.pb.h"
#include "projections/access/viewer.h"
#include "projections/query/knowledge.h"
#include "projections/query/row.h"

namespace homeward::projections {

// How the row at the end of `knowledge` differs from itself at `from`, each event that moved it told. None: it does
// not, or the viewer may read it at neither. `unit`: only a row that names it, then or now; empty: any.
absl::StatusOr<std::optional<coordination::v1::Difference>> DifferenceOf(const RowKey& key, Position from,
                                                                         const std::string& unit, const Viewer& viewer,
                                                                         Knowledge* knowledge);

// Rows of these views that events after `from` may have changed: those of their subjects, and of whatever is linked to
// them by an event; after a change of rules or units, all. In order. INVALID_ARGUMENT: too much lies between.
absl::StatusOr<std::set<RowKey>> RowsTouched(const eventstore::Store& store, Position from,
                                             const std::set<std::string>& views, Knowledge* knowledge);

// Whether the row is that of a tip which had led to a case, or been passed on, at both positions: it is told as the
// case or as the tip that continues it.
bool ToldElsewhere(const RowKey& key, Position from, Knowledge* knowledge);

// Rows of one subject: one, or two for a tip or a case. Empty for a subject that no view shows.
std::vector<RowKey> RowsOf(const std::string& subject);

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_QUERY_DIFFERENCES_H_
