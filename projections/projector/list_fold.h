// The fold of a view that lists its subjects: derives a subject's keys anew whenever a batch changed it.
//
// A correction or retraction carries the subjects of what it concerns, so it changes them too; a dispute moves nothing
// in a list.
#ifndef HOMEWARD_PROJECTIONS_PROJECTOR_LIST_FOLD_H_
#define HOMEWARD_PROJECTIONS_PROJECTOR_LIST_FOLD_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "projections/projector/fold.h"
#include "projections/projector/listed.h"

namespace homeward::projections {

class ListFold : public Fold {
 public:
  ListFold(const Projection* view, std::string family, const eventstore::Store* store, eventstore::Keyspace* keyspace);

  bool Wants(uint32_t type, std::string_view stream, Subjects subjects) const override;
  void Add(const Fact& fact, Subjects subjects) override;

 protected:
  absl::Status Collect(std::vector<eventstore::RowChange>* changes) override;

 private:
  bool IsOurs(std::string_view subject) const;
  bool IsNew(const std::string& subject);
  absl::StatusOr<Listed> Recall(const std::string& subject, const eventstore::KeyspaceSnapshot& rows);
  absl::Status ReadKept(const std::string& subject, const eventstore::KeyspaceSnapshot& rows, Facts* facts) const;
  std::vector<std::string> KeysOf(const std::string& subject, const Facts& facts) const;

  const std::vector<std::string> prefixes_;          // "referral:"
  absl::flat_hash_map<std::string, Facts> changed_;  // subject → its facts of the batch under way
  RecentlyListed recent_;
  // Hashes of every subject of a fold that began at zero: whoever is not among them is new, and no read need say so.
  absl::flat_hash_set<uint64_t> seen_;
  bool seen_all_ = false;
};

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_PROJECTOR_LIST_FOLD_H_
