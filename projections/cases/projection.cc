#include "projections/cases/projection.h"

#include <algorithm>
#include <utility>

#include "projections/cases/case.h"
#include "projections/clocks/index.h"
#include "projections/exchanges/index.h"
#include "projections/lists/listing.h"
#include "projections/rules/codes.h"

namespace homeward::projections {
namespace {

void AddClocks(const std::vector<Exchange>& of, std::vector<Clock>* clocks) {
  for (const Exchange& exchange : of) clocks->insert(clocks->end(), exchange.clocks.begin(), exchange.clocks.end());
}

class CasesProjection : public Projection {
 public:
  std::string name() const override { return std::string(kCasesView); }
  uint32_t version() const override { return 5; }
  std::vector<std::string_view> Kinds() const override { return {"case", "tip"}; }
  bool Lists() const override { return true; }

  std::vector<std::string> IndexKeys(std::string_view subject, const Facts& facts) const override {
    static const Governance none;
    const Frame frame{0, &none};
    // The case's own facts alone: its tips' are read when it is asked for.
    const CaseOutline outline = OutlineCase(subject, facts);
    std::vector<std::string> keys;
    const std::string id(IdOf(subject));
    std::vector<Exchange> passed;
    std::vector<Clock> clocks = outline.clocks, anybody;
    if (KindOf(subject) == "tip") {
      passed.push_back(DeriveTipTransfer(id, facts, frame));
    } else {
      passed = DeriveFileTransfers(id, facts, frame);
    }
    keys = ExchangeIndexKeys(passed);
    AddClocks(passed, &clocks);
    const auto waits = [](const Clock& clock) { return clock.code == rules::kFileTransfer && clock.done_us == 0; };
    if (std::any_of(clocks.begin(), clocks.end(), waits))
      AddClocks(DeriveFileTransfers(id, facts, {0, &none, /*anybody=*/true}), &anybody);
    for (std::string& key : ClockIndexKeys(ListClocks(std::move(clocks), anybody))) keys.push_back(std::move(key));
    if (!outline.listed) return keys;
    AppendListKeys(kCaseList, outline.ended ? kClosedSection : kOpenSection, outline.begun_us, outline.units, &keys);
    return keys;
  }
};

}  // namespace

std::unique_ptr<Projection> MakeCasesProjection() { return std::make_unique<CasesProjection>(); }

}  // namespace homeward::projections
