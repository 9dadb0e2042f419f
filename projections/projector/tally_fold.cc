#include "projections/projector/tally_fold.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "projections/tallies/rewritten.h"

namespace homeward::projections {
namespace {

struct Counted {
  Position position;
  std::string key, value;
};

class TallyBatch : public FoldBatch {
 public:
  explicit TallyBatch(const TallyFold* fold) : fold_(fold) {}

  absl::Status Add(const LoggedEvent& event) override {
    const eventstore::RecordView& record = event.record();
    if (!fold_->Wants(record.type, record.stream, record.subjects)) return absl::OkStatus();
    if (Rewrites(record.subjects)) {
      Position& last = rewritten[std::string(record.stream)];
      last = std::max(last, record.position);
      return absl::OkStatus();
    }
    auto fact = event.Glance();
    if (!fact.ok()) return fact.status();
    Tally tally = TallyOf(*fact);
    tally.stood = {{record.position, Position()}};
    counted.push_back({record.position, TallyKey(tally), TallyValue(tally)});
    return absl::OkStatus();
  }

  std::vector<Counted> counted;
  // Streams that a correction or retraction of the batch is about, and where the last such stands.
  std::map<std::string, Position> rewritten;

 private:
  const TallyFold* const fold_;
};

absl::Status Rewrite(const eventstore::Store& store, const std::string& stream, Position last,
                     std::map<std::string, std::string>* rows) {
  auto events = store.ReadStream(eventstore::StreamId(stream));
  if (!events.ok()) return events.status();
  std::vector<Fact> facts;
  for (const eventstore::LogEventPtr& event : *events)
    if (event->position <= last) facts.push_back(MakeFact(event));
  for (const Tally& tally : TalliesOf(facts)) (*rows)[TallyKey(tally)] = TallyValue(tally);
  return absl::OkStatus();
}

}  // namespace

bool TallyFold::Wants(uint32_t type, std::string_view stream, Subjects subjects) const {
  return IsCounted(type) || (Rewrites(subjects) && HoldsCounted(stream));
}

std::unique_ptr<FoldBatch> TallyFold::NewBatch() const { return std::make_unique<TallyBatch>(this); }

absl::Status TallyFold::Collect(FoldBatch* batch, std::vector<eventstore::RowChange>* changes) {
  auto* taken = static_cast<TallyBatch*>(batch);
  std::map<std::string, std::string> rewritten;
  Position last = checkpoint();
  for (const Counted& counted : taken->counted) last = std::max(last, counted.position);
  for (const auto& [stream, position] : taken->rewritten) last = std::max(last, position);
  for (const auto& [stream, position] : taken->rewritten)
    if (position > checkpoint())
      if (auto done = Rewrite(store(), stream, last, &rewritten); !done.ok()) return done;
  for (Counted& counted : taken->counted)
    if (counted.position > checkpoint() && !rewritten.contains(counted.key))
      changes->push_back({std::move(counted.key), std::move(counted.value)});
  for (auto& [key, value] : rewritten) changes->push_back({key, std::move(value)});
  return absl::OkStatus();
}

}  // namespace homeward::projections
