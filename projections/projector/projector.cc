#include "projections/projector/projector.h"

#include <algorithm>
#include <variant>

#include "eventstore/threads/thread.h"
#include "projections/limits.h"

namespace homeward::projections {

absl::StatusOr<std::unique_ptr<Projector>> Projector::Open(const std::string& directory, eventstore::Store* store) {
  std::unique_ptr<Projector> projector(new Projector(store));
  if (auto started = projector->Start(directory); !started.ok()) return started;
  return projector;
}

absl::Status Projector::Start(const std::string& directory) {
  views_ = AllProjections();
  auto keyspace = eventstore::Keyspace::Open(directory, FamiliesOf(views_));
  if (!keyspace.ok()) return keyspace.status();
  keyspace_ = *std::move(keyspace);
  folds_ = std::make_unique<FoldSet>(views_, store_, keyspace_.get(), /*twins=*/false);
  if (auto resumed = folds_->Resume(store_->head()); !resumed.ok()) return resumed;
  batches_ = folds_->NewBatches();
  last_ = folds_->position();
  subscription_ = store_->Subscribe(last_, {});
  changes_.Forget(last_);
  if (auto shown = Publish(last_, {}); !shown.ok()) return shown;
  // Before the log's own threads: publishing is to be no faster than the views can follow.
  thread_ = eventstore::StartThread("views", eventstore::Urgency::kPromptly, [this] { Run(); });
  return absl::OkStatus();
}

Projector::~Projector() {
  {
    std::lock_guard lock(mu_);
    stop_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
  rebuild_ = nullptr;
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

void Projector::AwaitWork(std::unique_lock<std::mutex>* lock) {
  const auto is_there = [this] {
    return stop_ || rebuild_wanted_ || (status_.ok() && (grown_ || (in_batch_ > 0 && !waiting_.empty())));
  };
  if (in_batch_ > 0 && status_.ok()) {
    wake_.wait_until(*lock, pace_.due(), is_there);
  } else {
    wake_.wait(*lock, is_there);
  }
}

void Projector::Run() {
  for (;;) {
    bool begin = false;
    {
      std::unique_lock lock(mu_);
      AwaitWork(&lock);
      if (stop_) return;
      begin = std::exchange(rebuild_wanted_, false);
      grown_ = false;
    }
    if (begin) {
      const absl::Status begun = BeginRebuild();
      std::lock_guard lock(mu_);
      rebuild_status_ = begun;
      ++rebuilds_begun_;
      wake_.notify_all();
    }
    absl::Status status = FoldSome();
    if (rebuild_ != nullptr && rebuild_->near_head() && status.ok()) status = EndRebuild();
    // A log or a disk that cannot be read stops the views where they are: they go on answering what they have.
    std::lock_guard lock(mu_);
    status_ = status;
  }
}

absl::Status Projector::Take(const eventstore::Item& item) {
  if (const auto* checkpoint = std::get_if<eventstore::Checkpoint>(&item))
    last_ = std::max(last_, checkpoint->position);
  const auto* event = std::get_if<eventstore::LogEventPtr>(&item);
  if (event == nullptr) return absl::OkStatus();
  if (auto added = batches_.Add(LoggedEvent(**event)); !added.ok()) return added;
  last_ = (*event)->position;
  ++in_batch_;
  return AddChanged(**event, *store_, &changed_);
}

bool Projector::BatchIsDue() const {
  if (BatchPace::Clock::now() >= pace_.due()) return true;
  std::lock_guard lock(mu_);
  return !waiting_.empty();
}

absl::Status Projector::FoldSome() {
  std::vector<eventstore::Item> items;
  for (;;) {
    items.clear();
    if (auto polled = subscription_->Poll(kPollItems, &items); !polled.ok()) return polled;
    for (const eventstore::Item& item : items)
      if (auto taken = Take(item); !taken.ok()) return taken;
    if (!items.empty()) pace_.Came();
    if (in_batch_ >= kFoldBatchEvents || (in_batch_ > 0 && items.size() < kPollItems && BatchIsDue()))
      if (auto done = FinishBatch(); !done.ok()) return done;
    {
      std::lock_guard lock(mu_);
      if (stop_ || rebuild_wanted_) return absl::OkStatus();
    }
    if (items.empty() || (in_batch_ == 0 && rebuild_ != nullptr && rebuild_->near_head())) break;
  }
  subscription_->OnGrowth([this] { Wake(); });
  return absl::OkStatus();
}

absl::Status Projector::FinishBatch() {
  if (auto done = folds_->Finish(std::exchange(batches_, folds_->NewBatches()), last_); !done.ok()) return done;
  pace_.Written(in_batch_);
  since_flush_ += std::exchange(in_batch_, 0);
  if (auto shown = Publish(last_, std::exchange(changed_, {})); !shown.ok()) return shown;
  if (since_flush_ < kFlushEvents) return absl::OkStatus();
  since_flush_ = 0;
  return keyspace_->Flush();
}

absl::Status Projector::BeginRebuild() {
  std::unique_ptr<Rebuild> old;
  {
    std::lock_guard lock(mu_);
    old = std::move(rebuild_);
  }
  old = nullptr;  // outside the lock, which its thread may be waiting for
  auto rebuild = Rebuild::Begin(views_, store_, keyspace_.get(), [this] { Wake(); });
  if (!rebuild.ok()) return rebuild.status();
  std::lock_guard lock(mu_);
  rebuild_ = *std::move(rebuild);
  return absl::OkStatus();
}

// Between two batches: what the new views lack is folded, then they answer.
absl::Status Projector::EndRebuild() {
  if (in_batch_ > 0)
    if (auto done = FinishBatch(); !done.ok()) return done;
  auto folds = rebuild_->Finish(last_);
  if (folds.ok()) {
    folds_ = *std::move(folds);
    batches_ = folds_->NewBatches();
  }
  {
    std::lock_guard lock(mu_);
    rebuild_status_ = folds.status();
    rebuild_ = nullptr;
    grown_ = true;
    changes_.Forget(last_);  // watchers take a new snapshot: what they were shown may have been wrong
  }
  if (!folds.ok()) return absl::OkStatus();  // the old views go on
  return Publish(last_, {});
}

absl::Status Projector::Publish(Position position, SubjectSet changed) {
  auto sight = std::make_shared<Sight>();
  sight->store = store_;
  sight->rows = keyspace_->Snapshot();
  sight->position = position;
  sight->incarnation = store_->head().incarnation;
  const SightPtr before = this->sight();
  sight->governance_facts = folds_->governance();
  if (before != nullptr && before->governance_facts == sight->governance_facts) {
    sight->governance = before->governance;
  } else {
    sight->governance = Governance::Build(*sight->governance_facts);
    if (before != nullptr) changed.insert(std::string(kGovernanceSubject));
  }
  std::vector<std::function<void()>> reached;
  {
    std::lock_guard lock(mu_);
    sight_ = std::move(sight);
    if (!changed.empty()) changes_.Remember(position, std::move(changed));
    const auto end = waiting_.upper_bound(position);
    for (auto it = waiting_.begin(); it != end; ++it) reached.push_back(std::move(it->second.second));
    waiting_.erase(waiting_.begin(), end);
  }
  for (auto& callback : reached) callback();
  return absl::OkStatus();
}

SightPtr Projector::sight() const {
  std::lock_guard lock(mu_);
  return sight_;
}

Progress Projector::progress() const {
  const Position head = store_->head().position;
  std::lock_guard lock(mu_);
  Progress progress{sight_ == nullptr ? Position() : sight_->position, head};
  progress.rebuilding = rebuild_ != nullptr || rebuild_wanted_;
  progress.rebuilt = rebuild_ == nullptr ? Position() : rebuild_->position();
  progress.status = status_.ok() ? keyspace_->damage() : status_;
  progress.rebuild_status = rebuild_status_;
  return progress;
}

uint64_t Projector::OnReach(Position position, std::function<void()> callback) {
  {
    std::lock_guard lock(mu_);
    if (sight_->position < position) {
      const uint64_t token = next_token_++;
      waiting_.emplace(position, std::make_pair(token, std::move(callback)));
      wake_.notify_all();
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
  return changes_.Since(since, subjects);
}

absl::Status Projector::StartRebuild() {
  std::unique_lock lock(mu_);
  const uint64_t before = rebuilds_begun_;
  rebuild_wanted_ = true;
  wake_.notify_all();
  wake_.wait(lock, [&] { return stop_ || rebuilds_begun_ != before; });
  return stop_ ? absl::CancelledError("the views are closing") : rebuild_status_;
}

}  // namespace homeward::projections
