// The referrals view: facts of referrals, handovers and verifications, listed by province.
#include <algorithm>
#include <limits>
#include <utility>

#include "projections/clocks/index.h"
#include "projections/exchanges/exchange.h"
#include "projections/exchanges/index.h"
#include "projections/facts/dates.h"
#include "projections/lists/listing.h"

namespace homeward::projections {
namespace {

class ReferralsProjection : public Projection {
 public:
  std::string name() const override { return std::string(kReferralsView); }
  uint32_t version() const override { return 5; }
  std::vector<std::string_view> Kinds() const override { return {"handover", "referral", "verification"}; }
  bool Lists() const override { return true; }

  std::vector<std::string> IndexKeys(std::string_view subject, const Facts& facts) const override {
    static const Governance none;
    // Listed by what the halves say alone: an item that consents or later offers close stays listed as open, and the
    // query leaves it out.
    const Exchange exchange = Derive(subject, facts, {0, &none});
    std::vector<std::string> keys = ExchangeIndexKeys({&exchange, 1});
    std::vector<Clock> anybody;
    if (NotAddressed(exchange)) anybody = Derive(subject, facts, {0, &none, /*anybody=*/true}).clocks;
    for (std::string& key : ClockIndexKeys(ListClocks(exchange.clocks, anybody))) keys.push_back(std::move(key));
    return keys;
  }

 private:
  static Exchange Derive(std::string_view subject, const Facts& facts, const Frame& frame) {
    const std::string id(IdOf(subject));
    const std::string_view kind = KindOf(subject);
    if (kind == "referral") return DeriveReferral(id, facts, {}, frame);
    return kind == "handover" ? DeriveHandover(id, facts, {}, frame) : DeriveVerification(id, facts, {}, frame);
  }

  static bool NotAddressed(const Exchange& exchange) {
    const auto& verdicts = exchange.shown.verdicts();
    return std::any_of(verdicts.begin(), verdicts.end(),
                       [](const auto& verdict) { return verdict.code().code() == "not_addressed"; });
  }
};

}  // namespace

std::vector<std::string> ExchangeIndexKeys(absl::Span<const Exchange> exchanges) {
  std::vector<std::string> keys;
  for (const Exchange& exchange : exchanges) {
    const auto& e = exchange.shown;
    if (e.state().code().empty()) continue;
    std::vector<std::string> units = exchange.senders;
    units.insert(units.end(), exchange.receivers.begin(), exchange.receivers.end());
    AppendListKeys(kExchangeList, e.open() ? kOpenSection : kClosedSection,
                   e.has_due() ? FromTimestamp(e.due()) : std::numeric_limits<Micros>::max(), std::move(units), &keys);
  }
  return keys;
}

std::unique_ptr<Projection> MakeReferralsProjection() { return std::make_unique<ReferralsProjection>(); }

}  // namespace homeward::projections
