// The fold of the tallies: a row for each counted event, made from the event alone. Only where a stream's past is
// rewritten are its other events read again, for since when which of them stands.
#ifndef HOMEWARD_PROJECTIONS_PROJECTOR_TALLY_FOLD_H_
#define HOMEWARD_PROJECTIONS_PROJECTOR_TALLY_FOLD_H_

#include <memory>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "projections/projector/fold.h"

namespace homeward::projections {

class TallyFold : public Fold {
 public:
  using Fold::Fold;

  bool Wants(uint32_t type, std::string_view stream, Subjects subjects) const override;
  std::unique_ptr<FoldBatch> NewBatch() const override;

 protected:
  absl::Status Collect(FoldBatch* batch, std::vector<eventstore::RowChange>* changes) override;
};

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_PROJECTOR_TALLY_FOLD_H_
