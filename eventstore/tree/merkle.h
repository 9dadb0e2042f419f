// RFC 6962 hashing: a leaf and a node can never be mistaken for one another.
#ifndef HOMEWARD_EVENTSTORE_TREE_MERKLE_H_
#define HOMEWARD_EVENTSTORE_TREE_MERKLE_H_

#include <string_view>

#include "absl/types/span.h"
#include "eventstore/types.h"

namespace homeward::eventstore {

Hash LeafHash(std::string_view entry);               // SHA-256(0x00 ‖ entry)
Hash NodeHash(const Hash& left, const Hash& right);  // SHA-256(0x01 ‖ left ‖ right)
Hash EmptyRoot();                                    // SHA-256 of nothing

// Root over a power of two of neighbours, at least one.
Hash PerfectRoot(absl::Span<const Hash> hashes);

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_TREE_MERKLE_H_
