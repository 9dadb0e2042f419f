#include "projections/projector/fold_set.h"

#include <algorithm>
#include <future>
#include <utility>

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

absl::Status FoldBatches::Add(const LoggedEvent& event) {
  for (auto& batch : of_folds_)
    if (auto added = batch->Add(event); !added.ok()) return added;
  return absl::OkStatus();
}

FoldBatches FoldSet::NewBatches() const {
  FoldBatches batches;
  for (const auto& fold : folds_) batches.of_folds_.push_back(fold->NewBatch());
  return batches;
}

absl::Status FoldSet::Finish(FoldBatches batches, Position position) {
  for (size_t i = 0; i < folds_.size(); ++i)
    if (auto done = folds_[i]->Finish(batches.of_folds_[i].get(), position); !done.ok()) return done;
  return absl::OkStatus();
}

absl::Status FoldSet::SideBySide(absl::FunctionRef<absl::Status(size_t)> run) {
  std::vector<std::future<absl::Status>> others;
  for (size_t i = 1; i < folds_.size(); ++i)
    others.push_back(std::async(std::launch::async, [run, i] { return run(i); }));
  absl::Status status = run(0);
  for (auto& other : others) status.Update(other.get());
  return status;
}

absl::Status FoldSet::FinishSideBySide(FoldBatches batches, Position position) {
  return SideBySide([&](size_t i) { return folds_[i]->Finish(batches.of_folds_[i].get(), position); });
}

absl::Status FoldSet::Gather() {
  absl::Status status;
  for (auto& fold : folds_) status.Update(fold->Gather());
  return status;
}

absl::Status FoldSet::Settle(absl::FunctionRef<bool()> going) {
  return SideBySide([&](size_t i) { return folds_[i]->Settle(going); });
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
