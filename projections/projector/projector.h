// The projector: one thread drives all views over one pass of the log and shows the result as one sight.
#ifndef HOMEWARD_PROJECTIONS_PROJECTOR_PROJECTOR_H_
#define HOMEWARD_PROJECTIONS_PROJECTOR_PROJECTOR_H_

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "eventstore/keyspace.h"
#include "eventstore/store.h"
#include "projections/projector/batch_pace.h"
#include "projections/projector/changes.h"
#include "projections/projector/fold_set.h"
#include "projections/projector/rebuild.h"
#include "projections/projector/sight.h"
#include "projections/views.h"

namespace homeward::projections {

// Thread-safe. Destroying it stops the thread and flushes.
class Projector {
 public:
  static absl::StatusOr<std::unique_ptr<Projector>> Open(const std::string& directory, eventstore::Store* store);
  ~Projector();

  SightPtr sight() const;
  Progress progress() const;
  uint64_t OnReach(Position position, std::function<void()> callback);
  void CancelOnReach(uint64_t token);

  // Adds the subjects changed after `since`; false if that is no longer remembered.
  bool ChangedSince(Position since, std::set<std::string>* subjects) const;

  // Returns once new views are being folded beside the old ones; one that is under way begins anew.
  absl::Status StartRebuild();

  const Projections& views() const { return views_; }

 private:
  explicit Projector(eventstore::Store* store) : store_(store) {}
  absl::Status Start(const std::string& directory);
  void Run();
  void Wake();

  // On the projector's thread.
  void AwaitWork(std::unique_lock<std::mutex>* lock);
  absl::Status FoldSome();  // everything there is, in batches; what is not due yet stays
  bool BatchIsDue() const;
  absl::Status FinishBatch();
  absl::Status Take(const eventstore::Item& item);
  absl::Status BeginRebuild();
  absl::Status EndRebuild();
  absl::Status Publish(Position position, SubjectSet changed);

  eventstore::Store* store_;
  Projections views_;
  std::unique_ptr<eventstore::Keyspace> keyspace_;

  // The projector's thread only.
  std::unique_ptr<FoldSet> folds_;
  FoldBatches batches_;  // of them, under way
  std::unique_ptr<eventstore::Subscription> subscription_;
  size_t since_flush_ = 0;  // events
  size_t in_batch_ = 0;     // events
  SubjectSet changed_;      // of the batch under way
  BatchPace pace_;
  Position last_;

  mutable std::mutex mu_;
  std::condition_variable wake_;
  SightPtr sight_;
  std::multimap<Position, std::pair<uint64_t, std::function<void()>>> waiting_;
  uint64_t next_token_ = 1;
  Changes changes_;
  absl::Status status_;
  std::unique_ptr<Rebuild> rebuild_;  // made and ended by the projector's thread
  absl::Status rebuild_status_;       // of the last one
  bool grown_ = true, stop_ = false, rebuild_wanted_ = false;
  uint64_t rebuilds_begun_ = 0;
  std::thread thread_;
};

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_PROJECTOR_PROJECTOR_H_
