#include "services/publish/lookups.h"

#include <algorithm>

#include "proto/contract/text.h"
#include "services/errors/errors.h"
#include "services/limits.h"

namespace homeward::services {

absl::StatusOr<eventstore::Store::SourceMark> LastOwnSequence(const Core& core, const Caller& caller,
                                                              const std::string& source) {
  absl::StatusOr<eventstore::Store::SourceMark> mark = core.store.LastSourceSequence(source);
  if (!mark.ok() || mark->position.value == 0) return mark;
  const absl::StatusOr<eventstore::LogEventPtr> last = core.store.Read(mark->position);
  if (!last.ok()) return last.status();
  if (!caller.Covers((*last)->event().envelope->unit())) return eventstore::Store::SourceMark();
  return mark;
}

absl::StatusOr<eventstore::Store::LastSigned> LastOwnSigned(const Core& core, const Caller& caller,
                                                            const std::string& unit) {
  if (!caller.Covers(unit)) {
    return Refusal(absl::StatusCode::kPermissionDenied, "WRONG_UNIT",
                   "The signing unit does not lie within the certificate's unit.",
                   "Name your own unit or one below it, or use that unit's certificate.");
  }
  return core.store.LastSignedBatch(unit);
}

absl::StatusOr<std::vector<std::string>> MintIds(const Core& core, uint32_t count, bool service_users) {
  if (count > static_cast<uint32_t>(kMintedIdsMax)) {
    return Refusal(absl::StatusCode::kInvalidArgument, "FIELD_RANGE",
                   contract::Cat("At most ", kMintedIdsMax, " ids are minted at once."), "Ask again for the rest.");
  }
  const auto kind = service_users ? eventstore::IdKind::kServiceUser : eventstore::IdKind::kPerson;
  std::vector<std::string> ids(std::max(count, 1u));
  for (std::string& id : ids) id = core.person_ids.Mint(kind);
  return ids;
}

absl::Status TooManyQueries() {
  return Refusal(absl::StatusCode::kResourceExhausted, "TOO_MANY_QUERIES", "Too many queries are waiting.",
                 "Wait a moment and ask again.");
}

}  // namespace homeward::services
