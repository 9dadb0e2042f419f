#include "projections/screenings/projection.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "projections/lists/listing.h"
#include "projections/screenings/screening.h"
#include "proto/contract/contract.h"

namespace homeward::projections {
namespace {

constexpr std::string_view kTypes[] = {"TraffickingIndicatorScreened", "InspectionConducted", "VictimReported",
                                       "VictimRescued", "VictimReceived"};

class ScreeningsProjection : public Projection {
 public:
  std::string name() const override { return std::string(kScreeningsView); }
  uint32_t version() const override { return 5; }
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
    std::vector<std::string> units, keys;
    for (const ScreeningReport& report : screening.told) units.push_back(report.fact.unit());
    AppendListKeys(kScreeningList, kOpenSection, screening.told.front().fact.time_us, std::move(units), &keys);
    return keys;
  }
};

}  // namespace

std::unique_ptr<Projection> MakeScreeningsProjection() { return std::make_unique<ScreeningsProjection>(); }

}  // namespace homeward::projections
