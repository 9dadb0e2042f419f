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

bool LeafEntry::Parse(std::string_view bytes, LeafEntry* entry) {
  if (bytes.size() != kLeafEntryBytes) return false;
  entry->version = static_cast<uint8_t>(bytes[0]);
  entry->kind = static_cast<LeafKind>(bytes[1]);
  if (entry->version < kFirstLeafVersion || entry->version > kLeafVersion) return false;
  if (entry->kind < LeafKind::kEvent || entry->kind > LeafKind::kTombstone) return false;
  entry->appended_us = static_cast<Micros>(ReadBe64(bytes.substr(2)));
  entry->revision = Revision(ReadBe64(bytes.substr(10)));
  entry->header = HashFromBytes(bytes.substr(18, 32));
  entry->sealed = HashFromBytes(bytes.substr(50, 32));
  entry->batch_record = HashFromBytes(bytes.substr(82, 32));
  return true;
}

Hash LeafEntry::Leaf() const { return LeafHash(Bytes()); }

}  // namespace homeward::eventstore
