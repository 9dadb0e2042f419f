// The event log as a ledger: its formats, its families, its leaves.
#ifndef HOMEWARD_EVENTSTORE_LOG_LOG_LEDGER_H_
#define HOMEWARD_EVENTSTORE_LOG_LOG_LEDGER_H_

#include "eventstore/ledger/ledger.h"
#include "eventstore/store.h"

namespace homeward::eventstore {

LedgerOptions LogLedgerOptions(const StoreOptions& options);

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_LOG_LOG_LEDGER_H_
