#include "projections/projector/whole_fold.h"

#include <utility>

#include "eventstore/bytes/bytes.h"
#include "projections/projector/rows.h"

namespace homeward::projections {

absl::Status WholeFold::Load() {
  Facts facts;
  absl::Status unreadable;
  const std::string prefix(1, kWholeRow);
  absl::Status scanned = Rows()->Scan(family(), prefix, "", [&](std::string_view key, std::string_view) {
    auto event = store().Read(Position(eventstore::ReadBe64(key.substr(1))));
    unreadable = event.status();
    if (event.ok()) facts.push_back(MakeFact(*event));
    return event.ok();
  });
  if (!scanned.ok()) return scanned;
  if (!unreadable.ok()) return unreadable;
  Sort(&facts);
  facts_ = std::make_shared<const Facts>(std::move(facts));
  return absl::OkStatus();
}

void WholeFold::Add(const Fact& fact, Subjects) {
  if (fact.position > checkpoint() && view().Keeps(fact.stream)) fresh_.push_back(fact);
}

absl::Status WholeFold::Collect(std::vector<eventstore::RowChange>* changes) {
  if (fresh_.empty()) return absl::OkStatus();
  for (const Fact& fact : fresh_) changes->push_back({WholeKey(fact.position), ""});
  Facts facts = *facts_;
  facts.insert(facts.end(), std::make_move_iterator(fresh_.begin()), std::make_move_iterator(fresh_.end()));
  fresh_.clear();
  Sort(&facts);
  facts_ = std::make_shared<const Facts>(std::move(facts));
  return absl::OkStatus();
}

}  // namespace homeward::projections
