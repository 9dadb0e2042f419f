// All views folded from records alone, without a server: what an export says the views must be.
//
//   auto fold = RecordsFold::Begin(scratch);
//   for (…) (*fold)->Add(record);            // in order, from position 1
//   auto digests = (*fold)->Finish();        // equal to what a server with that log says of that position
//
// A second way to the same digests: subjects are collected and sorted first, and each is derived once, where the
// server's folds go event by event. Both rest on the same pure functions of a subject's facts.
#ifndef HOMEWARD_PROJECTIONS_PROJECTOR_FOLD_RECORDS_H_
#define HOMEWARD_PROJECTIONS_PROJECTOR_FOLD_RECORDS_H_

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "eventstore/keyspace.h"
#include "eventstore/record_view.h"
#include "projections/projector/fold_set.h"
#include "projections/projector/projection.h"

namespace homeward::projections {

// One thread. Memory is bounded, governance aside; what does not fit lies in the directory.
class RecordsFold {
 public:
  // `directory` is made and, at the end, removed; it takes about as much room as the records.
  static absl::StatusOr<std::unique_ptr<RecordsFold>> Begin(std::string directory);
  ~RecordsFold();

  // The next record as stored, whole. DATA_LOSS: unreadable, or not of the next position; FAILED_PRECONDITION: of an
  // event type that this program does not know.
  absl::Status Add(std::string_view record);

  // Up to here everything was added.
  Position position() const { return position_; }

  // Each view's digest, by its name. Once.
  absl::StatusOr<std::map<std::string, std::string>> Finish();

 private:
  explicit RecordsFold(std::string directory);
  absl::Status Write();  // what waits in memory
  absl::StatusOr<Fact> Read(Position position) const;
  // Each subject of the kind in order of name, with its facts in order.
  absl::Status VisitSubjects(std::string_view kind,
                             absl::FunctionRef<absl::Status(const std::string& subject, const Facts& facts)> visit);
  absl::Status CollectRows(const Projection& view);
  absl::Status CollectTallies(const Projection& view);
  absl::StatusOr<std::string> DigestOf(const Projection& view);

  const std::string directory_;
  const Projections views_;
  std::unique_ptr<eventstore::Keyspace> rows_;
  std::shared_ptr<const eventstore::KeyspaceSnapshot> sorted_;
  std::vector<eventstore::RowChange> records_, subjects_, streams_;  // that wait
  eventstore::RecordView view_;
  Facts governance_;
  Position position_;
};

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_PROJECTOR_FOLD_RECORDS_H_
