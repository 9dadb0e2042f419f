// Keys of lists: list | scope | section | what the list is ordered by; then, but for clocks, the units that take part.
#ifndef HOMEWARD_PROJECTIONS_LISTS_LISTING_H_
#define HOMEWARD_PROJECTIONS_LISTS_LISTING_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/types/span.h"
#include "projections/facts/fact.h"

namespace homeward::projections {

inline constexpr std::string_view kExchangeList = "exchange", kCaseList = "case", kPersonList = "person",
                                  kScreeningList = "screening", kClockList = "clock";
inline constexpr char kOpenSection = 'o', kClosedSection = 'c';

// A scope is a province, "@01", or "@" for units that belong to none. Asked about, "@" is everything, and a unit is a
// scope too; no unit begins so.
inline constexpr std::string_view kEverywhere = "@";
std::string ProvinceScope(std::string_view province);
// The scope in whose lists that unit stands.
std::string ScopeOfUnit(std::string_view unit);

std::string ListPrefix(std::string_view list, std::string_view scope, char section);

// Adds the keys of one that is listed by `order_us`: one for each scope of its units, which may repeat; none: "@".
void AppendListKeys(std::string_view list, char section, Micros order_us, std::vector<std::string> units,
                    std::vector<std::string>* keys);

// Whether `is` holds for one of the units that the key names; `place` is what follows the prefix.
bool AnyUnit(std::string_view place, absl::FunctionRef<bool(std::string_view unit)> is);

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_LISTS_LISTING_H_
