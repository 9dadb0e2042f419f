// The fold of a view that is read whole: its facts in memory, their positions in rows.
#ifndef HOMEWARD_PROJECTIONS_PROJECTOR_WHOLE_FOLD_H_
#define HOMEWARD_PROJECTIONS_PROJECTOR_WHOLE_FOLD_H_

#include <memory>
#include <vector>

#include "projections/projector/fold.h"

namespace homeward::projections {

class WholeFold : public Fold {
 public:
  using Fold::Fold;

  bool Wants(uint32_t, std::string_view stream, Subjects) const override { return view().Keeps(stream); }
  std::unique_ptr<FoldBatch> NewBatch() const override;

  // In order, as of the last Finish; another object once they have changed.
  std::shared_ptr<const Facts> facts() const { return facts_; }

 protected:
  absl::Status Load() override;
  absl::Status Collect(FoldBatch* batch, std::vector<eventstore::RowChange>* changes) override;

 private:
  std::shared_ptr<const Facts> facts_ = std::make_shared<const Facts>();
};

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_PROJECTOR_WHOLE_FOLD_H_
