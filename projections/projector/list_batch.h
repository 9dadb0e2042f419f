// What a list's fold takes of a stretch of the log: by subject, the facts that may move it in the list, as bytes.
#ifndef HOMEWARD_PROJECTIONS_PROJECTOR_LIST_BATCH_H_
#define HOMEWARD_PROJECTIONS_PROJECTOR_LIST_BATCH_H_

#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "absl/container/inlined_vector.h"
#include "google/protobuf/arena.h"
#include "projections/projector/fold.h"

namespace homeward::projections {

class ListFold;

class ListBatch : public FoldBatch {
 public:
  using KeptFacts = absl::InlinedVector<std::string_view, 3>;

  explicit ListBatch(const ListFold* fold);

  absl::Status Add(const LoggedEvent& event) override;

  // subject → its facts in the order of the log; they live as long as the batch.
  const absl::flat_hash_map<std::string_view, KeptFacts>& changed() const { return changed_; }

 private:
  std::string_view Store(std::string_view bytes);

  const ListFold* const fold_;
  google::protobuf::Arena bytes_;
  absl::flat_hash_map<std::string_view, KeptFacts> changed_;
  std::string kept_;  // the one being written
};

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_PROJECTOR_LIST_BATCH_H_
