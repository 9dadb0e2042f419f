// Idempotent for ever: what is already in the log, and whether it is the same.
#ifndef HOMEWARD_EVENTSTORE_LOG_IDENTITY_H_
#define HOMEWARD_EVENTSTORE_LOG_IDENTITY_H_

#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "eventstore/index/index.h"
#include "eventstore/ledger/ledger.h"
#include "eventstore/log/group.h"
#include "eventstore/proposal.h"
#include "eventstore/record/prepared.h"

namespace homeward::eventstore {

struct Identity {
  std::optional<Answer> duplicate;  // the same batch was recorded before: its first answer again
  std::vector<bool> known;          // for each event: the log holds one with this id
  // ID_REUSED, BATCH_PARTLY_KNOWN, BATCH_REGROUPED, BATCH_SIGNED_OTHERWISE
  contract::Violations violations;
  bool settled = false;  // by a duplicate or by the last of these: nothing else is to be judged
};

// Looks at the group being made, at the one before, which may not be in the index yet, and at the index. The judging
// thread.
absl::StatusOr<Identity> Identify(const Prepared& prepared, const Group& group, const Group& before,
                                  const Index& index, const Ledger& ledger);

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_LOG_IDENTITY_H_
