#include "projections/projector/listed.h"

#include <utility>

namespace homeward::projections {

bool RecentlyListed::Take(const std::string& subject, Listed* listed) {
  for (auto* generation : {&young_, &old_}) {
    auto it = generation->find(subject);
    if (it == generation->end()) continue;
    if (generation == &young_) young_facts_ -= it->second.facts.size();
    *listed = std::move(it->second);
    generation->erase(it);
    return true;
  }
  return false;
}

void RecentlyListed::Put(const std::string& subject, Listed listed) {
  if (young_facts_ + listed.facts.size() > facts_max_ / 2) {
    old_ = std::exchange(young_, {});
    young_facts_ = 0;
  }
  young_facts_ += listed.facts.size();
  young_.insert_or_assign(subject, std::move(listed));
}

}  // namespace homeward::projections
