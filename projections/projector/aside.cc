#include "projections/projector/aside.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "projections/limits.h"
#include "projections/projector/fold_log.h"
#include "proto/contract/text.h"

namespace homeward::projections {
namespace {

void Remove(const std::string& folder) {
  std::error_code ignored;  // what stays is removed at the next start
  std::filesystem::remove_all(folder, ignored);
}

// A sight that keeps its rows' folder as long as somebody reads it.
SightPtr Held(std::shared_ptr<const void> kept, SightPtr sight) {
  struct Hold {
    std::shared_ptr<const void> kept;
    SightPtr sight;
  };
  const Sight* seen = sight.get();
  return SightPtr(std::make_shared<Hold>(Hold{std::move(kept), std::move(sight)}), seen);
}

}  // namespace

Aside::Kept::~Kept() {
  sights.clear();
  folds = nullptr;
  rows = nullptr;
  Remove(folder);
}

Aside::Aside(std::string directory, const Projections& views, const eventstore::Store* store)
    : directory_(std::move(directory)), views_(views), store_(store) {
  Remove(directory_);
}

Aside::~Aside() {
  kept_.clear();
  Remove(directory_);
}

SightPtr Aside::Find(Position position) {
  for (const KeptPtr& kept : kept_) {
    const auto found = kept->sights.find(position);
    if (found == kept->sights.end()) continue;
    kept->used = std::chrono::steady_clock::now();
    return Held(kept, found->second);
  }
  return nullptr;
}

absl::StatusOr<SightPtr> Aside::At(Position position) {
  {
    std::lock_guard lock(mu_);
    if (SightPtr sight = Find(position)) return sight;
    if (folding_)
      return absl::ResourceExhaustedError("ASIDE_BUSY: lists of another time are being folded for somebody else");
    folding_ = true;
  }
  absl::StatusOr<SightPtr> sight;
  absl::StatusOr<KeptPtr> kept = Nearest(position);
  if (kept.ok()) {
    sight = FoldTo(position, *kept);
  } else {
    sight = kept.status();
  }
  std::lock_guard lock(mu_);
  folding_ = false;
  if (!sight.ok() && kept.ok()) kept_.remove(*kept);  // folded halfway: of no use to anybody
  return sight;
}

// The keyspace that is to be folded on to the position, or an empty one.
absl::StatusOr<Aside::KeptPtr> Aside::Nearest(Position position) {
  KeptPtr nearest;
  std::list<KeptPtr> dropped;  // outlives the lock: closing a keyspace takes its time
  {
    std::lock_guard lock(mu_);
    const Time now = std::chrono::steady_clock::now();
    for (auto it = kept_.begin(); it != kept_.end();) {
      const auto next = std::next(it);
      if (now - (*it)->used > kAsideKeptFor) dropped.splice(dropped.end(), kept_, it);
      it = next;
    }
    for (const KeptPtr& kept : kept_)
      if (kept->folds->position() <= position && (!nearest || nearest->folds->position() < kept->folds->position()))
        nearest = kept;
    if (nearest != nullptr) {
      nearest->used = now;
      return nearest;
    }
    if (kept_.size() >= kAsideKept) {
      const auto oldest = std::min_element(kept_.begin(), kept_.end(),
                                           [](const KeptPtr& a, const KeptPtr& b) { return a->used < b->used; });
      dropped.splice(dropped.end(), kept_, oldest);
    }
    nearest = std::make_shared<Kept>(contract::Cat(directory_, "/", ++made_));
    nearest->used = now;
  }
  std::error_code error;
  std::filesystem::create_directories(directory_, error);
  auto rows = eventstore::Keyspace::Open(nearest->folder, FamiliesOf(views_));
  if (!rows.ok()) return rows.status();
  nearest->rows = *std::move(rows);
  nearest->folds = std::make_unique<FoldSet>(views_, store_, nearest->rows.get(), /*twins=*/false);
  if (auto resumed = nearest->folds->Resume(store_->head()); !resumed.ok()) return resumed;
  std::lock_guard lock(mu_);
  kept_.push_back(nearest);
  return nearest;
}

absl::StatusOr<SightPtr> Aside::FoldTo(Position position, const KeptPtr& kept) {
  const auto going = [this] { return !stop_.load(); };
  FoldSet* const folds = kept->folds.get();
  const bool from_zero = folds->position() == Position() && position.value > kRebuildBatchEvents;
  const absl::Status folded = from_zero ? FoldLogFromZero(*store_, position, folds, going)
                                        : FoldLog(*store_, position, folds, going, [](Position) {});
  if (!folded.ok()) return folded;
  if (stop_) return absl::CancelledError("the views are closing");
  auto sight = std::make_shared<Sight>();
  sight->store = store_;
  sight->rows = kept->rows->Snapshot();
  sight->position = position;
  sight->incarnation = store_->head().incarnation;
  sight->governance_facts = kept->folds->governance();
  sight->governance = Governance::Build(*sight->governance_facts);
  std::lock_guard lock(mu_);
  if (kept->sights.size() >= kAsideSightsKept) kept->sights.erase(kept->sights.begin());
  kept->sights[position] = sight;
  return Held(kept, std::move(sight));
}

}  // namespace homeward::projections
