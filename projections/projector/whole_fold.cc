#include "projections/projector/whole_fold.h"

#include <utility>

#include "eventstore/bytes/bytes.h"
#include "projections/projector/rows.h"

namespace homeward::projections {
namespace {

class WholeBatch : public FoldBatch {
 public:
  explicit WholeBatch(const WholeFold* fold) : fold_(fold) {}

  absl::Status Add(const LoggedEvent& event) override {
    if (!fold_->Wants(event.record().type, event.record().stream, event.record().subjects)) return absl::OkStatus();
    auto fact = event.Keep();
    if (fact.ok()) facts_.push_back(*std::move(fact));
    return fact.status();
  }

  Facts TakeFacts() { return std::move(facts_); }

 private:
  const WholeFold* const fold_;
  Facts facts_;
};

}  // namespace

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

std::unique_ptr<FoldBatch> WholeFold::NewBatch() const { return std::make_unique<WholeBatch>(this); }

absl::Status WholeFold::Collect(FoldBatch* batch, std::vector<eventstore::RowChange>* changes) {
  Facts fresh = static_cast<WholeBatch*>(batch)->TakeFacts();
  std::erase_if(fresh, [this](const Fact& fact) { return fact.position <= checkpoint(); });
  if (fresh.empty()) return absl::OkStatus();
  for (const Fact& fact : fresh) changes->push_back({WholeKey(fact.position), ""});
  Facts facts = *facts_;
  facts.insert(facts.end(), std::make_move_iterator(fresh.begin()), std::make_move_iterator(fresh.end()));
  Sort(&facts);
  facts_ = std::make_shared<const Facts>(std::move(facts));
  return absl::OkStatus();
}

}  // namespace homeward::projections
