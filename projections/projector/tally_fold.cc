#include "projections/projector/tally_fold.h"

#include <algorithm>

#include "projections/tallies/rewritten.h"

namespace homeward::projections {
bool TallyFold::Wants(uint32_t type, std::string_view stream, Subjects subjects) const {
  return IsCounted(type) || (Rewrites(subjects) && HoldsCounted(stream));
}

void TallyFold::Add(const Fact& fact, Subjects subjects) {
  if (fact.position <= checkpoint() || !Wants(fact.event->type->number, fact.stream, subjects)) return;
  last_ = std::max(last_, fact.position);
  if (Rewrites(subjects)) {
    rewritten_.emplace(fact.stream);
    return;
  }
  Tally tally = TallyOf(fact);
  tally.stood = {{fact.position, Position()}};
  rows_[TallyKey(tally)] = TallyValue(tally);
}

absl::Status TallyFold::Rewrite(const std::string& stream, std::map<std::string, std::string>* rows) const {
  auto events = store().ReadStream(eventstore::StreamId(stream));
  if (!events.ok()) return events.status();
  std::vector<Fact> facts;
  for (const eventstore::LogEventPtr& event : *events)
    if (event->position <= last_) facts.push_back(MakeFact(event));
  for (const Tally& tally : TalliesOf(facts)) (*rows)[TallyKey(tally)] = TallyValue(tally);
  return absl::OkStatus();
}

absl::Status TallyFold::Collect(std::vector<eventstore::RowChange>* changes) {
  for (const std::string& stream : rewritten_)
    if (auto rewritten = Rewrite(stream, &rows_); !rewritten.ok()) return rewritten;
  for (auto& [key, value] : rows_) changes->push_back({key, std::move(value)});
  rows_.clear();
  rewritten_.clear();
  return absl::OkStatus();
}

}  // namespace homeward::projections
