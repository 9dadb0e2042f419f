// How the positions of a name lie in the `subjects` family: few rows, each with many positions.
//
// One row: name ‖ 0x00 ‖ be64(its last position) → the positions before that one, from the last to the first, each as a
// varint of the distance to its neighbour. The *last* position is in the key, so that a seek to name ‖ 0x00 ‖ be64(n)
// finds the row in which the positions from n on begin, without stepping back.
#ifndef HOMEWARD_EVENTSTORE_INDEX_POSTINGS_H_
#define HOMEWARD_EVENTSTORE_INDEX_POSTINGS_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "eventstore/types.h"

namespace homeward::eventstore {

// name ‖ 0x00: what all rows of a name begin with, and no row of another name does.
std::string PostingPrefix(std::string_view name);

// The name in a row's key; empty if the bytes are no such key.
std::string_view PostingName(std::string_view key);

// The value for these positions (ascending, not empty), the last of which is in the key. Reuses `out`'s memory.
void EncodePostings(const Position* first, const Position* end, std::string* out);

// Puts the row's positions, ascending, in place of what `out` held. DATA_LOSS if the bytes are no such row.
absl::Status DecodePostings(std::string_view key, std::string_view value, std::vector<Position>* out);

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_INDEX_POSTINGS_H_
