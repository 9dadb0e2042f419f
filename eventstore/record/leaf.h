// The leaf of a record in the tree: 114 bytes that say what was recorded without holding it.
//
// The payload is not in the tree, so neither a destroyed key nor a deleted ciphertext breaks a proof.
#ifndef HOMEWARD_EVENTSTORE_RECORD_LEAF_H_
#define HOMEWARD_EVENTSTORE_RECORD_LEAF_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "eventstore/types.h"

namespace homeward::eventstore {

inline constexpr uint8_t kFirstLeafVersion = 1;  // of every leaf of the access log; of events until format 2
inline constexpr uint8_t kLeafVersion = 2;       // of new events: sections are salted on their own
inline constexpr size_t kLeafEntryBytes = 114;

enum class LeafKind : uint8_t { kEvent = 1, kBatchRecord = 2, kAccessRecord = 3, kTombstone = 4 };

// version u8 | kind u8 | appended_us u64be | revision u64be | SHA256(header) | SHA256(sealed) | SHA256(batch record)
struct LeafEntry {
  uint8_t version = kLeafVersion;
  LeafKind kind = LeafKind::kEvent;
  Micros appended_us = 0;
  Revision revision;
  Hash header{};
  Hash sealed{};
  Hash batch_record{};

  std::string Bytes() const;  // kLeafEntryBytes
  Hash Leaf() const;          // RFC 6962 leaf hash of Bytes()

  // False unless `bytes` are kLeafEntryBytes of a known version and kind.
  static bool Parse(std::string_view bytes, LeafEntry* entry);
};

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_RECORD_LEAF_H_
