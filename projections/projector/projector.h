// The projector: one thread drives all views over one pass of the log and shows the result as one sight.
#ifndef HOMEWARD_PROJECTIONS_PROJECTOR_PROJECTOR_H_
#define HOMEWARD_PROJECTIONS_PROJECTOR_PROJECTOR_H_

#include <condition_variable>
#include <cstdint>
#include <deque>
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
#include "projections/projector/fold.h"
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

  // Returns once every view is empty and folding has begun again.
  absl::Status Rebuild();

  std::vector<coordination::v1::ViewStatus> Checkpoints() const;

 private:
  explicit Projector(eventstore::Store* store) : store_(store) {}
  absl::Status Start(const std::string& directory);
  void Run();
  absl::Status FoldSome();  // everything there is, in batches
  absl::Status FinishBatch(Position position);
  absl::Status StartOver();
  absl::Status Publish(Position position, std::set<std::string> changed, bool governance, bool identity);
  void Remember(Position position, const std::set<std::string>& changed);
  void Wake();

  eventstore::Store* store_;
  std::vector<std::unique_ptr<Projection>> projections_;
  std::unique_ptr<eventstore::Keyspace> keyspace_;
  std::vector<Fold> folds_;                                 // the projector's thread only
  std::unique_ptr<eventstore::Subscription> subscription_;  // the projector's thread only
  size_t since_flush_ = 0;                                  // events; the projector's thread only
  Position last_;                                           // the projector's thread only

  mutable std::mutex mu_;
  std::condition_variable wake_;
  SightPtr sight_;
  std::multimap<Position, std::pair<uint64_t, std::function<void()>>> waiting_;
  uint64_t next_token_ = 1;
  std::deque<std::pair<Position, std::string>> changes_;
  Position changes_from_;  // everything after this one is remembered
  std::vector<coordination::v1::ViewStatus> checkpoints_;
  absl::Status status_;
  Position rebuild_until_;
  bool grown_ = true, stop_ = false, rebuild_wanted_ = false, rebuilding_ = false;
  uint64_t rebuilds_begun_ = 0;
  std::thread thread_;
};

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_PROJECTOR_PROJECTOR_H_
