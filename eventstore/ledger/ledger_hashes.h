// The tree of a ledger as proofs read it: what is synced, from the stored tiles and, where a tile is not full yet, from
// the records themselves or the tiles below. Nothing is shared with the appending thread, so nobody waits for anybody.
#ifndef HOMEWARD_EVENTSTORE_LEDGER_LEDGER_HASHES_H_
#define HOMEWARD_EVENTSTORE_LEDGER_LEDGER_HASHES_H_

#include <map>
#include <utility>
#include <vector>

#include "absl/types/span.h"
#include "eventstore/ledger/ledger.h"
#include "eventstore/tree/proof.h"

namespace homeward::eventstore {

// One thread at a time; keeps the tiles that it read, so make one for each proof, or for a few near one another.
class LedgerHashes : public HashReader {
 public:
  // Of the head as it is now. `ledger` outlives it.
  explicit LedgerHashes(const Ledger& ledger) : ledger_(ledger), size_(ledger.head().position.value) {}

  // OUT_OF_RANGE beyond the head; DATA_LOSS where the ledger is damaged.
  absl::StatusOr<Hash> Read(int height, uint64_t index) override;

 private:
  // The complete hashes of a tile: 256 of a full one, fewer of the newest. OUT_OF_RANGE if there is none.
  absl::StatusOr<absl::Span<const Hash>> Tile(uint8_t level, uint64_t index);
  absl::StatusOr<std::vector<Hash>> Open(uint8_t level, uint64_t index, size_t count);

  const Ledger& ledger_;
  const uint64_t size_;
  std::map<std::pair<uint8_t, uint64_t>, std::vector<Hash>> tiles_;
};

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_LEDGER_LEDGER_HASHES_H_
