// Where the lists of a question are found: which provinces to walk, and which of their rows are meant.
#ifndef HOMEWARD_PROJECTIONS_QUERY_LIST_RANGES_H_
#define HOMEWARD_PROJECTIONS_QUERY_LIST_RANGES_H_

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "projections/projector/sight.h"

namespace homeward::projections {

// The first words of the family's keys behind `prefix`, each once: from `from` as far as the `bars`-th bar.
absl::StatusOr<std::vector<std::string>> DistinctWords(const Sight& sight, std::string_view family,
                                                       const std::string& prefix, int bars, size_t from);

// The scopes of the family's lists of that name in which rows of `scopes` stand: a unit's province, for an agency or
// everything every province.
absl::StatusOr<std::set<std::string>> ListedScopes(const Sight& sight, std::string_view family, std::string_view list,
                                                   const std::vector<std::string>& scopes);

// One range of index rows to merge: rows whose index key begins with `prefix` in the view's family.
struct IndexRange {
  std::string view;
  std::string prefix;  // of the index key: ListPrefix(…)
};
absl::Status AddRanges(const Sight& sight, std::string_view family, std::string_view list, char section,
                       const std::vector<std::string>& scopes, std::vector<IndexRange>* ranges);

// Whether the units of a row stand in one of the scopes; `place` is what follows the prefix in its key.
bool StandsIn(std::string_view place, const std::vector<std::string>& scopes);

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_QUERY_LIST_RANGES_H_
