#include "projections/screenings/projection.h"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "eventstore/bytes/bytes.h"
#include "projections/exchanges/index.h"
#include "projections/screenings/screening.h"
#include "proto/contract/contract.h"
#include "proto/contract/formats.h"
#include "proto/contract/text.h"

namespace homeward::projections {
namespace {

constexpr std::string_view kTypes[] = {"TraffickingIndicatorScreened", "InspectionConducted", "VictimReported",
                                       "VictimRescued", "VictimReceived"};

class ScreeningsProjection : public Projection {
 public:
  std::string name() const override { return std::string(kScreeningsView); }
  uint32_t version() const override { return 3; }
  std::vector<std::string_view> Kinds() const override { return {"screening"}; }
  bool Lists() const override { return true; }
  bool KeepsFacts() const override { return true; }
  bool ListedBy(uint32_t type) const override {
    static const auto* types = [] {
      auto* all = new absl::flat_hash_set<uint32_t>;
      for (const std::string_view name : kTypes) all->insert(contract::Contract::Get().FindEvent(name)->number);
      return all;
    }();
    return types->contains(type);
  }

  std::vector<std::string> IndexKeys(std::string_view subject, const Facts& facts) const override {
    static const Governance none;
    const Screening screening =
        DeriveScreening(subject, facts, [](const std::string& person) { return person; }, {0, &none});
    if (screening.unlinked() == 0) return {};
    std::set<std::string> scopes;
    for (const ScreeningReport& report : screening.told) {
      scopes.insert(report.fact.unit());
      if (const std::string_view province = contract::UnitProvince(report.fact.unit()); !province.empty())
        scopes.insert(ProvinceScope(province));
    }
    std::vector<std::string> keys;
    for (const std::string& scope : scopes)
      keys.push_back(contract::Cat("screened|", scope, "|",
                                   eventstore::Be64(static_cast<uint64_t>(screening.told.front().fact.time_us))));
    return keys;
  }
};

}  // namespace

std::unique_ptr<Projection> MakeScreeningsProjection() { return std::make_unique<ScreeningsProjection>(); }

}  // namespace homeward::projections
