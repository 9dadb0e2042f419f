// Facts of a long stretch of the log, sorted by subject on the disk. A fold from zero gathers them first and then
// derives each subject's keys once; batch by batch it would derive them anew with every batch in which the subject
// moves.
#ifndef HOMEWARD_PROJECTIONS_PROJECTOR_GATHERED_H_
#define HOMEWARD_PROJECTIONS_PROJECTOR_GATHERED_H_

#include <string>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "eventstore/keyspace.h"
#include "eventstore/types.h"
#include "projections/projector/list_batch.h"

namespace homeward::projections {

// One thread at a time.
class GatheredFacts {
 public:
  // Beside the family of that name, in the keyspace, which must outlive it.
  GatheredFacts(std::string_view family, eventstore::Keyspace* keyspace);
  ~GatheredFacts();  // they are gone

  absl::Status Begin();

  // Takes the batch's facts that lie behind `after`.
  absl::Status Add(const ListBatch& batch, eventstore::Position after);

  // Gives each subject in ascending order with its facts (listed.h), in the order of the log, until one fails.
  absl::Status Visit(absl::FunctionRef<absl::Status(const std::string& subject, std::string facts)> visit) const;

 private:
  const std::string family_;
  eventstore::Keyspace* const keyspace_;
};

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_PROJECTOR_GATHERED_H_
