#include "projections/projector/projector.h"

#include <algorithm>
#include <variant>

#include "projections/limits.h"
#include "projections/projector/rows.h"

namespace homeward::projections {

using eventstore::Position;

absl::StatusOr<std::unique_ptr<Projector>> Projector::Open(const std::string& directory, eventstore::Store* store) {
  std::unique_ptr<Projector> projector(new Projector(store));
  if (auto started = projector->Start(directory); !started.ok()) return started;
  return projector;
}

absl::Status Projector::Start(const std::string& directory) {
  projections_ = AllProjections();
  std::vector<std::string> families;
  for (const auto& p : projections_) families.push_back(p->name());
  auto keyspace = eventstore::Keyspace::Open(directory, families);
  if (!keyspace.ok()) return keyspace.status();
  keyspace_ = *std::move(keyspace);
  const eventstore::Head head = store_->head();
  last_ = head.position;
  for (const auto& p : projections_) {
    folds_.emplace_back(p.get(), keyspace_.get());
    if (auto resumed = folds_.back().Resume(head.incarnation, head.position); !resumed.ok()) return resumed;
    last_ = std::min(last_, folds_.back().checkpoint());
  }
  subscription_ = store_->Subscribe(last_, {});
  if (auto shown = Publish(last_, {}, true, true); !shown.ok()) return shown;
  changes_from_ = last_;
  thread_ = std::thread([this] { Run(); });
  return absl::OkStatus();
}

Projector::~Projector() {
  {
    std::lock_guard lock(mu_);
    stop_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
  subscription_ = nullptr;
  sight_ = nullptr;
  if (keyspace_ != nullptr) keyspace_->Flush().IgnoreError();  // what is not flushed is folded again
}

void Projector::Wake() {
  {
    std::lock_guard lock(mu_);
    grown_ = true;
  }
  wake_.notify_all();
}

void Projector::Run() {
  for (;;) {
    bool start_over = false;
    {
      std::unique_lock lock(mu_);
      wake_.wait(lock, [this] { return stop_ || rebuild_wanted_ || (grown_ && status_.ok()); });
      if (stop_) return;
      start_over = std::exchange(rebuild_wanted_, false);
      grown_ = false;
    }
    absl::Status status = start_over ? StartOver() : absl::OkStatus();
    if (start_over) {
      std::lock_guard lock(mu_);
      status_ = status;
      ++rebuilds_begun_;
      wake_.notify_all();
    }
    if (status.ok()) status = FoldSome();
    // A log or a disk that cannot be read stops the views where they are: they go on answering what they have.
    std::lock_guard lock(mu_);
    status_ = status;
  }
}

absl::Status Projector::FoldSome() {
  std::vector<eventstore::Item> items;
  size_t in_batch = 0;
  for (;;) {
    items.clear();
    if (auto polled = subscription_->Poll(kPollItems, &items); !polled.ok()) return polled;
    for (const eventstore::Item& item : items) {
      if (const auto* event = std::get_if<eventstore::LogEventPtr>(&item)) {
        if (auto parsed = (*event)->Parse(); !parsed.ok()) return parsed;
        const Fact fact = MakeFact(*event);
        for (Fold& fold : folds_)
          if (auto added = fold.Add(fact); !added.ok()) return added;
        last_ = fact.position;
        ++in_batch;
      } else if (const auto* checkpoint = std::get_if<eventstore::Checkpoint>(&item)) {
        last_ = std::max(last_, checkpoint->position);
      }
    }
    if (in_batch > 0 && (items.size() < kPollItems || in_batch >= kFoldBatchEvents)) {
      if (auto done = FinishBatch(last_); !done.ok()) return done;
      since_flush_ += in_batch;
      in_batch = 0;
      if (since_flush_ >= kFlushEvents) {
        since_flush_ = 0;
        if (auto flushed = keyspace_->Flush(); !flushed.ok()) return flushed;
      }
    }
    std::lock_guard lock(mu_);
    if (stop_ || rebuild_wanted_) return absl::OkStatus();
    if (items.empty()) break;
  }
  subscription_->OnGrowth([this] { Wake(); });
  return absl::OkStatus();
}

absl::Status Projector::FinishBatch(Position position) {
  std::set<std::string> changed;
  for (Fold& fold : folds_)
    if (auto done = fold.Finish(position, &changed); !done.ok()) return done;
  const bool governance = changed.contains(std::string(kGovernanceSubject));
  const bool identity = changed.contains(std::string(kIdentitySubject));
  return Publish(position, std::move(changed), governance, identity);
}

absl::Status Projector::StartOver() {
  for (Fold& fold : folds_)
    if (auto cleared = fold.Clear(); !cleared.ok()) return cleared;
  last_ = Position();
  since_flush_ = 0;
  subscription_ = store_->Subscribe(last_, {});
  {
    std::lock_guard lock(mu_);
    changes_.clear();
    changes_from_ = store_->head().position;  // watchers take a new snapshot
    rebuild_until_ = changes_from_;
    rebuilding_ = rebuild_until_ > Position();
  }
  return Publish(last_, {}, true, true);
}

absl::Status Projector::Publish(Position position, std::set<std::string> changed, bool governance, bool identity) {
  auto sight = std::make_shared<Sight>();
  sight->rows = keyspace_->Snapshot();
  sight->position = position;
  sight->incarnation = store_->head().incarnation;
  const SightPtr before = this->sight();
  if (governance || before == nullptr) {
    auto facts = ReadFacts(*sight->rows, kGovernanceView, kGovernanceSubject);
    if (!facts.ok()) return facts.status();
    sight->governance = Governance::Build(*facts);
  } else {
    sight->governance = before->governance;
  }
  if (identity || before == nullptr) {
    auto facts = ReadFacts(*sight->rows, kIdentityView, kIdentitySubject);
    if (!facts.ok()) return facts.status();
    sight->identity = Identity::Build(*facts);
  } else {
    sight->identity = before->identity;
  }
  std::vector<std::function<void()>> reached;
  {
    std::lock_guard lock(mu_);
    sight_ = std::move(sight);
    checkpoints_.clear();
    for (const Fold& fold : folds_) {
      auto& status = checkpoints_.emplace_back();
      status.set_name(fold.view().name());
      status.set_version(fold.view().version());
      status.set_position(fold.checkpoint().value);
    }
    if (rebuilding_ && position >= rebuild_until_) rebuilding_ = false;
    Remember(position, changed);
    const auto end = waiting_.upper_bound(position);
    for (auto it = waiting_.begin(); it != end; ++it) reached.push_back(std::move(it->second.second));
    waiting_.erase(waiting_.begin(), end);
  }
  for (auto& callback : reached) callback();
  return absl::OkStatus();
}

void Projector::Remember(Position position, const std::set<std::string>& changed) {
  for (const std::string& subject : changed) changes_.emplace_back(position, subject);
  while (changes_.size() > kChangesKept) {
    // A batch is forgotten whole, else a watcher would miss the half of it.
    changes_from_ = changes_.front().first;
    while (!changes_.empty() && changes_.front().first == changes_from_) changes_.pop_front();
  }
}

SightPtr Projector::sight() const {
  std::lock_guard lock(mu_);
  return sight_;
}

Progress Projector::progress() const {
  const Position head = store_->head().position;
  std::lock_guard lock(mu_);
  return {sight_ == nullptr ? Position() : sight_->position, head, rebuilding_ || rebuild_wanted_, status_};
}

uint64_t Projector::OnReach(Position position, std::function<void()> callback) {
  {
    std::lock_guard lock(mu_);
    if (sight_->position < position) {
      const uint64_t token = next_token_++;
      waiting_.emplace(position, std::make_pair(token, std::move(callback)));
      return token;
    }
  }
  callback();
  return 0;
}

void Projector::CancelOnReach(uint64_t token) {
  std::lock_guard lock(mu_);
  for (auto it = waiting_.begin(); it != waiting_.end(); ++it) {
    if (it->second.first != token) continue;
    waiting_.erase(it);
    return;
  }
}

bool Projector::ChangedSince(Position since, std::set<std::string>* subjects) const {
  std::lock_guard lock(mu_);
  if (since < changes_from_) return false;
  for (auto it = changes_.rbegin(); it != changes_.rend() && it->first > since; ++it) subjects->insert(it->second);
  return true;
}

absl::Status Projector::Rebuild() {
  std::unique_lock lock(mu_);
  const uint64_t before = rebuilds_begun_;
  rebuild_wanted_ = true;
  wake_.notify_all();
  wake_.wait(lock, [&] { return stop_ || rebuilds_begun_ != before; });
  return stop_ ? absl::CancelledError("the views are closing") : status_;
}

std::vector<coordination::v1::ViewStatus> Projector::Checkpoints() const {
  std::lock_guard lock(mu_);
  return checkpoints_;
}

}  // namespace homeward::projections
