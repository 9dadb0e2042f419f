// What a publisher asks before it publishes: where its system stopped, and new pseudonyms.
#ifndef HOMEWARD_SERVICES_PUBLISH_LOOKUPS_H_
#define HOMEWARD_SERVICES_PUBLISH_LOOKUPS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/server/core.h"

namespace homeward::services {

// The last counted sequence of the source, if the caller's own units published it; else zeros, as for a source that
// nobody has used. May read the disk: call on a worker.
absl::StatusOr<eventstore::Store::SourceMark> LastOwnSequence(const Core& core, const Caller& caller,
                                                              const std::string& source);

// The last batch that was signed for the unit; position 0 if it has signed nothing. PERMISSION_DENIED (WRONG_UNIT) if
// it is none of the caller's own. May read the disk.
absl::StatusOr<eventstore::Store::LastSigned> LastOwnSigned(const Core& core, const Caller& caller,
                                                            const std::string& unit);

// Random ids that nobody holds yet. INVALID_ARGUMENT beyond kMintedIdsMax; a count of 0 gives one.
absl::StatusOr<std::vector<std::string>> MintIds(const Core& core, uint32_t count, bool service_users);

// RESOURCE_EXHAUSTED: the workers' queue is full.
absl::Status TooManyQueries();

}  // namespace homeward::services

#endif  // HOMEWARD_SERVICES_PUBLISH_LOOKUPS_H_
