#include "eventstore/gate/standing.h"

#include <algorithm>
#include <numeric>
#include <unordered_map>

namespace homeward::eventstore {

bool IsRetraction(const contract::EventType& type) { return type.options.stream() == "@target"; }

bool Rewrites(const contract::Event& event) { return !event.envelope->corrects().empty() || IsRetraction(*event.type); }

Link LinkOf(const contract::Event& event) {
  Link link;
  link.id = event.envelope->id();
  link.corrects = event.envelope->corrects();
  if (IsRetraction(*event.type)) link.retracts = contract::FieldText(*event.payload, event.type->options.key());
  return link;
}

Standing StandingOf(const std::vector<Link>& links) {
  const int n = static_cast<int>(links.size());
  Standing standing;
  standing.replaced_by.assign(n, Standing::kNone);
  standing.retracted_by.assign(n, Standing::kNone);
  std::unordered_map<std::string, int> index_of;
  for (int i = 0; i < n; ++i) index_of.emplace(links[i].id, i);
  auto earlier = [&](const std::string& id, int than) {
    const auto found = id.empty() ? index_of.end() : index_of.find(id);
    return found != index_of.end() && found->second < than ? found->second : Standing::kNone;
  };

  // From the last to the first: whether an event is in force depends on later ones only, and a later correction or
  // retraction of the same event wins over an earlier one.
  for (int i = n - 1; i >= 0; --i) {
    if (standing.retracted_by[i] != Standing::kNone) continue;
    const int retracted = earlier(links[i].retracts, i);
    if (retracted != Standing::kNone && standing.retracted_by[retracted] == Standing::kNone) {
      standing.retracted_by[retracted] = i;
    }
    const int corrected = earlier(links[i].corrects, i);
    if (corrected != Standing::kNone && standing.replaced_by[corrected] == Standing::kNone) {
      standing.replaced_by[corrected] = i;
    }
  }

  // The place of an event is that of the first one in its chain of corrections.
  std::vector<int> place(n);
  for (int i = 0; i < n; ++i) {
    const int corrected = earlier(links[i].corrects, i);
    place[i] = corrected == Standing::kNone ? i : place[corrected];
  }
  for (int i = 0; i < n; ++i) {
    if (standing.Stands(i) && links[i].retracts.empty()) standing.order.push_back(i);
  }
  std::stable_sort(standing.order.begin(), standing.order.end(),
                   [&](size_t a, size_t b) { return place[a] < place[b]; });
  return standing;
}

}  // namespace homeward::eventstore
