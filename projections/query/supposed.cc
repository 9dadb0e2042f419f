#include "projections/query/supposed.h"

#include <algorithm>
#include <iterator>

namespace homeward::projections {
namespace {

std::shared_ptr<const Facts> Kept(const std::shared_ptr<const Facts>& facts, const Supposed::Keeps& keeps) {
  if (std::all_of(facts->begin(), facts->end(), keeps)) return facts;
  auto kept = std::make_shared<Facts>();
  std::copy_if(facts->begin(), facts->end(), std::back_inserter(*kept), keeps);
  return kept;
}

}  // namespace

Supposed::Supposed(Knowledge* whole, Micros as_at_us, Keeps keeps)
    : Knowledge(whole, as_at_us, Kept(whole->governance_facts(), keeps)), whole_(whole), keeps_(std::move(keeps)) {}

absl::StatusOr<Facts> Supposed::Read(const std::string& subject) {
  const Facts& all = whole_->Of(subject);
  if (!whole_->status().ok()) return whole_->status();
  Facts facts;
  std::copy_if(all.begin(), all.end(), std::back_inserter(facts), keeps_);
  return facts;
}

}  // namespace homeward::projections
