// What a crash has left behind the last whole record of a write-ahead log or a manifest.
//
// What is not whole was never acknowledged, and is dropped. RocksDB does so where the file merely ends too early. But a
// file system writes pages back in any order and may know of a file's length first: then the last record has holes, of
// zeros, and RocksDB takes it for damage. Such a file is shown to it as ending before that record. The format is
// RocksDB's own and public: blocks of 32 KiB, records with a header of 7 bytes (masked CRC-32C, length, type), none
// across a block's end.
#ifndef HOMEWARD_EVENTSTORE_ROCKS_TORN_TAIL_H_
#define HOMEWARD_EVENTSTORE_ROCKS_TORN_TAIL_H_

#include <cstdint>
#include <string>
#include <vector>

namespace homeward::eventstore {

struct TornTail {
  std::string file;
  uint64_t from = 0;   // offset: all before it is whole
  uint64_t bytes = 0;  // behind it
  bool holes = false;  // a sector of it is zeros, as no write but one that was cut off leaves it
};

// Of the newest write-ahead log in `directory`, and of its manifest; none if the last record is whole, or if
// another begins behind what is not: each record is synced before the next is written, so that is damage. Checksums
// are compared in the last megabytes only, and the rest is RocksDB's to judge: damage before the tail, it refuses.
std::vector<TornTail> FindTornTails(const std::string& directory);

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_ROCKS_TORN_TAIL_H_
