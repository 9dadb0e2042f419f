#include "projections/lists/listing.h"

#include <algorithm>

#include "eventstore/bytes/bytes.h"
#include "proto/contract/formats.h"
#include "proto/contract/text.h"

namespace homeward::projections {
namespace {

constexpr char kBetweenUnits = ' ';
constexpr size_t kOrderBytes = 8;

}  // namespace

std::string ProvinceScope(std::string_view province) { return contract::Cat(kEverywhere, province); }

std::string ScopeOfUnit(std::string_view unit) { return ProvinceScope(contract::UnitProvince(unit)); }

std::string ListPrefix(std::string_view list, std::string_view scope, char section) {
  return contract::Cat(list, "|", scope, "|", std::string_view(&section, 1), "|");
}

void AppendListKeys(std::string_view list, char section, Micros order_us, std::vector<std::string> units,
                    std::vector<std::string>* keys) {
  std::sort(units.begin(), units.end());
  units.erase(std::unique(units.begin(), units.end()), units.end());
  std::string rest = eventstore::Be64(static_cast<uint64_t>(order_us));
  std::vector<std::string_view> provinces;
  for (const std::string& unit : units) {
    if (unit.empty()) continue;
    if (rest.size() > kOrderBytes) rest.push_back(kBetweenUnits);
    rest.append(unit);
    const std::string_view province = contract::UnitProvince(unit);
    if (std::find(provinces.begin(), provinces.end(), province) == provinces.end()) provinces.push_back(province);
  }
  if (provinces.empty()) provinces.emplace_back();
  for (const std::string_view province : provinces)
    keys->push_back(ListPrefix(list, ProvinceScope(province), section) + rest);
}

bool AnyUnit(std::string_view place, absl::FunctionRef<bool(std::string_view unit)> is) {
  const size_t end = place.rfind('\0');
  if (end == std::string_view::npos || end < kOrderBytes) return false;
  for (std::string_view units = place.substr(kOrderBytes, end - kOrderBytes);;) {
    const size_t space = units.find(kBetweenUnits);
    if (is(units.substr(0, space))) return true;
    if (space == std::string_view::npos) return false;
    units.remove_prefix(space + 1);
  }
}

}  // namespace homeward::projections
