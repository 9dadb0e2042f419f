// Writes to a log as several clients would, and keeps the ledger.
#ifndef HOMEWARD_TESTS_ORACLE_WRITER_H_
#define HOMEWARD_TESTS_ORACLE_WRITER_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "eventstore/store.h"

namespace homeward::oracle {

struct WriterOptions {
  std::string ledger;              // file
  eventstore::StoreOptions store;  // directory and all
  uint64_t batches = 0;            // end after so many new ones; 0: until stopped or killed
  int proposers = 4;               // each with one batch under way
  bool ack_unknown = false;        // a control: takes "outcome unknown" for an acknowledgement
};

// Opens the log, sends again each batch whose outcome is unknown, then writes new ones of 1 … 5 events.
// UNAVAILABLE: the log stopped after a failed write. ABORTED: an answer that it may not give. Else what opening says.
absl::Status Write(WriterOptions options);

}  // namespace homeward::oracle

#endif  // HOMEWARD_TESTS_ORACLE_WRITER_H_
