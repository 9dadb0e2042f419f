// Lists as they stood earlier: the log's beginning folded anew into a keyspace aside.
//
// Only lists need it: a single subject's past is its own facts up to there. Where each subject stood in which list is
// written nowhere, and the present lists do not tell it, since a correction takes a subject out of a list in which it
// stood; so the same folds run again, and what they give is what the live ones gave then.
//
// A keyspace aside stays a few minutes for the next page, and is folded on where a later position is asked for.
#ifndef HOMEWARD_PROJECTIONS_PROJECTOR_ASIDE_H_
#define HOMEWARD_PROJECTIONS_PROJECTOR_ASIDE_H_

#include <atomic>
#include <chrono>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "absl/status/statusor.h"
#include "eventstore/keyspace.h"
#include "eventstore/store.h"
#include "projections/projector/fold_set.h"
#include "projections/projector/sight.h"

namespace homeward::projections {

// Thread-safe. Everything it wrote is gone once it is destroyed, and what a crash left once it is made.
class Aside {
 public:
  // `directory` is its own and comes and goes. `views` and `store` must outlive it.
  Aside(std::string directory, const Projections& views, const eventstore::Store* store);
  ~Aside();

  // What the views knew at `position`, which the log has. May fold for as long as a rebuild up to there takes.
  // RESOURCE_EXHAUSTED: others are being folded right now; one at a time is enough for two processors.
  absl::StatusOr<SightPtr> At(Position position);

  // Whatever is being folded ends with CANCELLED, now and from now on.
  void Stop() { stop_ = true; }

 private:
  using Time = std::chrono::steady_clock::time_point;
  struct Kept {
    explicit Kept(std::string where) : folder(std::move(where)) {}
    ~Kept();
    const std::string folder;
    std::unique_ptr<eventstore::Keyspace> rows;
    std::unique_ptr<FoldSet> folds;
    std::map<Position, SightPtr> sights;
    Time used;
  };
  using KeptPtr = std::shared_ptr<Kept>;

  SightPtr Find(Position position);  // under the lock; null if it is not kept
  absl::StatusOr<KeptPtr> Nearest(Position position);
  absl::StatusOr<SightPtr> FoldTo(Position position, const KeptPtr& kept);

  const std::string directory_;
  const Projections& views_;
  const eventstore::Store* const store_;
  std::atomic<bool> stop_ = false;

  std::mutex mu_;
  bool folding_ = false;  // whoever set it alone touches folds
  std::list<KeptPtr> kept_;
  uint64_t made_ = 0;
};

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_PROJECTOR_ASIDE_H_
