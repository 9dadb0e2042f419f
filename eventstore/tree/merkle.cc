#include "eventstore/tree/merkle.h"

#include <vector>

#include "eventstore/bytes/sha256.h"

namespace homeward::eventstore {

Hash LeafHash(std::string_view entry) { return Sha256().Byte(0x00).Raw(entry).Finish(); }

Hash NodeHash(const Hash& left, const Hash& right) { return Sha256().Byte(0x01).Raw(left).Raw(right).Finish(); }

Hash EmptyRoot() { return Sha256().Finish(); }

Hash PerfectRoot(absl::Span<const Hash> hashes) {
  if (hashes.size() == 1) return hashes[0];
  std::vector<Hash> row(hashes.size() / 2);
  for (size_t i = 0; i < row.size(); ++i) row[i] = NodeHash(hashes[2 * i], hashes[2 * i + 1]);
  for (; row.size() > 1; row.resize(row.size() / 2)) {
    for (size_t i = 0; i < row.size() / 2; ++i) row[i] = NodeHash(row[2 * i], row[2 * i + 1]);
  }
  return row[0];
}

}  // namespace homeward::eventstore
