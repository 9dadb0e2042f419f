// Holds a log against the ledger of those who wrote to it.
#ifndef HOMEWARD_TESTS_ORACLE_CHECKER_H_
#define HOMEWARD_TESTS_ORACLE_CHECKER_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "eventstore/store.h"
#include "tests/oracle/ledger.h"

namespace homeward::oracle {

// acked ⊆ log ⊆ tried; whole batches, in order, bytes as they were sent, each once; nothing shown that is not there;
// the tree is the records'.
struct Verdict {
  uint64_t recorded = 0;  // events in the log
  uint64_t acked = 0;     // events that were acknowledged
  uint64_t lost = 0;      // acknowledged, and not at their position
  uint64_t invented = 0;  // in the log, and never tried, or with other bytes
  uint64_t doubled = 0;   // in the log a second time
  uint64_t torn = 0;      // batches of which only a part is there, or not in one piece
  uint64_t phantoms = 0;  // shown to a watcher, and not at that position
  uint64_t gaps = 0;      // positions without a record
  bool root_differs = false;

  bool good() const { return lost + invented + doubled + torn + phantoms + gaps == 0 && !root_differs; }
  std::string Json() const;  // one line
};

// What opening or reading says, if the log cannot be read.
absl::StatusOr<Verdict> Check(const eventstore::StoreOptions& options, const Ledger& ledger);

}  // namespace homeward::oracle

#endif  // HOMEWARD_TESTS_ORACLE_CHECKER_H_
