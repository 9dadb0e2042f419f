// What a crash has left behind the last whole record of a write-ahead log.
//
// RocksDB drops it without a word, as it should: what is not whole was never acknowledged. But somebody may want to
// know, so it is looked for before RocksDB opens the file. The format is RocksDB's own and public: blocks of 32 KiB,
// records with a header of 7 bytes (masked CRC-32C, length, type), none across a block's end.
#ifndef HOMEWARD_EVENTSTORE_ROCKS_TORN_TAIL_H_
#define HOMEWARD_EVENTSTORE_ROCKS_TORN_TAIL_H_

#include <cstdint>
#include <optional>
#include <string>

namespace homeward::eventstore {

struct TornTail {
  std::string file;
  uint64_t from = 0;   // offset: all before it is whole
  uint64_t bytes = 0;  // behind it
};

// Of the newest write-ahead log in `directory`; nothing if its last record is whole, or there is none. Checksums are
// compared in its last megabytes only, and the rest is RocksDB's to judge: damage before the tail, it refuses.
std::optional<TornTail> FindTornTail(const std::string& directory);

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_ROCKS_TORN_TAIL_H_
