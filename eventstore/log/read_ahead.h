// The log from a position on, parsed in chunks by a thread of its own, so that whoever folds it does not parse too.
#ifndef HOMEWARD_EVENTSTORE_LOG_READ_AHEAD_H_
#define HOMEWARD_EVENTSTORE_LOG_READ_AHEAD_H_

#include <vector>

#include "eventstore/ahead.h"
#include "eventstore/ledger/ledger.h"
#include "eventstore/log_event.h"

namespace homeward::eventstore {

// Chunks of parsed events in order, none of them empty. `ledger` must outlive it.
class ReadAhead : public Ahead<std::vector<LogEventPtr>> {
 public:
  ReadAhead(const Ledger& ledger, Position from, Position to);
};

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_LOG_READ_AHEAD_H_
