// A fact as a list keeps it for the next time that its subject moves: without its person sections, which lie in the log
// alone and are sealed and erased there.
#ifndef HOMEWARD_PROJECTIONS_PROJECTOR_KEPT_FACT_H_
#define HOMEWARD_PROJECTIONS_PROJECTOR_KEPT_FACT_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "projections/facts/fact.h"

namespace homeward::projections {

std::string EncodeFact(const Fact& fact);
// DATA_LOSS: the bytes are none.
absl::StatusOr<Fact> DecodeFact(std::string_view value);

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_PROJECTOR_KEPT_FACT_H_
