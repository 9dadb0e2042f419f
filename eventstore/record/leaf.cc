#include "eventstore/record/leaf.h"

#include "eventstore/bytes/bytes.h"
#include "eventstore/bytes/sha256.h"
#include "eventstore/tree/merkle.h"

namespace homeward::eventstore {

std::string LeafEntry::Bytes() const {
  std::string out;
  out.reserve(kLeafEntryBytes);
  out.push_back(static_cast<char>(version));
  out.push_back(static_cast<char>(kind));
  AppendBe64(static_cast<uint64_t>(appended_us), &out);
  AppendBe64(revision.value, &out);
  out += AsBytes(header);
  out += AsBytes(sealed);
  out += AsBytes(batch_record);
  return out;
}

Hash LeafEntry::Leaf() const { return LeafHash(Bytes()); }

}  // namespace homeward::eventstore
