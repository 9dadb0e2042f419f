// Whether the positions that a request names were read from this log. A restored log counts on differently from where
// its backup ended, so a position from before may stand for something else now.
#ifndef HOMEWARD_SERVICES_READING_INCARNATION_H_
#define HOMEWARD_SERVICES_READING_INCARNATION_H_

#include <string_view>

#include "absl/status/status.h"
#include "eventstore/store.h"

namespace homeward::services {

// OK if `incarnation` (hexadecimal) is the log's, or empty: the caller does not say. ABORTED (INCARNATION_CHANGED) if
// it is another; the metadata's `same_up_to` says up to where this is still the same log, 0 if it never was.
absl::Status CheckIncarnation(const eventstore::Store& store, std::string_view incarnation);

}  // namespace homeward::services

#endif  // HOMEWARD_SERVICES_READING_INCARNATION_H_
