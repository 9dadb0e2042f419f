// A stream whose past was rewritten: since when which of its counted events stands.
#ifndef HOMEWARD_PROJECTIONS_TALLIES_REWRITTEN_H_
#define HOMEWARD_PROJECTIONS_TALLIES_REWRITTEN_H_

#include <string_view>
#include <vector>

#include "absl/types/span.h"
#include "projections/tallies/tally.h"

namespace homeward::projections {

// Whether an event with these subjects corrects or takes back another one: it is about that one too.
bool Rewrites(absl::Span<const std::string_view> subjects);

// Of every counted event among a stream's facts, which are in log order. Pure.
std::vector<Tally> TalliesOf(const std::vector<Fact>& stream);

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_TALLIES_REWRITTEN_H_
