// A rebuild: new views beside the old ones, which go on answering until the new have caught up.
#ifndef HOMEWARD_PROJECTIONS_PROJECTOR_REBUILD_H_
#define HOMEWARD_PROJECTIONS_PROJECTOR_REBUILD_H_

#include <atomic>
#include <functional>
#include <memory>
#include <thread>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "projections/projector/fold_set.h"

namespace homeward::projections {

// Folds the log from zero into the families' twins, on a thread of its own.
class Rebuild {
 public:
  // `near_head` is called once on that thread, when all but the last few events are folded or folding failed. What is
  // given must outlive it.
  static absl::StatusOr<std::unique_ptr<Rebuild>> Begin(const Projections& views, const eventstore::Store* store,
                                                        eventstore::Keyspace* keyspace,
                                                        std::function<void()> near_head);
  ~Rebuild();  // stops it where it is

  // Any thread.
  Position position() const { return Position(position_.load(std::memory_order_relaxed)); }
  bool near_head() const { return near_head_.load(std::memory_order_acquire); }

  // Once it is near the head: folds the rest up to `position` on this thread and puts the twins into the families'
  // places. The folds go on from there.
  absl::StatusOr<std::unique_ptr<FoldSet>> Finish(Position position);

 private:
  Rebuild(const Projections& views, const eventstore::Store* store, eventstore::Keyspace* keyspace)
      : store_(store),
        keyspace_(keyspace),
        families_(FamiliesOf(views)),
        folds_(std::make_unique<FoldSet>(views, store, keyspace, /*twins=*/true)) {}
  void Run(const std::function<void()>& near_head);
  void CatchUp();                          // with the head, but for the last few events
  absl::Status FoldTo(Position position);  // everything up to there

  const eventstore::Store* store_;
  eventstore::Keyspace* keyspace_;
  const std::vector<std::string> families_;
  std::unique_ptr<FoldSet> folds_;
  absl::Status status_;  // of the thread; read once near_head
  std::atomic<uint64_t> position_ = 0;
  std::atomic<bool> near_head_ = false, stop_ = false;
  std::thread thread_;
};

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_PROJECTOR_REBUILD_H_
