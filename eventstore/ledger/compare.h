// Whether a ledger agrees with itself: every record with its leaf in the tree, every tile with the hash above it, the
// tree with what the head witness saw. DATA_LOSS says what differs, and its position.
#ifndef HOMEWARD_EVENTSTORE_LEDGER_COMPARE_H_
#define HOMEWARD_EVENTSTORE_LEDGER_COMPARE_H_

#include <cstdint>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "eventstore/ledger/ledger.h"

namespace homeward::eventstore {

// Any thread, all of them.

// Records with their leaves, of some neighbouring full tiles.
absl::Status CompareRecords(const Ledger& ledger, uint64_t first_tile, uint64_t tiles);

// Each of the first `full_tiles` tiles of the lowest level, and of the levels above, with its hash in the tile above.
// `go_on` is asked now and then; false: CANCELLED.
absl::Status CompareTiles(const Ledger& ledger, uint64_t full_tiles, absl::FunctionRef<bool()> go_on);

// The tree with what the head witness saw.
absl::Status CompareWithWitness(const Ledger& ledger);

// The tables of the owner's families with their checksums: of log and tree, the others read everything. `go_on` hears
// how many bytes were compared; false: CANCELLED.
absl::Status CompareOwnTables(const Ledger& ledger, absl::FunctionRef<bool(uint64_t bytes)> go_on);

// All of it, as fast as it goes; what lies behind the last full tile was compared when the ledger was opened.
// `go_on` hears how far it has come; false: CANCELLED.
absl::Status CompareAll(const Ledger& ledger, absl::FunctionRef<bool(Position)> go_on);

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_LEDGER_COMPARE_H_
