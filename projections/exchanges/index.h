// How exchanges are listed: open and closed apart, soonest due first.
#ifndef HOMEWARD_PROJECTIONS_EXCHANGES_INDEX_H_
#define HOMEWARD_PROJECTIONS_EXCHANGES_INDEX_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/types/span.h"
#include "projections/exchanges/exchange.h"
#include "projections/projector/projection.h"

namespace homeward::projections {

inline constexpr std::string_view kReferralsView = "referrals";

std::vector<std::string> ExchangeIndexKeys(absl::Span<const Exchange> exchanges);

std::unique_ptr<Projection> MakeReferralsProjection();

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_EXCHANGES_INDEX_H_
