// All folds in step: what one pass over the log drives, live or rebuilding.
#ifndef HOMEWARD_PROJECTIONS_PROJECTOR_FOLD_SET_H_
#define HOMEWARD_PROJECTIONS_PROJECTOR_FOLD_SET_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "eventstore/keyspace.h"
#include "eventstore/store.h"
#include "projections/projector/fold.h"
#include "projections/projector/whole_fold.h"

namespace homeward::projections {

using Projections = std::vector<std::unique_ptr<Projection>>;

// The views that keep rows, hence have a family.
std::vector<std::string> FamiliesOf(const Projections& views);

// One thread at a time.
class FoldSet {
 public:
  // `views`, `store` and `keyspace` must outlive it. `twins`: the rows go into the families' twins.
  FoldSet(const Projections& views, const eventstore::Store* store, eventstore::Keyspace* keyspace, bool twins);

  absl::Status Resume(const eventstore::Head& head);

  // Whether any view wants the event; any thread.
  bool Wants(uint32_t type, std::string_view stream, Fold::Subjects subjects) const;

  // Gives a fact to every view; `subjects` are those of its record.
  void Add(const Fact& fact, Fold::Subjects subjects);
  // Parses the event if any view wants it. FAILED_PRECONDITION, DATA_LOSS: it cannot be parsed.
  absl::Status Add(const eventstore::LogEventPtr& event);
  absl::Status Finish(Position position);
  // The same, each view on a thread of its own: for a rebuild, whose batches are long.
  absl::Status FinishSideBySide(Position position);

  // Up to here every view is folded.
  Position position() const;

  std::shared_ptr<const Facts> governance() const { return governance_->facts(); }

  // The twins have taken the families' places.
  void Promoted();

 private:
  std::vector<std::unique_ptr<Fold>> folds_;
  WholeFold* governance_ = nullptr;
};

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_PROJECTOR_FOLD_SET_H_
