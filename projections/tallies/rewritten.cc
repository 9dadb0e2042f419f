#include "projections/tallies/rewritten.h"

#include <algorithm>

#include "eventstore/gate/standing.h"

namespace homeward::projections {

bool Rewrites(absl::Span<const std::string_view> subjects) {
  return std::any_of(subjects.begin(), subjects.end(), [](std::string_view s) { return s.starts_with("event:"); });
}

std::vector<Tally> TalliesOf(const std::vector<Fact>& stream) {
  std::vector<std::vector<Stood>> stood(stream.size());
  std::vector<eventstore::Link> told;
  for (size_t i = 0; i < stream.size(); ++i) {
    const Position position = stream[i].position;
    told.push_back(eventstore::LinkOf(*stream[i].event));
    stood[i].push_back({position, Position()});
    if (told[i].corrects.empty() && told[i].retracts.empty()) continue;
    const eventstore::Standing standing = eventstore::StandingOf(told);
    for (size_t j = 0; j < i; ++j) {
      const bool stands = standing.Stands(j), stood_before = stood[j].back().until == Position();
      if (stands && !stood_before) stood[j].push_back({position, Position()});
      if (!stands && stood_before) stood[j].back().until = position;
    }
  }
  std::vector<Tally> tallies;
  for (size_t i = 0; i < stream.size(); ++i) {
    if (!IsCounted(stream[i].event->type->number)) continue;
    tallies.push_back(TallyOf(stream[i]));
    tallies.back().stood = std::move(stood[i]);
  }
  return tallies;
}

}  // namespace homeward::projections
