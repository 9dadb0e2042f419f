// What changed since a position or a time, asked to the end.
#ifndef HOMEWARD_SERVICES_CLI_CLIENT_CHANGES_H_
#define HOMEWARD_SERVICES_CLI_CLIENT_CHANGES_H_

#include "homeward/coordination/v1/coordination.pb.h"
#include "services/cli/client/query.h"

namespace homeward::cli {

// The latest state of each subject once, in one answer; `more` where there are more rows than `limit`. False: refused
// and reported.
bool AskChanges(Asking& asking, const coordination::v1::KnownAt& since, int limit,
                coordination::v1::ListChangesResponse* all);

}  // namespace homeward::cli

#endif  // HOMEWARD_SERVICES_CLI_CLIENT_CHANGES_H_
