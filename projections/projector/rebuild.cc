#include "projections/projector/rebuild.h"

#include <utility>

#include "eventstore/threads/thread.h"
#include "projections/limits.h"
#include "projections/projector/fold_log.h"

namespace homeward::projections {

absl::StatusOr<std::unique_ptr<Rebuild>> Rebuild::Begin(const Projections& views, const eventstore::Store* store,
                                                        eventstore::Keyspace* keyspace,
                                                        std::function<void()> near_head) {
  std::unique_ptr<Rebuild> rebuild(new Rebuild(views, store, keyspace));
  for (const std::string& family : rebuild->families_)
    if (auto made = keyspace->MakeTwin(family); !made.ok()) return made;
  if (auto resumed = rebuild->folds_->Resume(store->head()); !resumed.ok()) return resumed;
  rebuild->thread_ =
      eventstore::StartThread("views-rebuild", eventstore::Urgency::kBehind,
                              [rebuild = rebuild.get(), near_head = std::move(near_head)] { rebuild->Run(near_head); });
  return rebuild;
}

Rebuild::~Rebuild() {
  stop_ = true;
  if (thread_.joinable()) thread_.join();
}

void Rebuild::Run(const std::function<void()>& near_head) {
  status_ = folds_->Gather();
  CatchUp();
  if (status_.ok() && !stop_) status_ = folds_->Settle([this] { return !stop_.load(); });
  CatchUp();
  near_head_.store(true, std::memory_order_release);
  near_head();
}

void Rebuild::CatchUp() {
  while (status_.ok() && !stop_) {
    const Position head = store_->head().position;
    if (position() != Position() && head.value - position().value <= kRebuildHandoverEvents) break;
    if (head == Position()) break;
    status_ = FoldTo(head);
  }
}

absl::Status Rebuild::FoldTo(Position position) {
  return FoldLog(
      *store_, position, folds_.get(), [this] { return !stop_.load(); },
      [this](Position folded) { position_.store(folded.value, std::memory_order_relaxed); });
}

absl::StatusOr<std::unique_ptr<FoldSet>> Rebuild::Finish(Position position) {
  if (thread_.joinable()) thread_.join();
  if (!status_.ok()) return status_;
  if (auto folded = FoldTo(position); !folded.ok()) return folded;
  if (auto promoted = keyspace_->PromoteTwins(families_); !promoted.ok()) return promoted;
  folds_->Promoted();
  return std::move(folds_);
}

}  // namespace homeward::projections
