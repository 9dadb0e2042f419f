// Administrative areas, effective-dated: what lies in what, what became of what. The reforms are rows of it.
#ifndef HOMEWARD_PROJECTIONS_GOVERNANCE_AREAS_H_
#define HOMEWARD_PROJECTIONS_GOVERNANCE_AREAS_H_

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "homeward/options/v1/options.pb.h"
#include "projections/facts/fact.h"

namespace homeward::projections {

inline constexpr std::string_view kCountry = "adm.vn";  // every province lies in it

// Immutable; any thread.
class Areas {
 public:
  Areas() = default;
  // Of governance facts, in order.
  explicit Areas(const Facts& facts);

  bool Known(std::string_view area) const { return areas_.contains(area); }
  options::v1::Label LabelOf(const std::string& area, Micros at_us) const;  // the code where nobody named it

  // Whether `inner` is `outer` or lies below it: as they were drawn, or, with an instant, by what each had become then.
  // An area that nobody created lies where its code says.
  bool Covers(const std::string& outer, const std::string& inner, Micros at_us = 0) const;
  // What the area is part of at that instant: itself, or what it was merged into, again and again.
  std::string Restated(const std::string& area, Micros at_us) const;
  // Whether it was split on the way there, so that what was counted for it cannot be shared out.
  bool WasSplit(const std::string& area, Micros at_us) const;
  // Those directly below it that exist at that instant, in order.
  std::vector<std::string> Below(const std::string& area, Micros at_us) const;
  // Provinces, two digits each, whose events may count for the area: its own; restated, also those that it took in.
  std::set<std::string> Provinces(const std::string& area, Micros at_us) const;

 private:
  struct Area {
    std::string parent;
    std::map<Micros, options::v1::Label> names;  // from then on
    Micros from_us = 0, until_us = 0;            // 0: since ever, for ever
    std::string successor;
    bool split = false;
  };
  void Take(const Fact& fact);
  std::string ParentOf(const std::string& area) const;

  std::map<std::string, Area, std::less<>> areas_;
};

// "01" of "adm.01.00004"; empty for none.
std::string_view ProvinceOfArea(std::string_view area);

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_GOVERNANCE_AREAS_H_
