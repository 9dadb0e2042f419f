// The fold of the tallies: a row for each counted event, made from the event alone. Only where a stream's past is
// rewritten are its other events read again, for since when which of them stands.
#ifndef HOMEWARD_PROJECTIONS_PROJECTOR_TALLY_FOLD_H_
#define HOMEWARD_PROJECTIONS_PROJECTOR_TALLY_FOLD_H_

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "projections/projector/fold.h"

namespace homeward::projections {

class TallyFold : public Fold {
 public:
  using Fold::Fold;

  bool Wants(uint32_t type, std::string_view stream, Subjects subjects) const override;
  void Add(const Fact& fact, Subjects subjects) override;

 protected:
  absl::Status Collect(std::vector<eventstore::RowChange>* changes) override;

 private:
  absl::Status Rewrite(const std::string& stream, std::map<std::string, std::string>* rows) const;

  std::map<std::string, std::string> rows_;  // of the batch under way, by key
  std::set<std::string> rewritten_;          // streams that a correction or retraction of the batch is about
  Position last_;                            // of the batch
};

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_PROJECTOR_TALLY_FOLD_H_
