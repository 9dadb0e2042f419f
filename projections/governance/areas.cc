#include "projections/governance/areas.h"

#include "projections/facts/dates.h"
#include "projections/facts/history.h"

namespace homeward::projections {
namespace {

constexpr int kHopsMax = 32;  // of parents or successors: data may hold a circle
constexpr std::string_view kPrefix = "adm.";

}  // namespace

std::string_view ProvinceOfArea(std::string_view area) {
  return area.starts_with(kPrefix) && area.size() >= 6 ? area.substr(kPrefix.size(), 2) : std::string_view{};
}

Areas::Areas(const Facts& facts) {
  for (const Line& line : MakeHistory(facts, 0))
    if (line.stands()) Take(line.fact);
}

void Areas::Take(const Fact& fact) {
  const std::string unit = fact.Text("unit");
  if (!std::string_view(unit).starts_with(kPrefix)) return;
  const Micros from = StartOfDate(fact.Text("effective_from"));
  Area& area = areas_[unit];
  if (const std::string vi = fact.Text("title_vi"); !vi.empty()) {
    options::v1::Label& label = area.names[from];
    label.set_vi(vi);
    label.set_en(fact.Text("title_en").empty() ? vi : fact.Text("title_en"));
  }
  if (fact.Is("AdminUnitCreated")) {
    area.parent = fact.Text("parent_unit");
    area.from_us = from;
  } else if (fact.Is("AdminUnitDissolved") || fact.Is("AdminUnitSplit")) {
    area.until_us = from;
    area.successor = fact.Text("successor_unit");
    area.split = fact.Is("AdminUnitSplit");
  } else if (fact.Is("AdminUnitMerged")) {
    area.until_us = from;
    area.successor = fact.Text("into_unit");
  }
}

options::v1::Label Areas::LabelOf(const std::string& area, Micros at_us) const {
  options::v1::Label label;
  label.set_en(area);
  label.set_vi(area);
  const auto found = areas_.find(area);
  if (found == areas_.end() || found->second.names.empty()) return label;
  const auto& names = found->second.names;
  auto next = names.upper_bound(at_us);
  return next == names.begin() ? next->second : std::prev(next)->second;
}

std::string Areas::ParentOf(const std::string& area) const {
  const auto found = areas_.find(area);
  if (found != areas_.end() && !found->second.parent.empty()) return found->second.parent;
  if (area == kCountry) return "";
  const size_t dot = area.rfind('.');
  return dot < kPrefix.size() ? std::string(kCountry) : area.substr(0, dot);
}

bool Areas::Covers(const std::string& outer, const std::string& inner, Micros at_us) const {
  if (outer == kCountry) return true;
  std::string area = inner;
  for (int hop = 0; hop < kHopsMax && !area.empty(); ++hop) {
    if (area == outer) return true;
    area = ParentOf(area);
    if (at_us != 0) area = Restated(area, at_us);
  }
  return false;
}

std::string Areas::Restated(const std::string& area, Micros at_us) const {
  std::string now = area;
  for (int hop = 0; hop < kHopsMax; ++hop) {
    const auto found = areas_.find(now);
    if (found == areas_.end() || found->second.until_us == 0 || found->second.until_us > at_us ||
        found->second.successor.empty())
      break;
    now = found->second.successor;
  }
  return now;
}

bool Areas::WasSplit(const std::string& area, Micros at_us) const {
  std::string now = area;
  for (int hop = 0; hop < kHopsMax; ++hop) {
    const auto found = areas_.find(now);
    if (found == areas_.end() || found->second.until_us == 0 || found->second.until_us > at_us) return false;
    if (found->second.split) return true;
    now = found->second.successor;
  }
  return false;
}

std::vector<std::string> Areas::Below(const std::string& area, Micros at_us) const {
  std::vector<std::string> below;
  for (const auto& [code, row] : areas_) {
    if (code == area || row.from_us > at_us || Restated(ParentOf(code), at_us) != area) continue;
    if (row.until_us != 0 && row.until_us <= at_us) continue;
    below.push_back(code);
  }
  return below;
}

std::set<std::string> Areas::Provinces(const std::string& area, Micros at_us) const {
  std::set<std::string> provinces;
  if (area == kCountry) {
    provinces.insert(std::string(ProvinceOfArea(kCountry)));
    for (char tens = '0'; tens <= '9'; ++tens)
      for (char ones = '0'; ones <= '9'; ++ones) provinces.insert({tens, ones});
    return provinces;
  }
  provinces.emplace(ProvinceOfArea(area));
  for (const auto& [code, row] : areas_) {
    if (row.until_us == 0 || row.until_us > at_us) continue;
    if (Covers(area, Restated(code, at_us), at_us)) provinces.emplace(ProvinceOfArea(code));
  }
  return provinces;
}

}  // namespace homeward::projections
