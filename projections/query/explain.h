// Where a shown value comes from. A view is a pure function of facts, so any value of any view is asked in one way:
// what would it be without this event, what was it before that one, which few of them give it alone.
#ifndef HOMEWARD_PROJECTIONS_QUERY_EXPLAIN_H_
#define HOMEWARD_PROJECTIONS_QUERY_EXPLAIN_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "homeward/coordination/v1/coordination.pb.h"
#include "projections/access/viewer.h"
#include "projections/query/knowledge.h"
#include "projections/query/row.h"

namespace homeward::projections {

// Adds the values of the row that lie at or below `fields` (none: every code at the head of the row) and where each
// comes from. NOT_FOUND: no such row for this viewer; INVALID_ARGUMENT: the view has no such field; RESOURCE_EXHAUSTED:
// more events bear on the row than are weighed at once.
absl::Status Explain(const RowKey& key, const std::vector<std::string>& fields, const Viewer& viewer,
                     Knowledge* knowledge, coordination::v1::ExplainResponse* response);

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_QUERY_EXPLAIN_H_
