// How exchanges are listed: by each unit that takes part and every unit above it, by province, and altogether.
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
inline constexpr std::string_view kEverywhere = "@";  // no unit begins so

std::string ProvinceScope(std::string_view province);
// Adds the unit, every unit above it and its province: soc.01.d2, soc.01, soc, @01.
void AppendScopes(std::string_view unit, std::vector<std::string>* scopes);

// scope | o or c | be64(due): open and closed apart, soonest due first.
std::string ListPrefix(std::string_view scope, bool open);
std::vector<std::string> ExchangeIndexKeys(absl::Span<const Exchange> exchanges);

std::unique_ptr<Projection> MakeReferralsProjection();

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_EXCHANGES_INDEX_H_
