#include "projections/projector/fold_set.h"

#include <algorithm>
#include <future>
#include <utility>

#include "absl/container/inlined_vector.h"
#include "projections/governance/governance.h"
#include "projections/projector/list_fold.h"
#include "projections/projector/tally_fold.h"

namespace homeward::projections {
namespace {

bool KeepsRows(const Projection& view) { return view.Kinds().empty() || view.Lists(); }

}  // namespace

std::vector<std::string> FamiliesOf(const Projections& views) {
  std::vector<std::string> families;
  for (const auto& view : views)
    if (KeepsRows(*view)) families.push_back(view->name());
  return families;
}

FoldSet::FoldSet(const Projections& views, const eventstore::Store* store, eventstore::Keyspace* keyspace, bool twins) {
  for (const auto& view : views) {
    if (!KeepsRows(*view)) continue;
    std::string family = twins ? eventstore::TwinOf(view->name()) : view->name();
    if (view->Lists()) {
      folds_.push_back(std::make_unique<ListFold>(view.get(), std::move(family), store, keyspace));
      continue;
    }
    if (view->Tallies()) {
      folds_.push_back(std::make_unique<TallyFold>(view.get(), std::move(family), store, keyspace));
      continue;
    }
    auto whole = std::make_unique<WholeFold>(view.get(), std::move(family), store, keyspace);
    if (view->name() == kGovernanceView) governance_ = whole.get();
    folds_.push_back(std::move(whole));
  }
}

absl::Status FoldSet::Resume(const eventstore::Head& head) {
  for (auto& fold : folds_)
    if (auto resumed = fold->Resume(head.incarnation, head.position); !resumed.ok()) return resumed;
  return absl::OkStatus();
}

bool FoldSet::Wants(uint32_t type, std::string_view stream, Fold::Subjects subjects) const {
  return std::any_of(folds_.begin(), folds_.end(),
                     [&](const auto& fold) { return fold->Wants(type, stream, subjects); });
}

void FoldSet::Add(const Fact& fact, Fold::Subjects subjects) {
  for (auto& fold : folds_) fold->Add(fact, subjects);
}

absl::Status FoldSet::Add(const eventstore::LogEventPtr& event) {
  const auto& named = event->server.subjects();
  const absl::InlinedVector<std::string_view, 4> subjects(named.begin(), named.end());
  if (!Wants(event->server.type(), event->server.stream(), subjects)) return absl::OkStatus();
  if (auto parsed = event->Parse(); !parsed.ok()) return parsed;
  Add(MakeOwnFact(event), subjects);
  return absl::OkStatus();
}

absl::Status FoldSet::Finish(Position position) {
  for (auto& fold : folds_)
    if (auto done = fold->Finish(position); !done.ok()) return done;
  return absl::OkStatus();
}

absl::Status FoldSet::FinishSideBySide(Position position) {
  std::vector<std::future<absl::Status>> others;
  for (size_t i = 1; i < folds_.size(); ++i)
    others.push_back(
        std::async(std::launch::async, [fold = folds_[i].get(), position] { return fold->Finish(position); }));
  absl::Status status = folds_.front()->Finish(position);
  for (auto& other : others) status.Update(other.get());
  return status;
}

Position FoldSet::position() const {
  Position least(UINT64_MAX);
  for (const auto& fold : folds_) least = std::min(least, fold->checkpoint());
  return least;
}

void FoldSet::Promoted() {
  for (auto& fold : folds_) fold->set_family(fold->view().name());
}

}  // namespace homeward::projections
