// Whether the disk still has room: writes stop at a floor while reads go on, since a full disk can stop both.
#ifndef HOMEWARD_EVENTSTORE_FILES_FREE_SPACE_H_
#define HOMEWARD_EVENTSTORE_FILES_FREE_SPACE_H_

#include <atomic>
#include <cstdint>
#include <string>
#include <utility>

namespace homeward::eventstore {

// Any thread.
class FreeSpace {
 public:
  FreeSpace(std::string directory, uint64_t floor_bytes) : directory_(std::move(directory)), floor_(floor_bytes) {}

  // Looks at the disk; a few microseconds.
  bool Low();
  // What was last seen. Never blocks; looks again if it was low a second ago or longer.
  bool LastLow();

 private:
  const std::string directory_;
  const uint64_t floor_;
  std::atomic<bool> low_ = false;
  std::atomic<int64_t> looked_us_ = 0;
};

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_FILES_FREE_SPACE_H_
