// The end of the log folded into the index anew, as the committer did when it recorded it: what a crash forgets of the
// windows, and the whole index where there is none.
#ifndef HOMEWARD_EVENTSTORE_LOG_REPLAY_H_
#define HOMEWARD_EVENTSTORE_LOG_REPLAY_H_

#include "absl/status/status.h"
#include "eventstore/index/index.h"
#include "eventstore/ledger/ledger.h"

namespace homeward::eventstore {

// Adds every position from index.through() on up to the head. Before anybody else uses the index.
absl::Status ReplayIntoIndex(const Ledger& ledger, Index& index);

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_LOG_REPLAY_H_
